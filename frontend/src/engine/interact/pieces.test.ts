import { beforeEach, describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT, type Curve, type CurveJson, type NoteRows, type Signature, type Tempo } from "../score/types.ts";
import { vibratoOf } from "../score/vibratoKey.ts";
import { waveHandles } from "../state/waveHandles.ts";
import { hzOfPitch, pitchOfHz } from "../view/pitch.ts";
import { makeCommands } from "./commands.ts";
import { doCurveCommand } from "./pieces/pieceCommands.ts";
import { pieceHandsOf, stretchAt, stretchesOf } from "./pieces/pieceHands.ts";
import { pieceAt } from "./pieces/pieceHit.ts";
import { type Hands, handsOn, PX_PER_BEAT, ROW_PX } from "./testing/editor.ts";

// 120 bpm: a second is 2 beats, 160 px. A3 until 1 s, a gap of 0.2 s, then C4 until 2 s; samples every 10 ms.
const HOP_S = 0.01;
const sung = (): (number | null)[] => Array.from({ length: 200 }, (_, i) => (i >= 100 && i < 120 ? null : hzOfPitch(i < 100 ? 57 : 60)));
const F0 = (): CurveJson => ({ name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: HOP_S, values: sung() });
// The lane is 110 px high with 5 px of air: 100 px for -100 to 0 dB.
const LEVEL: CurveJson = {
	name: "level",
	target: "",
	unit: "dB",
	time: "s",
	start: 0,
	hop: 0.05,
	values: new Array(40).fill(-50),
	style: { yMin: -100, yMax: 0 },
};
const ROWS: NoteRows = {
	id: [1, 2],
	onset: [0, 2 * BEAT],
	duration: [2 * BEAT, 2 * BEAT],
	pitch: [57, 60],
	velocity: [100, 100],
	track: [0, 0],
};

let doc: ScoreDocument;
let hands: Hands;

function open(place: "notes" | "curves"): void {
	const time = { tempos: [[0, 120] as Tempo], signatures: [[0, 4, 4] as Signature] };
	doc = ScoreDocument.fromJson({ rows: ROWS, ...time, tracks: [], segments: [], curves: [F0(), LEVEL] }, "base");
	hands = handsOn(doc, place);
	hands.editor.view.set({ topPitch: 70 });
	hands.editor.tool = "curve";
}

const commands = (): ReturnType<typeof makeCommands> => makeCommands({ editor: hands.editor } as Parameters<typeof makeCommands>[0]);
const values = (name = "f0"): Float32Array => doc.curves.get(name)?.values as Float32Array;
const sample = (time_s: number): number => Math.round(time_s / HOP_S);
const pitchAt = (time_s: number): number => pitchOfHz(values()[sample(time_s)]);
const xOf = (time_s: number): number => time_s * 2 * PX_PER_BEAT;
const span = (): readonly number[] | undefined => pieceHandsOf(hands.editor).span?.map((time) => +time.toFixed(3));
const at = (time_s: number, pitch: number): [number, number] => [xOf(time_s), hands.editor.view.centreOf(pitch)];
const lane = { part: "level", height_px: 110 };
/** One gesture is one edit; an undo takes all of it back and leaves no trace of an original. */
function expectOneUndo(): void {
	expect(hands.edits).toBe(1);
	doc.undo();
	expect([...values()].map((hz) => (Number.isNaN(hz) ? null : hz))).toEqual(F0().values?.map((hz) => hz && Math.fround(hz)));
	expect(doc.curves.get("f0")?.original).toBeUndefined();
	expect(doc.canUndo).toBe(false);
}

