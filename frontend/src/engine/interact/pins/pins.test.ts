import { beforeEach, describe, expect, test } from "vitest";
import { ScoreDocument } from "../../score/document.ts";
import { TICKS_PER_BEAT as BEAT, type Curve, type PinJson } from "../../score/types.ts";
import { rowsOfNotes } from "../../testing/score.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { makeCommands } from "../commands.ts";
import { type Hands, handsOn } from "../testing/editor.ts";
import { pinHandsOf } from "./pinHands.ts";
import { pinName } from "./pinWords.ts";
import type { PitchAnswer, PitchQuestion, PitchReply } from "./pitchServer.ts";

const HOP_S = 0.01;
const START_S = 0.5;
// 120 bpm: a beat is half a second, and 80 px.
const PX_PER_S = 160;

function base64(values: (number | null)[]): string {
	const bytes = new Uint8Array(Float32Array.from(values, (value) => value ?? Number.NaN).buffer);
	return btoa(String.fromCharCode(...bytes));
}

function answer(
	pins: readonly PinJson[],
	changes: [start: number, values: (number | null)[]][] = [],
	more: Partial<PitchAnswer> = {},
): PitchAnswer {
	return {
		frames: { start_s: 0, hop_s: HOP_S, n: 400 },
		pins: [...pins],
		changes: changes.map(([start, values]) => ({ start, values: base64(values) })),
		drawn: false,
		warnings: [],
		...more,
	};
}

function sung(pins: readonly PinJson[] = [], more: { name: string; hz: number }[] = []): ScoreDocument {
	const curve = (name: string, hz: number, own: readonly PinJson[] = []) => ({
		name, target: "f0", unit: "Hz", time: "s" as const, start: START_S, hop: HOP_S, values: new Array(400).fill(hz), pins: own,
	}); // biome-ignore format: a row
	return ScoreDocument.fromJson(
		{
			rows: rowsOfNotes([[BEAT, BEAT, 60]]),
			tempos: [[0, 120]],
			signatures: [[0, 4, 4]],
			tracks: [],
			segments: [],
			curves: [curve("f0", 220, pins), ...more.map(({ name, hz }) => curve(name, hz))],
		},
		"base",
	);
}

let doc: ScoreDocument;
let hands: Hands;
let asked: PitchQuestion[];
let replies: ((question: PitchQuestion) => PitchReply | null)[];
let progress: (number | null)[];
let commands: ReturnType<typeof makeCommands>;

const f0 = (): Curve => doc.curves.get("f0") as Curve;
const settled = async (): Promise<void> => {
	for (let i = 0; i < 40; i++) await Promise.resolve();
};

function open(made: ScoreDocument): void {
	doc = made;
	hands = handsOn(doc);
	const { editor } = hands;
	asked = [];
	replies = [];
	progress = [];
	editor.tool = "curve";
	editor.pins = pinHandsOf(editor);
	editor.scene.pitch = { candidates: null, doubts: [], allDoubts: null, selected: -1, span: null, nameOf: pinName, version: 0 };
	editor.pitchServer = {
		sound: () => ({ path: "a.wav", start_s: 0.25 }),
		ask: async (question) => {
			asked.push(question);
			const reply = replies.shift();
			return reply ? reply(question) : answer(question.pins);
		},
		progress: (share) => progress.push(share),
	};
	commands = makeCommands({ editor, cancelGesture: () => false } as unknown as Parameters<typeof makeCommands>[0]);
}

/** Where a time of the curve and a pitch lie. */
const at = (time_s: number, pitch: number): [number, number] => [(START_S + time_s) * PX_PER_S, hands.editor.view.centreOf(pitch)];
const UNVOICED: PinJson = { kind: "unvoiced", start: 0.5, end: 0.75 };

beforeEach(() => open(sung()));

