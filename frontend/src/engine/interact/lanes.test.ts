import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { velocityHeight } from "../state/velocityLane.ts";
import { testDocument } from "../testing/score.ts";
import { hzOfPitch, pitchOfHz } from "../view/pitch.ts";
import { type Hands, HEIGHT_PX, handsOn, PX_PER_BEAT } from "./testing/editor.ts";

const CHORD = (): ReturnType<typeof testDocument> =>
	testDocument([
		[0, BEAT, 60, 100],
		[BEAT, BEAT, 62, 90],
		[2 * BEAT, BEAT, 64, 80],
	]);

const head = (hands: Hands, slot: number): [number, number] => {
	const { store } = hands.editor.doc;
	return [hands.editor.view.xOf(store.onset[slot]), HEIGHT_PX - velocityHeight(store.velocity[slot], HEIGHT_PX)];
};
const yOf = (velocity: number): number => HEIGHT_PX - velocityHeight(velocity, HEIGHT_PX);

describe("velocity", () => {
	it("follows the pointer, in one step", () => {
		const doc = CHORD();
		const hands = handsOn(doc, "velocity");
		hands.drag(head(hands, 1), [PX_PER_BEAT, yOf(40)]);
		expect(doc.toRows().velocity).toEqual([100, 40, 80]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(doc.toRows().velocity).toEqual([100, 90, 80]);
	});

	it("moves all selected by the same amount, within 1-127", () => {
		const doc = CHORD();
		const hands = handsOn(doc, "velocity");
		doc.selection.setAll([0, 1, 2]);
		hands.drag(head(hands, 2), [2 * PX_PER_BEAT, yOf(110)]);
		expect(doc.toRows().velocity).toEqual([127, 120, 110]);
	});

	it("is painted by a sweep", () => {
		const doc = CHORD();
		const hands = handsOn(doc, "velocity");
		hands.drag([-4, yOf(20)], [2 * PX_PER_BEAT + 4, yOf(20)]);
		expect(doc.toRows().velocity).toEqual([20, 20, 20]);
		expect(hands.edits).toBe(1);
	});
});

describe("curves", () => {
	const withCurve = () => {
		const doc = CHORD();
		const values = Array.from({ length: 400 }, (_, i) => (i < 200 ? 220 : null));
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values } }], "add");
		const hands = handsOn(doc);
		hands.editor.tool = "curve";
		return { doc, hands };
	};
	const samples = (doc: ReturnType<typeof testDocument>): Float32Array => doc.curves.get("f0")?.values as Float32Array;

	it("are drawn with the left button, without gaps between pointer events", () => {
		const { doc, hands } = withCurve();
		hands.drag(hands.at(BEAT, 60), hands.at(2 * BEAT, 64));
		const values = samples(doc);
		expect(pitchOfHz(values[50])).toBeCloseTo(60, 1);
		expect(pitchOfHz(values[75])).toBeCloseTo(62, 0);
		expect(pitchOfHz(values[100])).toBeCloseTo(64, 1);
		for (let i = 51; i <= 100; i++) expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
		expect(values[40]).toBe(220);
		doc.undo();
		expect([...new Set(samples(doc).subarray(0, 200))]).toEqual([220]);
	});

	it("are drawn as a straight line with Ctrl, whatever way the pointer took", () => {
		const { doc, hands } = withCurve();
		hands.press(...hands.at(BEAT, 60), { mod: true });
		hands.to(...hands.at(1.5 * BEAT, 70), { mod: true });
		hands.to(...hands.at(2 * BEAT, 64), { mod: true });
		hands.release(...hands.at(2 * BEAT, 64), { mod: true });
		const values = samples(doc);
		// Straight on the scale of pitches: halfway between C4 and E4 is D4.
		expect(pitchOfHz(values[75])).toBeCloseTo(62, 1);
		expect(values[40]).toBe(220);
		expect(hands.edits).toBe(1);
	});

	it("get a vibrato over a note: onset, depth and rate by hand", () => {
		const doc = testDocument([[0, 4 * BEAT, 57, 100]]);
		// 120 bpm: two seconds of A3, 220 Hz.
		const values = new Array(200).fill(220);
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values } }], "add");
		const hands = handsOn(doc);
		hands.editor.tool = "curve";
		// From 1 beat (0.5 s) on; 40 px up is 40 cents more than the usual 60, 20 px left 0.5 Hz less than 5.5.
		const [x, y] = hands.at(BEAT, 57);
		hands.drag([x, y], [x - 20, y - 40], { alt: true, shift: true });
		const f0 = doc.curves.get("f0")?.values as Float32Array;
		const cents = Array.from(f0, (hz) => 1200 * Math.log2(hz / 220));
		expect(cents.slice(0, 50).every((c) => c === 0)).toBe(true);
		expect(Math.max(...cents)).toBeCloseTo(100, 0);
		expect(Math.min(...cents)).toBeCloseTo(-100, 0);
		// 5 Hz: a zero crossing upwards each 0.2 s, from the onset on.
		for (const s of [0.9, 1.1, 1.3]) expect(cents[Math.round(s * 100)]).toBeCloseTo(0, 1);
		expect(cents[95]).toBeCloseTo(100, 1);
		// It grows for a quarter of a second and dies away at the end.
		expect(Math.abs(cents[55])).toBeLessThan(25);
		expect(Math.abs(cents[199])).toBeLessThan(15);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect([...new Set(doc.curves.get("f0")?.values)]).toEqual([220]);
	});

	it("take a new vibrato in the place of the old one", () => {
		const doc = testDocument([[0, 4 * BEAT, 57, 100]]);
		const values = Array.from({ length: 200 }, (_, i) => 220 * 2 ** (Math.sin(2 * Math.PI * 5.5 * i * 0.01) / 12));
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values } }], "add");
		const hands = handsOn(doc);
		hands.editor.tool = "curve";
		const [x, y] = hands.at(0.2 * BEAT, 57);
		hands.drag([x, y], [x, y + 60], { alt: true, shift: true });
		const cents = Array.from(doc.curves.get("f0")?.values ?? [], (hz) => 1200 * Math.log2(hz / 220));
		// Depth 0: what wavered by 100 cents is nearly still.
		expect(Math.max(...cents.slice(40, 160).map(Math.abs))).toBeLessThan(25);
	});

	it("go back to the original with the right button", () => {
		const { doc, hands } = withCurve();
		hands.drag(hands.at(BEAT, 60), hands.at(2 * BEAT, 64));
		hands.drag(hands.at(0.5 * BEAT, 70), hands.at(2.5 * BEAT, 70), { button: 2 });
		expect([...new Set(samples(doc).subarray(0, 200))]).toEqual([220]);
	});

	it("are smoothed with Alt", () => {
		const { doc, hands } = withCurve();
		doc.edit([{ op: "curve_range", curve: "f0", start: 75, values: [440] }], "spike");
		hands.drag(hands.at(1.4 * BEAT, 60), hands.at(1.6 * BEAT, 60), { alt: true });
		expect(samples(doc)[75]).toBeLessThan(400);
		expect(samples(doc)[74]).toBeGreaterThan(220);
	});

	it("are made when there is none, and undone whole", () => {
		const doc = CHORD();
		const hands = handsOn(doc);
		hands.editor.tool = "curve";
		hands.drag(hands.at(BEAT, 60), hands.at(2 * BEAT, 60));
		const curve = doc.curves.get("f0");
		expect(curve?.unit).toBe("Hz");
		expect(curve?.values[75]).toBeCloseTo(hzOfPitch(60), 0);
		expect(curve?.values[10]).toBeNaN();
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(doc.curves.size).toBe(0);
	});

	it("of free points keep their times", () => {
		const doc = CHORD();
		const points = Array.from({ length: 40 }, (_, i): [number, number] => [i * 0.05, 220]);
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", points } }], "add");
		const hands = handsOn(doc);
		hands.editor.tool = "curve";
		hands.drag(hands.at(BEAT, 60), hands.at(2 * BEAT, 60));
		const curve = doc.curves.get("f0");
		expect(curve?.times).toEqual(Float64Array.from(points, ([t]) => t));
		expect(curve?.values[15]).toBeCloseTo(hzOfPitch(60), 0);
		expect(curve?.values[5]).toBe(220);
		hands.drag(hands.at(0, 70), hands.at(3 * BEAT, 70), { button: 2 });
		expect([...new Set(doc.curves.get("f0")?.values)]).toEqual([220]);
	});

	it("in a lane are drawn in the lane's own values", () => {
		const doc = CHORD();
		const curve = {
			name: "loudness",
			target: "loudness",
			unit: "dB",
			time: "s" as const,
			start: 0,
			hop: 0.01,
			values: new Array(300).fill(-30),
			style: { yMin: -60, yMax: 0 },
		};
		doc.edit([{ op: "curve", name: "loudness", curve }], "add");
		const hands = handsOn(doc, "curves");
		hands.drag([PX_PER_BEAT, 0], [2 * PX_PER_BEAT, 0]);
		const values = doc.curves.get("loudness")?.values as Float32Array;
		// Guarded, they are left alone by every tool but the pencil and the pitch tool.
		hands.editor.hands.laneGuard = true;
		const before = hands.edits;
		hands.drag([0, 0], [0.5 * PX_PER_BEAT, 0]);
		expect([hands.edits, hands.hints.length]).toEqual([before, 1]);
		hands.editor.tool = "draw";
		hands.drag([0, 0], [0.5 * PX_PER_BEAT, 0]);
		expect(hands.edits).toBe(before + 1);
		expect(values[75]).toBeCloseTo(0, 0);
		expect(values[20]).toBe(-30);
	});
});