describe("a span of the F0, in the pitch tool", () => {
	beforeEach(() => {
		open("notes");
		hands.editor.hands = { ...hands.editor.hands, curveMode: "span" };
	});

	it("is selected by a drag, and a click takes the stretch without a gap", () => {
		hands.drag(at(0.2, 57), at(0.6, 60));
		expect(span()).toEqual([0.2, 0.6]);
		hands.click(...at(1.5, 60));
		expect(span()).toEqual([1.2, 2]);
		expect(hands.edits).toBe(0);
		hands.editor.pieces?.does("selectPrevious");
		expect(span()).toEqual([0, 1]);
		// A gap lets go.
		hands.click(...at(1.1, 60));
		expect(span()).toBeUndefined();
	});

	it("moves up and down by cents, and leaves all other samples byte for byte", () => {
		const before = values().slice();
		hands.drag(at(0.2, 57), at(0.6, 57));
		const [x, y] = at(0.4, 57);
		hands.drag([x, y], [x, y - 1.5 * ROW_PX]);
		expect(pitchAt(0.4)).toBeCloseTo(58.5, 4);
		expect(pitchAt(0.2)).toBeCloseTo(58.5, 4);
		expect([...values().subarray(0, 20), ...values().subarray(60)]).toEqual([...before.subarray(0, 20), ...before.subarray(60)]);
		expect(span()).toEqual([0.2, 0.6]);
		expectOneUndo();
	});

	it("moves in time and leaves a gap, or stays with Ctrl", () => {
		hands.click(...at(1.5, 60));
		hands.drag(at(1.5, 60), at(1.4, 60));
		expect([pitchAt(1.1), pitchAt(1.85), Number.isNaN(pitchAt(1.95))]).toEqual([expect.closeTo(60, 4), expect.closeTo(60, 4), true]);
		expect(span()).toEqual([1.1, 1.9]);
		expectOneUndo();
		pieceHandsOf(hands.editor).select("f0", [1.2, 2]);
		hands.edits = 0;
		hands.drag(at(1.5, 60), at(0.5, 60), { mod: true });
		expect([pitchAt(0.1), pitchAt(0.3), pitchAt(1.5)]).toEqual([expect.closeTo(57, 4), expect.closeTo(60, 4), expect.closeTo(60, 4)]);
		expectOneUndo();
	});

	it("is stretched at its ends", () => {
		hands.click(...at(1.5, 60));
		expect(pieceAt(hands.editor, hands.raw(...at(2, 60)))?.what).toBe("end");
		hands.drag(at(1.2, 60), at(1.05, 60));
		expect(pitchAt(1.1)).toBeCloseTo(60, 4);
		expect(span()).toEqual([1.05, 2]);
		expectOneUndo();
	});

	it("is copied, pasted at the playhead, cut and emptied by key; Escape gives a drag up", () => {
		hands.click(...at(1.5, 60));
		const keys = commands();
		keys.copy();
		hands.editor.seek(doc.tempo.ticksAt(0.1));
		keys.paste();
		expect([pitchAt(0.05), pitchAt(0.1), pitchAt(0.85), pitchAt(0.95)].map(Math.round)).toEqual([57, 60, 60, 57]);
		expect(span()).toEqual([0.1, 0.9]);
		expectOneUndo();
		hands.edits = 0;
		pieceHandsOf(hands.editor).select("f0", [0.2, 0.4]);
		keys.delete();
		expect([Number.isNaN(pitchAt(0.3)), pitchAt(0.4)]).toEqual([true, expect.closeTo(57, 4)]);
		expectOneUndo();
		hands.edits = 0;
		pieceHandsOf(hands.editor).select("f0", [0.2, 0.4]);
		hands.press(...at(0.3, 57));
		hands.to(...at(0.3, 62));
		hands.machine.cancel();
		expect([hands.edits, span()]).toEqual([0, [0.2, 0.4]]);
		keys.letGo();
		expect(span()).toBeUndefined();
	});

	it("is raised, moved and stretched by the arrows of notes", () => {
		pieceHandsOf(hands.editor).select("f0", [0.2, 0.4]);
		const keys = commands();
		keys.octaveUp();
		keys.transposeDown();
		expect(pitchAt(0.3)).toBeCloseTo(57.9, 3);
		keys.lengthen();
		expect(span()).toEqual([0.2, 0.9]);
		keys.nudgeLeft();
		expect(span()?.[1]).toBe(0.4);
		expect(doc.toJson().rows).toEqual(expect.objectContaining({ pitch: [57, 60], onset: [0, 2 * BEAT] }));
	});

	it("becomes a note between its neighbours", () => {
		doc.edit([{ op: "delete", ids: [2, 1] }], "delete");
		hands.drag(at(0.9, 58), at(1.6, 62));
		hands.edits = 0;
		commands().noteOfSpan();
		const { onset, duration, pitch } = doc.toRows();
		// The first note lasts until 1 s.
		expect([onset[1], duration[1], pitch[1]]).toEqual([2 * BEAT, 1.2 * BEAT, 60]);
		expect([hands.edits, doc.selection.size, span()]).toEqual([1, 1, undefined]);
	});
});