describe("gestures", () => {
	test("a curve of free points becomes one of frames with its first pin, in the same step", async () => {
		open(sung());
		const points = [[0.5, 220], [2.5, 220], [4.5, null]] as [number, number | null][]; // biome-ignore format: a row
		const drawn = { name: "f0", target: "f0", unit: "Hz", time: "s" as const, points };
		hands.editor.edit([{ op: "curve", name: "f0", curve: drawn as never }], "draw");
		// While the hand is there, and after it.
		const reply = () => answer([UNVOICED], [[50, [null, 440]]]);
		replies = [reply, reply];
		// A plain press is about the points; the box is about the recording.
		hands.drag(at(0.2, 60), at(0.4, 55), { shift: true });
		await settled();
		const hop = 256 / 22_050;
		expect(asked.at(-1)?.curve).toEqual({ start_s: 0.25, hop_s: hop, n: Math.floor(4 / hop + 1e-6) + 1 });
		expect(asked.at(-1)?.add?.[0].start).toBeCloseTo(0.2, 2);
		expect([f0().kind, f0().start, f0().hop]).toEqual(["uniform", 0.5, hop]);
		expect([f0().values[49], f0().values[50], f0().values[51], f0().values[60]]).toEqual([220, Number.NaN, 440, 220]);
		expect(f0().pins).toEqual([UNVOICED]);
		doc.undo();
		expect([f0().kind, f0().values.length, f0().pins]).toEqual(["points", 3, undefined]);
	});

	test("a click touches, and what follows is one step with the pins", async () => {
		replies = [() => answer([UNVOICED], [[50, [null, 440]], [90, [330]]])]; // biome-ignore format: a row
		hands.click(...at(1, 57.5));
		await settled();
		expect(asked).toHaveLength(1);
		expect(asked[0].curve).toEqual({ start_s: 0.25, hop_s: HOP_S, n: 400 });
		expect(asked[0].pins).toEqual([]);
		expect(asked[0].touch?.time_s).toBeCloseTo(1, 6);
		expect(asked[0].touch?.hz).toBeCloseTo(hzOfPitch(57.5), 6);
		expect([f0().values[49], f0().values[50], f0().values[51], f0().values[90]]).toEqual([220, Number.NaN, 440, 330]);
		expect(f0().pins).toEqual([UNVOICED]);
		expect(hands.edits).toBe(1);
		expect(hands.editor.scene.pitch?.selected).toBe(0);
		doc.undo();
		expect([f0().values[50], f0().values[90], f0().pins]).toEqual([220, 220, undefined]);
		doc.redo();
		expect(f0().pins).toEqual([UNVOICED]);
		expect(f0().values[90]).toBe(330);
	});

	test("Shift draws a box, Ctrl+Shift a rough line", async () => {
		hands.drag(at(1.5, 60), at(1, 55), { shift: true });
		await settled();
		const [box] = asked.at(-1)?.add ?? [];
		expect(box.kind).toBe("box");
		expect([box.start, box.end].map((time) => Math.round(time * 1e6) / 1e6)).toEqual([1, 1.5]);
		expect(box.low).toBeCloseTo(hzOfPitch(55), 6);
		expect(box.high).toBeCloseTo(hzOfPitch(60), 6);
		hands.drag(at(2, 55), at(3, 57), { shift: true, mod: true });
		await settled();
		// Where something is sung under it the server knows.
		expect(asked.at(-1)?.add).toBeUndefined();
		const points = asked.at(-1)?.stroke?.points ?? [];
		expect(points[0][0]).toBeCloseTo(2, 6);
		expect(points.at(-1)?.[0]).toBeCloseTo(3, 6);
		expect(points.at(-1)?.[1]).toBeCloseTo(hzOfPitch(57), 6);
		expect(points.every(([time], i) => i === 0 || time > points[i - 1][0])).toBe(true);
	});

	test("what would follow is shown while the hand is still there, and nothing is changed by looking", async () => {
		replies = [() => answer([UNVOICED], [[50, [null, 440]]])];
		hands.press(...at(1, 60), { shift: true });
		hands.to(...at(1.4, 55), { shift: true });
		await settled();
		const { preview } = hands.editor.scene;
		expect(preview).toMatchObject({ kind: "pinBox", path: [{ start: 50, values: Float32Array.of(Number.NaN, 440) }] });
		// One question at a time: of the places that the hand passes meanwhile the last one.
		hands.to(...at(1.5, 55), { shift: true });
		hands.to(...at(1.6, 55), { shift: true });
		hands.to(...at(1.7, 55), { shift: true });
		await settled();
		expect(asked.map(({ add }) => Math.round((add?.[0].end ?? 0) * 10) / 10)).toEqual([1.4, 1.5, 1.7]);
		expect(hands.machine.cancel()).toBe(true);
		await settled();
		expect(hands.editor.scene.preview.kind).toBe("none");
		expect([hands.edits, f0().pins, asked.length]).toEqual([0, undefined, 3]);
	});

	test("a plain drag draws the curve, unless the hand is set to say about where", async () => {
		hands.drag(at(1, 60), at(1.5, 60));
		await settled();
		expect(asked).toEqual([]);
		expect(f0().values[120]).toBeCloseTo(hzOfPitch(60), 3);
		hands.editor.hands = { ...hands.editor.hands, pitchDrag: "near" };
		hands.drag(at(1, 62), at(1.5, 62));
		await settled();
		expect(asked.at(-1)?.stroke?.points[0][1]).toBeCloseTo(hzOfPitch(62), 6);
		hands.editor.hands = { ...hands.editor.hands, pitchDrag: "box" };
		hands.drag(at(1, 62), at(1.5, 59));
		await settled();
		expect(asked.at(-1)?.add?.[0].kind).toBe("box");
	});

	test("without a recording a press is what it was", async () => {
		hands.editor.pitchServer = null;
		hands.click(...at(1, 60));
		await settled();
		expect(f0().values[100]).toBeCloseTo(hzOfPitch(60), 3);
	});

	test("a note dragged upright takes its pitch with it, in one step", async () => {
		// The note lies from 0.5 to 1 s, which is 0 to 0.5 s of the curve.
		replies = [({ add }) => answer(add ?? [], [[0, [311]]])];
		hands.drag(at(0.25, 60), at(0.25, 63), { shift: true, mod: true });
		await settled();
		const [pin] = asked[0].add as PinJson[];
		expect([pin.kind, pin.start, pin.end]).toEqual(["near", 0, 0.5]);
		// Its shape, at the note's new pitch.
		expect((pin.points as [number, number][]).map(([, hz]) => hz)).toEqual(new Array(18).fill(expect.closeTo(hzOfPitch(63), 6)));
		expect(doc.toRows().pitch).toEqual([63]);
		expect(f0().values[0]).toBe(311);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect([doc.toRows().pitch, f0().values[0], f0().pins]).toEqual([[60], 220, undefined]);
	});

	test("of a dragged note what is sung moves, and what is not stays so", async () => {
		// A consonant between two vowels, the second a tone higher.
		const values = [...new Array(10).fill(200), ...new Array(5).fill(null), ...new Array(20).fill(220)];
		doc.edit([{ op: "curve_range", curve: "f0", start: 10, values }], "x");
		hands.drag(at(0.25, 60), at(0.25, 72), { shift: true, mod: true });
		await settled();
		const pins = asked[0].add as PinJson[];
		expect(pins.map(({ start, end }) => [start, end].map((time) => Math.round(time * 100)))).toEqual([
			[0, 20],
			[25, 50],
		]);
		const [first, second] = pins.map(({ points }) => points as [number, number][]);
		// The median, 220 Hz, comes to C5.
		expect(second[0][1]).toBeCloseTo(hzOfPitch(72), 6);
		expect(first[4][1]).toBeCloseTo((hzOfPitch(72) * 200) / 220, 6);
	});

	test("a pin is selected by a click, moved by a drag, taken away by Delete; Esc lets go", async () => {
		const box: PinJson = { kind: "box", start: 1, end: 2, low: hzOfPitch(55), high: hzOfPitch(60) };
		open(sung([box, UNVOICED]));
		const { pitch } = hands.editor.scene;
		hands.click(...at(1.25, 60));
		expect(pitch?.selected).toBe(0);
		expect(asked).toEqual([]);
		// By the handle of its end, then by a corner.
		hands.drag(at(2, 57.5), at(2.5, 57.5));
		await settled();
		expect(asked.at(-1)).toMatchObject({ remove: [0], keeps: true });
		expect(asked.at(-1)?.add?.[0].end).toBeCloseTo(2.5, 6);
		hands.drag(at(1, 60), at(1.5, 61));
		await settled();
		expect(asked.at(-1)?.add?.[0].start).toBeCloseTo(1.5, 6);
		expect(asked.at(-1)?.add?.[0].high).toBeCloseTo(hzOfPitch(61), 6);
		commands.letGo();
		expect(pitch?.selected).toBe(-1);
		commands.nextPin();
		expect(pitch?.selected).toBe(1);
		replies = [({ pins }) => answer(pins.slice(0, 1))];
		commands.delete();
		await settled();
		expect(asked.at(-1)?.remove).toEqual([1]);
		expect(f0().pins).toEqual([box]);
	});
});

