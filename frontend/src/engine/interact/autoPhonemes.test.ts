/** Phonemes join the step of their lyrics, whatever happens between the question and its answer. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { lyricOps } from "../score/edit/texts.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { type TestNote, testDocument } from "../testing/score.ts";
import { AutoPhonemes, type PhonemeAnswer, type PhonemeQuestion } from "./autoPhonemes.ts";

const NOTES: readonly TestNote[] = [
	[0, BEAT, 60, 100, 0, "국"],
	[0, BEAT, 40, 100, 1, "x"],
	[BEAT, BEAT, 62, 100, 0, "물"],
	[2 * BEAT, BEAT, 64, 100, 0, "이"],
	[5 * BEAT, BEAT, 64, 100, 0, "꽃"],
];

let doc: ScoreDocument;
let phonemes: AutoPhonemes;
let asked: { question: PhonemeQuestion; answer: (given: PhonemeAnswer) => void }[];
let said: string[];
let told: boolean[];

beforeEach(() => {
	doc = testDocument(NOTES);
	asked = [];
	said = [];
	told = [];
	phonemes = new AutoPhonemes(doc, {
		ask: (question) => new Promise((answer) => asked.push({ question, answer })),
		say: (text) => said.push(text),
		change: (act, isTold) => {
			told.push(isTold);
			act();
		},
	});
	doc.subscribe((change) => phonemes.heard({ change, step: doc.lastStep, token: doc.token }, { tracks: [0] }));
});

const slot = (id: number): number => doc.store.slotOf(id);
const type = (id: number, text: string | null): void => doc.edit(lyricOps(doc.store, [slot(id)], [text]), "lyric");
const turn = (): Promise<void> => new Promise((done) => setTimeout(done, 0));
const spoken = (): string[] => [0, 1, 2, 3, 4].map((id) => doc.store.phonemeOf(slot(id)));
const lyrics = (): string[] => [0, 1, 2, 3, 4].map((id) => doc.store.lyricOf(slot(id)));

async function answer(...given: (string | null)[]): Promise<void> {
	await turn();
	asked.shift()?.answer({ phonemes: given, warnings: [] });
	await turn();
}

describe("the question", () => {
	it("has the notes of the phrase and track, with the lyrics from before", async () => {
		type(2, "민");
		await turn();
		expect(asked.map((one) => one.question)).toEqual([
			{
				track: 0,
				onset: [0, BEAT, 2 * BEAT],
				duration: [BEAT, BEAT, BEAT],
				lyric: ["국", "민", "이"],
				former: ["국", "물", "이"],
				phoneme: [null, null, null],
				typed: [false, false, false],
			},
		]);
	});

	it("is one for each phrase that changed, and none for other tracks, holds and copies", async () => {
		type(1, "y");
		type(3, "-");
		doc.edit(
			[
				{
					op: "insert",
					rows: {
						id: [9],
						onset: [6 * BEAT],
						duration: [BEAT],
						pitch: [60],
						velocity: [90],
						track: [0],
						lyric: { 0: "가" },
						phoneme: { 0: "g a" },
					},
				},
			],
			"paste",
		);
		await turn();
		expect(asked).toEqual([]);
		doc.edit(lyricOps(doc.store, [slot(0), slot(4)], ["죽", "닭"]), "lyrics");
		await answer("j u k", "m u l", null);
		expect(asked.map((one) => one.question.lyric)).toEqual([["닭", "가"]]);
		// Nothing is done by halves.
		expect(spoken()).toEqual(["", "", "", "", ""]);
		await answer("d a k", "kk a");
		expect(spoken()).toEqual(["j u k", "", "m u l", "", "d a k"]);
	});
});

describe("the answer", () => {
	it("joins the step of the lyric: one undo takes both, one redo brings both", async () => {
		const before = doc.rev;
		type(2, "민");
		const between = doc.rev;
		await answer("g u ng", "m i", "n i");
		expect([lyrics()[2], spoken()]).toEqual(["민", ["g u ng", "", "m i", "n i", ""]]);
		expect(doc.steps).toEqual({ labels: ["lyric"], done: 1 });
		expect([before, between]).not.toContain(doc.rev);
		const rev = doc.rev;
		expect(told).toEqual([true]);
		doc.undo();
		expect([lyrics()[2], spoken(), doc.rev]).toEqual(["물", ["", "", "", "", ""], before]);
		doc.redo();
		expect([lyrics()[2], spoken()[2], doc.rev]).toEqual(["민", "m i", rev]);
	});

	it("joins its own step when others were done meanwhile", async () => {
		type(2, "민");
		type(4, "닭");
		doc.edit([{ op: "shift", ids: [0, 1], ticks: 0, pitch: 1 }], "move");
		await answer("g u ng", "m i", "n i");
		await answer("d a k");
		expect(doc.steps.labels).toEqual(["lyric", "lyric", "move"]);
		expect(spoken()).toEqual(["g u ng", "", "m i", "n i", "d a k"]);
		doc.undo();
		doc.undo();
		expect(spoken()).toEqual(["g u ng", "", "m i", "n i", ""]);
		doc.undo();
		expect([spoken(), doc.toRows().pitch]).toEqual([["", "", "", "", ""], doc.toRows().pitch]);
		while (doc.redo());
		expect(spoken()).toEqual(["g u ng", "", "m i", "n i", "d a k"]);
	});

	it("is dropped for what was typed over, taken back or deleted meanwhile", async () => {
		type(2, "민");
		await turn();
		type(2, "밥");
		doc.edit([{ op: "delete", ids: [3, 1] }], "delete");
		await answer("g u ng", "m i", "n i");
		// The first note's was asked for with a lyric that is gone, and is asked for again with the next one.
		await answer("g u k", "pp a p");
		expect(spoken().slice(0, 3)).toEqual(["g u k", "", "pp a p"]);
		doc.undo();
		doc.undo();
		await turn();
		type(4, "닭");
		await turn();
		doc.undo();
		await answer("d a k");
		expect(spoken()[4]).toBe("");
		expect(doc.canRedo).toBe(true);
	});

	it("is a step of its own where the server has the lyric already", async () => {
		type(4, "닭");
		await turn();
		doc.rebase("next");
		await answer("d a k");
		expect(doc.steps.labels).toEqual(["lyric", "phonemes"]);
		expect(doc.log()).toEqual([{ op: "set", ids: [4, 1], column: "phoneme", value: "d a k" }]);
	});

	it("keeps phonemes that were typed meanwhile", async () => {
		type(4, "닭");
		await turn();
		doc.edit([{ op: "set", ids: [4, 1], column: "phoneme", value: "d a l k" }], "phonemes");
		await answer("d a k");
		expect(spoken()[4]).toBe("d a l k");
	});

	it("says what could not be read, and why nothing came", async () => {
		type(4, "@");
		await turn();
		asked.shift()?.answer({ phonemes: [null], warnings: ["@ could not be read"] });
		type(4, "#");
		await turn();
		asked.shift()?.answer({ refused: "no such language" });
		await turn();
		expect(said).toEqual(["@ could not be read", "no such language"]);
	});
});

describe("who waits", () => {
	it("waits for the answer", async () => {
		type(4, "닭");
		let isSettled = false;
		const settled = phonemes.settled().then(() => {
			isSettled = true;
		});
		await turn();
		expect(isSettled).toBe(false);
		await answer("d a k");
		await settled;
		expect(spoken()[4]).toBe("d a k");
	});
});

describe("a long phrase", () => {
	it("is asked for in parts", async () => {
		doc = testDocument(Array.from({ length: 3000 }, (_, i): TestNote => [i * BEAT, BEAT, 60, 100, 0, "가"]));
		doc.subscribe((change) => phonemesOf.heard({ change, step: doc.lastStep, token: doc.token }, { tracks: null }));
		const phonemesOf = new AutoPhonemes(doc, {
			ask: async (question) => {
				asked.push({ question, answer: () => {} });
				return { phonemes: question.lyric.map(() => "g a"), warnings: [] };
			},
			say: () => {},
			change: (act) => act(),
		});
		type(1500, "나");
		await phonemesOf.settled();
		expect(asked.map((one) => [one.question.onset[0], one.question.onset.length])).toEqual([[1000 * BEAT, 1002]]);
	});
});
