import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { CATALOGUE, defaultsOf } from "../score/edit/catalogue.ts";
import { EDITS } from "../score/edit/index.ts";
import { rawState } from "../score/testing/state.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { BulkLyricSession } from "./bulkLyrics.ts";
import { type CommandHost, type CommandName, type Commands, makeCommands } from "./commands.ts";
import { applyEdit, selectWhere } from "./editCommands.ts";
import { Inspector } from "./inspect/inspector.ts";
import { commandFor } from "./keymap.ts";
import { LyricSession } from "./lyrics.ts";
import { type Hands, handsOn, notesOf } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;
let commands: Commands;

const press = (key: string, held: { mod?: boolean; shift?: boolean; alt?: boolean } = {}): CommandName | null =>
	commandFor({
		key,
		code: "",
		ctrlKey: held.mod ?? false,
		metaKey: false,
		shiftKey: held.shift ?? false,
		altKey: held.alt ?? false,
	});

const lyrics = (): (string | null)[] => Array.from({ length: doc.store.size }, (_, i) => doc.toRows().lyric?.[i] ?? null);
const slotsOf = (...ids: number[]): number[] => ids.map((id) => doc.store.slotOf(id));

beforeEach(() => {
	doc = testDocument([
		[0, 2 * BEAT, 60, 100, 0, "도"],
		[2 * BEAT, BEAT, 60, 90, 0, "-"],
		[3.5 * BEAT, BEAT / 2, 64, 80, 0, "미"],
		[3.5 * BEAT, BEAT / 2, 67, 70, 0],
	]);
	hands = handsOn(doc);
	commands = makeCommands({ editor: hands.editor, follow: true, cancelGesture: () => false } as unknown as CommandHost);
});

describe("edits by command", () => {
	it("split at the playhead what is selected, else what lies there, and join again", () => {
		const before = rawState(doc);
		hands.editor.seek(BEAT);
		commands.splitAtPlayhead();
		expect(notesOf(doc).slice(0, 2)).toEqual([
			[0, 1, 60],
			[1, 1, 60],
		]);
		expect(lyrics().slice(0, 2)).toEqual(["도", "-"]);
		expect(doc.selection.size).toBe(0);
		doc.undo();
		expect(rawState(doc)).toEqual(before);

		doc.selection.setAll(slotsOf(0));
		commands.splitAtPlayhead();
		expect(doc.selection.size).toBe(2);
		commands.join();
		expect(notesOf(doc)[0]).toEqual([0, 2, 60]);
		expect(hands.edits).toBe(3);
		expect(doc.undoLabel).toBe("edit.join");
	});

	it("join over rests shorter than a step of the grid", () => {
		doc.edit([{ op: "resize", ids: [0, 1], ticks: -BEAT / 2, edge: "end" }], "shorter");
		doc.selection.setAll(slotsOf(0, 1));
		commands.join();
		expect(notesOf(doc)[0]).toEqual([0, 3, 60]);
		expect(lyrics()[0]).toBe("도");
	});

	it("bind notes to the next, of the selection alone", () => {
		commands.legato();
		expect(hands.hints).toHaveLength(1);
		commands.selectAll();
		commands.legato();
		expect(notesOf(doc).map(([, duration]) => duration)).toEqual([2, 1.5, 0.5, 0.5]);
	});

	it("say when nothing is to be changed, and what was refused", () => {
		expect(applyEdit(hands.editor, "fix_overlaps")).toBe("nothing");
		expect(hands.hints[0]).toMatch(/nothing was changed/);
		doc.selection.setAll(slotsOf(0));
		expect(applyEdit(hands.editor, "transpose", { semitones: 100 })).toBe("refused");
		expect(hands.hints[1]).toMatch(/pitch 160/);
		expect(applyEdit(hands.editor, "quantize", { strength: 2 })).toBe("refused");
		expect(hands.edits).toBe(0);
		hands.editor.scene.readOnly = true;
		commands.reverse();
		expect(hands.hints[3]).toMatch(/read-only/);
		expect(hands.edits).toBe(0);
	});

	it("make notes louder and softer, a crescendo, faster, slower, mirrored, backwards, and undo", () => {
		commands.selectAll();
		const before = rawState(doc);
		for (const name of [
			"velocityUp",
			"velocityDown",
			"velocityRampUp",
			"velocityRampDown",
			"doubleTime",
			"halfTime",
			"invertPitches",
			"reverse",
			"quantizeEnds",
			"humanize",
		] as const) {
			const edits = hands.edits;
			commands[name]();
			expect([name, hands.edits - edits]).toEqual([name, 1]);
			doc.undo();
			expect(rawState(doc)).toEqual(before);
		}
		commands.velocityUp();
		expect(doc.toRows().velocity).toEqual([108, 98, 88, 78]);
	});

	it("are each another performance", () => {
		commands.selectAll();
		commands.humanize();
		const first = doc.toRows().velocity;
		doc.undo();
		commands.humanize();
		expect(doc.toRows().velocity).not.toEqual(first);
	});

	it("have keys of their own", () => {
		expect(press("s")).toBe("splitAtPlayhead");
		expect(press("j")).toBe("join");
		expect(press("L", { shift: true })).toBe("legato");
		expect(press("ArrowUp", { alt: true })).toBe("velocityUp");
	});
});