describe("ruler", () => {
	it("seeks by a click, on the grid unless suspended", () => {
		const hands = handsOn(CHORD(), "ruler");
		hands.click(2.2 * PX_PER_BEAT, 5);
		expect(hands.editor.positionTick()).toBe(2 * BEAT);
		hands.click(2.25 * PX_PER_BEAT, 5, { alt: true });
		expect(hands.editor.positionTick()).toBe(2.25 * BEAT);
	});

	it("makes, moves and changes the loop by dragging", () => {
		const hands = handsOn(CHORD(), "ruler");
		hands.drag([2.9 * PX_PER_BEAT, 5], [1.1 * PX_PER_BEAT, 5]);
		expect(hands.editor.loop).toEqual([BEAT, 3 * BEAT]);
		hands.drag([3 * PX_PER_BEAT, 5], [5 * PX_PER_BEAT, 5]);
		expect(hands.editor.loop).toEqual([BEAT, 5 * BEAT]);
		hands.drag([3 * PX_PER_BEAT, HEIGHT_PX - 4], [5 * PX_PER_BEAT, HEIGHT_PX - 4]);
		expect(hands.editor.loop).toEqual([3 * BEAT, 7 * BEAT]);
		expect(hands.edits).toBe(0);
	});
});

describe("keys", () => {
	it("select the notes of their pitch; Shift adds", () => {
		const doc = CHORD();
		const hands = handsOn(doc, "keys");
		hands.click(10, hands.at(0, 62)[1]);
		expect([...doc.selection.slots()]).toEqual([1]);
		hands.click(10, hands.at(0, 64)[1], { shift: true });
		expect([...doc.selection.slots()]).toEqual([1, 2]);
	});
});