describe("a span in a lane", () => {
	it("comes with Shift whatever the mode, and is raised in the unit of its curve", () => {
		open("curves");
		hands.editor.tool = "select";
		hands.drag([xOf(0.5), 60], [xOf(1), 60], { ...lane, shift: true });
		expect(span()).toEqual([0.5, 1]);
		hands.drag([xOf(0.7), 60], [xOf(0.7), 45], lane);
		expect([...values("level")].map(Math.round)).toEqual([
			...new Array(10).fill(-50),
			...new Array(10).fill(-35),
			...new Array(20).fill(-50),
		]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(doc.curves.get("level")?.original).toBeUndefined();
	});
});

describe("points that a line goes through", () => {
	beforeEach(() => open("notes"));

	it.each([
		["line", 62],
		["hold", 60],
		["spline", 62],
	] as const)("are joined as the mode says (%s), when the last is pressed again", (curveShape, halfway) => {
		hands.editor.hands = { ...hands.editor.hands, curveMode: "points", curveShape };
		hands.click(...at(0.2, 60));
		hands.drag(at(0.5, 66), at(0.6, 64));
		expect([hands.edits, values()[30]]).toEqual([0, Math.fround(hzOfPitch(57))]);
		expect(hands.editor.scene.preview.kind).toBe("curve");
		hands.click(...at(0.6, 64));
		expect(pitchAt(0.4)).toBeCloseTo(halfway, 3);
		expect([pitchAt(0.19), pitchAt(0.61)]).toEqual([expect.closeTo(57, 3), expect.closeTo(57, 3)]);
		expectOneUndo();
	});

	it("go one by one with Delete and all with Escape; Enter ends the line", () => {
		hands.editor.hands = { ...hands.editor.hands, curveMode: "points" };
		const pieces = pieceHandsOf(hands.editor);
		for (const time_s of [0.1, 0.3, 0.5]) hands.click(...at(time_s, 62));
		commands().delete();
		expect(pieces.points).toHaveLength(2);
		commands().letGo();
		expect([pieces.points, hands.editor.scene.preview.kind, hands.edits]).toEqual([[], "none", 0]);
		for (const time_s of [0.1, 0.3]) hands.click(...at(time_s, 62));
		commands().lyric();
		expect(pitchAt(0.2)).toBeCloseTo(62, 3);
		expectOneUndo();
	});
});

describe("modes of the pencil", () => {
	it("draw straight lines and smooth without a key, for fingers", () => {
		open("notes");
		hands.editor.hands = { ...hands.editor.hands, curveMode: "line" };
		hands.press(...at(0.2, 60), { touch: true });
		hands.to(...at(0.4, 70), { touch: true });
		hands.to(...at(0.6, 64), { touch: true });
		hands.release(...at(0.6, 64), { touch: true });
		expect(pitchAt(0.4)).toBeCloseTo(62, 1);
		expectOneUndo();
	});
});

describe("the stretch at a tick", () => {
	it("is one of all stretches, at every sample and between, or none in a gap", () => {
		open("notes");
		for (const name of ["f0", "level"]) {
			const curve = doc.curves.get(name) as Curve;
			const all = stretchesOf(hands.editor, curve);
			for (let time_s = 0; time_s < 2.5; time_s += 0.0037) {
				const found = stretchAt(hands.editor, curve, doc.tempo.ticksAt(time_s));
				expect(found).toEqual(all.find(([start_s, end_s]) => time_s >= start_s - 1e-9 && time_s < end_s - 1e-9) ?? null);
			}
		}
	});
});

describe("a vibrato of a span", () => {
	const kept = (): readonly Record<string, unknown>[] => doc.curves.get("f0")?.vibratos ?? [];
	const span = (): unknown[] => kept().map(({ start, end }) => [start, end].map((time) => Math.round((time as number) * 1000) / 1000));
	const handle = (part: string): [number, number] => {
		const pieces = pieceHandsOf(hands.editor);
		const found = pieces.waves.flatMap((place) => waveHandles(hands.editor.scene, place)).find((one) => one.part === part);
		return [found?.x_px ?? Number.NaN, found?.y_px ?? Number.NaN];
	};
	const by = ([x, y]: [number, number], seconds: number, cents = 0): [number, number] => [
		x + seconds * 2 * PX_PER_BEAT,
		y - (cents / 100) * ROW_PX,
	];
	// Peaks of the wave at A3, which are its depth away.
	const depth = (from_s: number, to_s: number): number =>
		Math.max(
			...values("f0")
				.subarray(from_s / HOP_S, to_s / HOP_S)
				.map((hz) => Math.abs(1200 * Math.log2(hz / 220))),
		);

	beforeEach(() => {
		open("notes");
		doc.selection.clear();
		pieceHandsOf(hands.editor).select("f0", [0.2, 0.6]);
		commands().vibratoAdd();
	});

	it("is kept by the curve, has handles, and is undone", () => {
		expect(kept()).toEqual([{ start: 0.2, end: 0.6, depth_cents: 60, rate_hz: 5.5, onset_s: 0, fade_in_s: 0.25, fade_out_s: 0.1 }]);
		expect(doc.store.extraOf(doc.store.slotOf(1))).toBeNull();
		expect(depth(0.2, 0.6)).toBeGreaterThan(40);
		hands.drag(handle("depth"), by(handle("depth"), 0, 80));

		expect(kept()[0].depth_cents).toBe(140);
		hands.drag(handle("fadeIn"), by(handle("fadeIn"), -0.1));
		expect(kept()[0].fade_in_s).toBeCloseTo(0.15, 6);
		doc.undo();
		doc.undo();
		doc.undo();
		expect([kept(), doc.canUndo]).toEqual([[], false]);
	});

	it("is moved and made longer without the curve, which stays", () => {
		hands.drag(at(0.5, 50), by(at(0.5, 50), 0.3));
		expect(span()).toEqual([[0.5, 0.9]]);
		expect([depth(0, 0.49), depth(0.5, 0.9) > 40]).toEqual([expect.closeTo(0, 2), true]);
		hands.drag(at(0.9, 50), by(at(0.9, 50), -0.1), { alt: true });
		expect([span()[0], pieceHandsOf(hands.editor).span]).toEqual([
			[0.5, expect.closeTo(0.8, 2)],
			[expect.closeTo(0.5, 3), expect.closeTo(0.8, 2)],
		]);
		expect(values("f0").some((hz, i) => i < 100 && Number.isNaN(hz))).toBe(false);
	});

	it("is found again by its handle, and goes with Delete; then Delete means the curve", () => {
		pieceHandsOf(hands.editor).select("", null);
		expect(pieceHandsOf(hands.editor).waves.map(({ isSelected }) => isSelected)).toEqual([false]);
		hands.click(...handle("depth"));
		expect([pieceHandsOf(hands.editor).hasWave, hands.edits]).toEqual([true, 1]);
		commands().delete();
		expect([kept(), depth(0, 1)]).toEqual([[], expect.closeTo(0, 2)]);
		commands().delete();
		expect(Number.isNaN(values("f0")[30])).toBe(true);
	});
});

describe("a vibrato that a note keeps", () => {
	const wave = () => vibratoOf(doc.store.extraOf(doc.store.slotOf(1)));
	const handle = (part: string): [number, number] => {
		const [place] = pieceHandsOf(hands.editor).waves;
		const found = waveHandles(hands.editor.scene, place).find((one) => one.part === part);
		return [found?.x_px ?? Number.NaN, found?.y_px ?? Number.NaN];
	};

	beforeEach(() => {
		open("notes");
		const [x, y] = at(0.3, 57);
		hands.drag([x, y], [x, y - 20], { alt: true, shift: true });
	});

	it("is selected with handles, and undone with its wave", () => {
		expect(wave()).toEqual({ depth_cents: 80, rate_hz: 5.5, onset_s: 0.3, fade_in_s: 0.25, fade_out_s: 0.1 });
		expect(pieceHandsOf(hands.editor).wave).toBe(doc.store.slotOf(1));
		expectOneUndo();
		expect(wave()).toBeNull();
	});

	it.each([
		["onset", [-0.1, 0], { onset_s: 0.2 }],
		["fadeIn", [0.1, 0], { fade_in_s: 0.35 }],
		["fadeOut", [-0.2, 0], { fade_out_s: 0.3 }],
		["depth", [0.25, 0.5], { depth_cents: 130, rate_hz: 6.5 }],
	] as const)("is changed by its handle %s", (part, [seconds, rows], changed) => {
		const before = wave();
		hands.edits = 0;
		const [x, y] = handle(part);
		hands.drag([x, y], [x + xOf(seconds), y - rows * ROW_PX]);
		const now = wave();
		expect(Object.entries(now ?? {}).map(([name, value]) => [name, +value.toFixed(6)])).toEqual(Object.entries({ ...before, ...changed }));
		expect(hands.edits).toBe(1);
		// The wave itself: silent before its onset, then as deep as the note says.
		const cents = Array.from(values().subarray(0, 100), (hz) => 100 * (pitchOfHz(hz) - 57));
		expect(Math.max(...cents.slice(0, sample(now?.onset_s ?? 0)).map(Math.abs))).toBeLessThan(0.01);
		expect(Math.max(...cents)).toBeGreaterThan(0.7 * (now?.depth_cents ?? 0));
		expect(Math.max(...cents)).toBeLessThan(1.001 * (now?.depth_cents ?? 0));
	});
});

describe("commands", () => {
	beforeEach(() => open("notes"));

	it("are for the selected notes, and for all where nothing is selected", () => {
		doc.selection.setAll([doc.store.slotOf(2)]);
		commands().vibratoAdd();
		expect([vibratoOf(doc.store.extraOf(doc.store.slotOf(2)))?.depth_cents, vibratoOf(doc.store.extraOf(doc.store.slotOf(1)))]).toEqual([
			60,
			null,
		]);
		commands().vibratoRemove();
		expect([vibratoOf(doc.store.extraOf(doc.store.slotOf(2))), pitchAt(1.7)]).toEqual([null, expect.closeTo(60, 4)]);
		doc.selection.clear();
		hands.edits = 0;
		commands().vibratoAdd();
		expect([hands.edits, hands.hints.at(-1)]).toEqual([0, expect.stringContaining("Select notes first")]);
		commands().fillGaps();
		expect(pitchAt(1.1)).toBeCloseTo(57 + (3 * 0.11) / 0.21, 3);
		commands().resetCurve();
		expect(doc.curves.get("f0")?.original).toBeUndefined();
	});

	it("are for the whole curve of a lane, when its menu asks", () => {
		doc.edit([{ op: "curve_range", curve: "level", start: 10, values: [null, -20] }], "x");
		pieceHandsOf(hands.editor).select("f0", [0.2, 0.4]);
		doCurveCommand(hands.editor, { do: "edit", name: "fill_gaps", options: { curve: "level" }, all: {} });
		expect([...values("level").subarray(9, 12)]).toEqual([-50, -35, -20]);
	});

	it("give notes the pitch of their F0 and mark those that have none", () => {
		doc.edit(
			[
				{ op: "set", ids: [1, 2], column: "pitch", value: 64 },
				{ op: "insert", rows: { ...ROWS, id: [3, 4], onset: [4.05 * BEAT, 6 * BEAT] } },
			],
			"x",
		);
		hands.edits = 0;
		commands().snapToF0();
		expect([doc.toRows().pitch, hands.edits]).toEqual([[57, 60, 57, 60], 1]);
		commands().selectUnpitched();
		expect(doc.selection.size).toBe(2);
		commands().markUnpitched();
		expect(doc.store.extraOf(doc.store.slotOf(3))?.confidence).toBe(0);
	});

	it("cut a note where its F0 jumps", () => {
		doc.edit(
			[
				{ op: "delete", ids: [2, 1] },
				{ op: "set", ids: [1, 1], column: "duration", value: 4 * BEAT },
			],
			"x",
		);
		hands.edits = 0;
		commands().splitAtJumps();
		// Between the last sample of the first part (0.99 s) and the first of the second (1.2 s).
		expect([doc.toRows().pitch, doc.toRows().onset, hands.edits]).toEqual([[57, 60], [0, Math.round(1.095 * 2 * BEAT)], 1]);
	});

	it("change nothing in a roll that is read-only, and say so", () => {
		hands.editor.scene.readOnly = true;
		commands().smoothCurve();
		hands.editor.hands = { ...hands.editor.hands, curveMode: "span" };
		hands.drag(at(0.2, 57), at(0.6, 57));
		expect([hands.edits, span(), hands.hints.at(-1)]).toEqual([0, undefined, expect.stringContaining("read-only")]);
	});
});
