/** Phonemes that follow lyrics, where a program wants them; what asks for them is fetched then. */
import type { AutoPhonemes, Edited, PhonemeAnswer, PhonemeSetting } from "../../engine/interact/autoPhonemes";
import type { ScoreDocument } from "../../engine/score/document";
import type { Remote } from "../../engine/transport/remote";
import { reasonText } from "../reasons";

export interface PhonemePage {
	remote(): Remote;
	say(text: string): void;
}

export class LyricPhonemes {
	/** A change is made that an event will carry which waits for it: nobody is to be told of it. */
	isTold = false;
	readonly #doc: ScoreDocument;
	readonly #page: PhonemePage;
	#setting: PhonemeSetting | null = null;
	#asking: Promise<AutoPhonemes | null> | null = null;

	constructor(doc: ScoreDocument, page: PhonemePage) {
		this.#doc = doc;
		this.#page = page;
		doc.subscribe((change) => this.#heard({ change, step: doc.lastStep, token: doc.token }));
	}

	set(setting: PhonemeSetting | null): void {
		this.#setting = setting;
		if (setting) this.#asking ??= this.#fetch();
	}

	/** When all lyrics that were typed have their phonemes, or that takes too long. */
	async settled(): Promise<void> {
		if (this.#asking && this.#setting) await (await this.#asking)?.settled();
	}

	#heard(edited: Edited): void {
		const { change } = edited;
		const setting = this.#setting;
		if (setting && change.parts.has("notes")) void this.#asking?.then((asking) => asking?.heard(edited, setting));
	}

	async #fetch(): Promise<AutoPhonemes | null> {
		try {
			const { AutoPhonemes } = await import("../../engine/interact/autoPhonemes");
			return new AutoPhonemes(this.#doc, {
				ask: async (question) => (await this.#page.remote().ask?.<PhonemeAnswer>("lyric_phonemes", question)) ?? null,
				say: (text) => this.#page.say(reasonText(text)),
				change: (act, isTold) => {
					this.isTold = isTold;
					act();
					this.isTold = false;
				},
			});
		} catch (error) {
			this.#asking = null;
			this.#page.say(reasonText((error as Error).message));
			return null;
		}
	}
}
