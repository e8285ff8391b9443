/** What followers of an edit need of their page. */
import type { Remote } from "../../engine/transport/remote";

export interface FollowersPage {
	remote(): Remote;
	say(text: string): void;
}
