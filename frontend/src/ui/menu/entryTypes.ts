/** What a menu is made of. */
import type { IconName } from "../icons";

export interface Item {
	kind: "item";
	id: string;
	title: string;
	/** As this system writes it. */
	key?: string;
	icon?: IconName;
	/** One of several, of which one is chosen. */
	checked?: boolean;
	colour?: string;
	danger?: boolean;
	disabled?: boolean;
	run(): void;
}

export interface Submenu {
	kind: "submenu";
	id: string;
	title: string;
	icon?: IconName;
	items: Entry[];
}

export type Entry = Item | Submenu | { kind: "line" };