describe("keys", () => {
	test("an octave for each selected note, else for what the selected pin is about, else at the playhead", async () => {
		hands.editor.scene.playheadTick = 3 * BEAT;
		commands.f0OctaveUp();
		await settled();
		expect(asked[0].octave).toEqual({ start_s: 1, end_s: 1, octaves: 1 });
		doc.selection.setToEverything();
		commands.f0OctaveDown();
		commands.f0Unvoice();
		commands.f0AsAnalysed();
		await settled();
		expect(asked[1].octave).toEqual({ start_s: 0, end_s: 0.5, octaves: -1 });
		expect(asked[2].unvoice).toEqual({ start_s: 0, end_s: 0.5 });
		expect(asked[3].clear).toEqual({ start_s: 0, end_s: 0.5 });
	});

	test("questions go one after another, each about the document of its moment", async () => {
		replies = [() => answer([UNVOICED], [[0, [100]]])];
		commands.f0OctaveUp();
		commands.f0OctaveUp();
		await settled();
		expect(asked.map(({ pins }) => pins.length)).toEqual([0, 1]);
	});

	test("an answer about a curve that has changed meanwhile is asked for again", async () => {
		replies = [
			() => {
				doc.edit([{ op: "curve_range", curve: "f0", start: 7, values: [99] }], "curve");
				return answer([UNVOICED], [[50, [1]]]);
			},
			() => answer([UNVOICED], [[50, [440]]]),
		];
		commands.f0OctaveUp();
		await settled();
		expect([f0().values[7], f0().values[50]]).toEqual([99, 440]);
		expect(asked).toHaveLength(2);
	});

	test("other readings in turn, and what was there before behind the last one; all of it one step", async () => {
		const before: PinJson = { kind: "octave", start: 1, end: 2, octaves: 1 };
		open(sung([before, UNVOICED]));
		hands.editor.scene.pitch = { ...(hands.editor.scene.pitch as NonNullable<typeof hands.editor.scene.pitch>), selected: 0 };
		const near: PinJson = { kind: "near", start: 1, end: 2, points: [[1, 330]], cents: 150 };
		const readings = [
			{ name: "octave up", cents: 1200, loss_nats: 5, pin: near },
			{ name: "unvoiced", cents: null, loss_nats: 9, pin: UNVOICED },
		];
		replies = [
			({ pins }) => answer(pins, [], { readings, span: { start_s: 1, end_s: 2 } }),
			() => answer([UNVOICED, near], [[100, [440]]]),
			() => answer([UNVOICED, before], [[100, [220]]]),
		];
		commands.f0NextReading();
		await settled();
		expect(asked[0].readings).toMatchObject({ start_s: 1, end_s: 2 });
		expect(asked[1]).toMatchObject({ clear: { start_s: 1, end_s: 2 }, add: [near], keeps: true });
		expect(hands.hints.at(-1)).toBe("an octave up (2 / 2)");
		commands.f0NextReading();
		await settled();
		// The list is known, and "unvoiced" has a key of its own.
		expect(asked[2]).toMatchObject({ clear: { start_s: 1, end_s: 2 }, add: [before] });
		expect(hands.hints.at(-1)).toBe("as analysed (1 / 2)");
		doc.undo();
		expect(f0().pins).toEqual([before, UNVOICED]);
		expect(doc.canUndo).toBe(false);
	});

	test("N goes to the next doubtful pitch while the pitch tool is in hand", async () => {
		const doubts = [
			{ start_s: 0.2, end_s: 0.4, doubt: 0.9, name: "octave up" },
			{ start_s: 2, end_s: 2.2, doubt: 0.7, name: "fifth down" },
		];
		replies = [({ pins }: PitchQuestion): PitchAnswer => answer(pins, [], { doubts })];
		const span = (): number | undefined => hands.editor.scene.pitch?.span?.start_s;
		hands.editor.scene.playheadTick = 2 * BEAT;
		commands.noteCursor();
		await settled();
		expect(span()).toBe(2);
		expect(hands.hints.at(-1)).toBe("a fifth down? (2 / 2)");
		commands.nextDoubtful();
		await settled();
		expect(span()).toBe(0.2);
		commands.stepInput();
		await settled();
		expect(span()).toBe(2);
		// They are told once.
		expect(asked).toHaveLength(1);
		// Keys mean the place.
		commands.f0OctaveUp();
		await settled();
		expect(asked.at(-1)?.octave).toEqual({ start_s: 2, end_s: 2.2, octaves: 1 });
		// What a pin lies on is not doubted, and is again when it is gone; nobody is asked.
		doc.edit([{ op: "curve_range", curve: "f0", start: 0, values: [], pins: [{ kind: "unvoiced", start: 2.1, end: 2.15 }] }], "pin");
		for (const [place_s, count] of [
			[0.2, 1],
			[2, 2],
		]) {
			commands.nextDoubtful();
			await settled();
			expect([span(), hands.hints.at(-1)?.at(-2)]).toEqual([place_s, String(count)]);
			doc.undo();
		}
		expect(asked).toHaveLength(2);
	});

	test("the pitch of another curve over a stretch", () => {
		open(sung([UNVOICED], [{ name: "swift", hz: 330 }]));
		doc.selection.setToEverything();
		commands.f0TakeCurve();
		expect([f0().values[0], f0().values[49], f0().values[50]].map(Math.round)).toEqual([330, 330, 220]);
		expect(f0().pins).toEqual([UNVOICED]);
		expect(hands.edits).toBe(1);
	});

	test("of several curves the one that is chosen, which stays the one that the key means", () => {
		open(sung([], [{ name: "swift", hz: 330 }, { name: "rapt", hz: 300 }, { name: "hidden", hz: 100 }])); // biome-ignore format: a row
		doc.styleCurve("hidden", { visible: false });
		doc.selection.setToEverything();
		const pins = pinHandsOf(hands.editor);
		const taken = (): number => Math.round(f0().values[10]);
		pins.takeFromCurve();
		expect(taken()).toBe(330);
		pins.takeFromCurve("rapt");
		expect([taken(), hands.hints.at(-1)]).toEqual([300, "Pitch taken from rapt"]);
		doc.undo();
		commands.f0TakeCurve();
		expect(taken()).toBe(300);
		// It is gone: the first that is shown.
		doc.edit([{ op: "curve", name: "rapt", curve: null }], "x");
		commands.f0TakeCurve();
		expect(taken()).toBe(330);
	});

	test("F0 of another engine lies beside, and F0 stays the one that hands mean", async () => {
		replies = [
			(question) => ({ ...answer(question.pins), engines: ["yin"] }),
			(question) => ({ ...answer(question.pins), values: base64([null, 110]) }),
		];
		const pins = pinHandsOf(hands.editor);
		expect(await pins.engines()).toEqual(["yin"]);
		await pins.addEngine("yin");
		expect(asked.map(({ engine }) => engine)).toEqual(["?", "yin"]);
		const beside = doc.curves.get("f0 yin") as Curve;
		expect([beside.start, beside.hop, beside.values[1]]).toEqual([0.25, HOP_S, 110]);
		expect(pins.curve?.name).toBe("f0");
		// Each has a colour of its own, and keeps it when it comes anew.
		const values = (question: PitchQuestion): PitchAnswer => ({ ...answer(question.pins), values: base64([null, 120]) });
		replies = [values, values];
		await pins.addEngine("swift");
		await pins.addEngine("yin");
		const colors = ["f0 yin", "f0 swift"].map((name) => doc.curves.get(name)?.style.color);
		expect([colors[0], colors[1] !== colors[0]]).toEqual([beside.style.color, true]);
	});

	test("without an F0 the whole path becomes one, where the sound begins", async () => {
		doc.edit([{ op: "curve", name: "f0", curve: null }], "x");
		replies = [() => answer([], [[0, new Array(400).fill(196)]])];
		commands.f0Decode();
		await settled();
		expect(asked[0].curve).toBeNull();
		expect([f0().start, f0().hop, f0().values.length, f0().values[399]]).toEqual([0.25, HOP_S, 400, 196]);
	});
});