describe("selecting by what notes are", () => {
	const selected = (): number[] => Array.from(doc.selection.slots(), (slot) => doc.store.id[slot]);

	it("the same pitch, track, lyric; the others; what overlaps", () => {
		doc.selection.setAll(slotsOf(0));
		commands.selectSamePitch();
		expect(selected()).toEqual([0, 1]);
		commands.selectInverse();
		expect(selected()).toEqual([2, 3]);
		commands.selectSameTrack();
		expect(selected()).toEqual([0, 1, 2, 3]);
		doc.selection.setAll(slotsOf(3));
		commands.selectSameLyric();
		expect(selected()).toEqual([3]);
		commands.selectOverlaps();
		expect(selected()).toEqual([]);
	});

	it("by an expression, or says where it cannot be read", () => {
		expect(selectWhere(hands.editor, 'pitch > 60 and lyric ~ "^미"')).toBe(true);
		expect(selected()).toEqual([2]);
		expect(selectWhere(hands.editor, "pitch >")).toBe(false);
		expect(hands.hints.at(-1)).toMatch(/position 8/);
		expect(selected()).toEqual([2]);
	});
});

describe("phonemes", () => {
	beforeEach(() => {
		doc.edit([{ op: "set", ids: [0, 3], column: "phoneme", values: ["t o", "o", "m i"] }], "phonemes");
	});
	const phonemes = (): Record<string, string> => doc.toRows().phoneme ?? {};

	it("go when their lyric changes, in the same step", () => {
		const before = rawState(doc);
		const session = new LyricSession(hands.editor, () => {});
		session.begin(doc.store.slotOf(0));
		session.commit("레", 0);
		expect([lyrics()[0], phonemes()]).toEqual(["레", { 1: "o", 2: "m i" }]);
		doc.undo();
		expect(rawState(doc)).toEqual(before);
	});

	it("go when lyrics of several notes change, and stay where none does", () => {
		commands.selectAll();
		const session = new BulkLyricSession(hands.editor, () => {});
		session.begin();
		session.commit(["도", "레"]);
		expect([lyrics().slice(0, 3), phonemes()]).toEqual([["도", "레", "미"], { 0: "t o", 2: "m i" }]);
	});

	it("that somebody wrote stay", () => {
		doc.selection.setAll(slotsOf(0));
		const inspector = new Inspector(hands.editor);
		inspector.type("phonemes", "d o");
		inspector.type("lyric", "오");
		expect([lyrics()[0], phonemes()[0]]).toEqual(["오", "d o"]);
		inspector.type("phonemes", "");
		inspector.type("lyric", "도");
		expect([lyrics()[0], phonemes()[0], doc.toRows().extra]).toEqual(["도", undefined, undefined]);
	});
});

describe("the catalogue", () => {
	it("has each edit once, with its own defaults taken", () => {
		expect(CATALOGUE.map((one) => one.name).sort()).toEqual(Object.keys(EDITS).sort());
		commands.selectAll();
		for (const { name } of CATALOGUE) {
			const options = name === "split" ? { at_beats: 1 } : defaultsOf(name);
			expect([name, ["done", "nothing"].includes(applyEdit(hands.editor, name, options))]).toEqual([name, true]);
		}
	});

	it("has ranges whose ends are taken and what lies beyond refused", () => {
		for (const { name, parameters, oneOf } of CATALOGUE) {
			for (const parameter of parameters) {
				if (parameter.kind !== "number" && parameter.kind !== "whole") continue;
				const instead = oneOf.find((names) => names.includes(parameter.name)) ?? [];
				const others = Object.fromEntries(Object.entries(defaultsOf(name)).filter(([key]) => !instead.includes(key)));
				const run = (value: number) => () => {
					const slots = doc.index.order.slice(0, 1);
					(EDITS[name] as (d: ScoreDocument, s: Int32Array, o: unknown) => unknown)(doc, slots, { ...others, [parameter.name]: value });
				};
				const said = (value: number): string => {
					try {
						run(value)();
						return "";
					} catch (error) {
						return (error as Error).message;
					}
				};
				const outside = new RegExp(`^${parameter.name} must be`);
				expect(said(parameter.minimum), name).not.toMatch(outside);
				expect(said(parameter.maximum), name).not.toMatch(outside);
				expect(said(parameter.minimum - 1), `${name} ${parameter.name}`).toMatch(outside);
				expect(said(parameter.maximum * 2 + 1), `${name} ${parameter.name}`).toMatch(outside);
			}
		}
	});
});