describe("overview", () => {
	it("brings the window to the pointer", () => {
		const doc = testDocument([[400 * BEAT, BEAT, 60]]);
		const hands = handsOn(doc, "overview");
		hands.click(500, 10);
		const { view } = hands.editor;
		expect((view.scrollTick + view.endVisibleTick) / 2 / view.content_ticks).toBeCloseTo(0.5, 2);
	});

	it("reaches both ends of a long score with the window in the hand, and moves nothing at the mere press", () => {
		// A window of 25 beats is a third of a pixel of this strip.
		const doc = testDocument([[80_000 * BEAT, BEAT, 60]]);
		const hands = handsOn(doc, "overview");
		const { view } = hands.editor;
		const strip_px = view.width_px;
		hands.press(7, 10);
		expect(view.scrollTick).toBe(0);
		hands.to(strip_px - 2, 10);
		expect(view.scrollTick).toBe(view.maxScrollTick);
		hands.release(strip_px - 2, 10);
		hands.press(strip_px - 7, 10);
		expect(view.scrollTick).toBe(view.maxScrollTick);
		hands.to(1, 10);
		hands.release(1, 10);
		expect(view.scrollTick).toBe(0);
	});

	it("stays under the pointer while it is dragged", () => {
		const doc = testDocument([[400 * BEAT, BEAT, 60]]);
		const hands = handsOn(doc, "overview");
		const { view } = hands.editor;
		const stripPxPerTick = view.width_px / view.content_ticks;
		hands.press(10, 10);
		hands.to(210, 10);
		hands.release(210, 10);
		expect(view.scrollTick).toBeCloseTo(200 / stripPxPerTick, 3);
	});
});
