/** What follows an edit in the same step, where a program wants it: phonemes after lyrics, phones after notes. Fetched then. */
import type { Edited, PhonemeSetting } from "../../engine/interact/autoPhonemes";
import type { TieSetting } from "../../engine/interact/noteTies";
import type { Roll } from "../../engine/roll";
import type { Remote } from "../../engine/transport/remote";
import { reasonText } from "../reasons";
import type { LateFollowers } from "./lateFollowers";

export interface FollowersPage {
	remote(): Remote;
	say(text: string): void;
}

export class Followers {
	/** A change is made that an event will carry which waits for it: nobody is to be told of it. */
	isTold = false;
	readonly #roll: Roll;
	readonly #page: FollowersPage;
	#phonemes: PhonemeSetting | null = null;
	#late: Promise<LateFollowers | null> | null = null;

	/** Made before whoever tells Python of an edit, so that what follows is under way when the score is asked for. */
	constructor(roll: Roll, page: FollowersPage) {
		this.#roll = roll;
		this.#page = page;
		const { doc } = roll;
		doc.subscribe((change) => this.#heard({ change, step: doc.lastStep, token: doc.token }));
	}

	set(phonemes: PhonemeSetting | null, ties: TieSetting | null): void {
		this.#phonemes = phonemes;
		if (phonemes || ties) this.#late ??= this.#fetch();
		void this.#late?.then((late) => late?.ties.set(ties));
	}

	/** When all lyrics that were typed have their phonemes, or that takes too long. */
	async settled(): Promise<void> {
		if (this.#late) await (await this.#late)?.phonemes.settled();
	}

	#heard(edited: Edited): void {
		const setting = this.#phonemes;
		void this.#late?.then((late) => {
			if (setting) late?.phonemes.heard(edited, setting);
			late?.ties.heard(edited);
		});
	}

	async #fetch(): Promise<LateFollowers | null> {
		try {
			const { LateFollowers } = await import("./lateFollowers");
			return new LateFollowers(this.#roll, this.#page, (act, isTold) => {
				this.isTold = isTold;
				act();
				this.isTold = false;
			});
		} catch (error) {
			this.#late = null;
			this.#page.say(reasonText((error as Error).message));
			return null;
		}
	}
}