describe("refusals", () => {
	test("are told, and change nothing", async () => {
		replies = [() => ({ refused: "pins contradict each other at 1.000 s" }), () => null];
		hands.click(...at(1, 57));
		await settled();
		expect(hands.hints).toEqual(["pins contradict each other at 1.000 s"]);
		commands.f0Unvoice();
		await settled();
		expect(hands.hints.at(-1)).toContain("The server does not answer");
		hands.editor.scene.readOnly = true;
		commands.f0Unvoice();
		expect(hands.hints.at(-1)).toContain("read-only");
		hands.editor.scene.readOnly = false;
		hands.editor.pitchServer = null;
		commands.f0Unvoice();
		expect(hands.hints.at(-1)).toContain("no recording");
		expect(hands.edits).toBe(0);
	});

	test("a recording that is being observed is asked again, with the share that is done", async () => {
		replies = [() => ({ working: 0.5 }), () => answer([UNVOICED], [[0, [300]]])];
		commands.f0Unvoice();
		await expect.poll(() => f0().values[0]).toBe(300);
		expect(progress).toEqual([0.5, null]);
	});

	test("an edit waits until the hand lets go", async () => {
		replies = [() => answer([UNVOICED], [[0, [300]]])];
		hands.press(...at(1, 60));
		hands.to(...at(1.5, 60));
		commands.f0Unvoice();
		await settled();
		expect(f0().values[0]).toBe(220);
		hands.release(...at(1.5, 60));
		expect(f0().values[120]).toBeCloseTo(hzOfPitch(60), 3);
		await expect.poll(() => asked.length).toBe(2);
	});
});
