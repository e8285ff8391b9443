/** What `followers.ts` fetches. */
import { AutoPhonemes, type PhonemeAnswer } from "../../engine/interact/autoPhonemes";
import { NoteTies } from "../../engine/interact/noteTies";
import { latePainters } from "../../engine/render/latePainters";
import { drawTieMarks } from "../../engine/render/tieMarks";
import type { Roll } from "../../engine/roll";
import { reasonText } from "../reasons";
import type { FollowersPage } from "./followers";

export class LateFollowers {
	readonly phonemes: AutoPhonemes;
	readonly ties: NoteTies;

	constructor(roll: Roll, page: FollowersPage, change: (act: () => void, isTold: boolean) => void) {
		latePainters.tieMarks = drawTieMarks;
		this.phonemes = new AutoPhonemes(roll.doc, {
			ask: async (question) => (await page.remote().ask?.<PhonemeAnswer>("lyric_phonemes", question)) ?? null,
			say: (text) => page.say(reasonText(text)),
			change,
		});
		this.ties = new NoteTies(roll.doc, {
			change: (act) => change(act, true),
			marked: () => roll.withEditor((editor) => editor.changed("segments")),
		});
	}
}
