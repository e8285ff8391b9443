import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { doReMi, type Hands, handsOn, PX_PER_BEAT, ROW_PX } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("what moves with its notes", () => {
	beforeEach(() => void hands.editor.view.set({ topPitch: 80 }));
	const F0 = { name: "f0", target: "f0", unit: "Hz", time: "s" as const, start: 0, hop: 0.01 };

	it("is the pitch curve, shifted in time and pitch, and the segments, in the same step", () => {
		// 120 bpm: the second note sings from 0.5 s to 1 s.
		const values = Array.from({ length: 300 }, (_, i) => (i >= 50 && i < 100 ? 200 + i : null));
		const segments = [{ start: 0.5, end: 0.75, type: "phone", text: "ㄹ" }];
		doc.edit(
			[
				{ op: "curve", name: "f0", curve: { ...F0, values } },
				{ op: "segments", segments },
			],
			"add",
		);
		hands.edits = 0;
		hands.editor.hands.curvesFollow = true;
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 3 * PX_PER_BEAT, y - 12 * ROW_PX]);
		const moved = doc.curves.get("f0")?.values as Float32Array;
		expect(moved[50]).toBeNaN();
		// 3 beats are 150 samples; an octave is twice the frequency.
		for (const i of [50, 75, 99]) expect(moved[i + 150]).toBeCloseTo(2 * (200 + i), 3);
		expect(moved[199]).toBeNaN();
		expect(moved[250]).toBeNaN();
		expect(doc.segments[0]).toMatchObject({ start: 2, end: 2.25, text: "ㄹ" });
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(doc.curves.get("f0")?.values[75]).toBe(275);
		expect(doc.segments[0].start).toBe(0.5);
	});

	it("reaches past the end of the curve, which gets longer", () => {
		const values = Array.from({ length: 100 }, (_, i) => (i >= 50 ? 220 : null));
		doc.edit([{ op: "curve", name: "f0", curve: { ...F0, values } }], "add");
		hands.editor.hands.curvesFollow = true;
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 4 * PX_PER_BEAT, y]);
		const moved = doc.curves.get("f0")?.values as Float32Array;
		expect([moved.length, moved[250], moved[299]]).toEqual([300, 220, 220]);
	});

	it("keeps the times of free points apart", () => {
		const points = Array.from({ length: 40 }, (_, i): [number, number] => [i * 0.05, 220]);
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", points } }], "add");
		hands.editor.hands.curvesFollow = true;
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 5 * PX_PER_BEAT, y - 12 * ROW_PX]);
		const curve = doc.curves.get("f0");
		const times = Array.from(curve?.times ?? []);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(times.filter((time) => time > 2.99)).toHaveLength(10);
		expect(curve?.values.at(-1)).toBeCloseTo(440, 6);
	});

	it("is nothing unless it is asked for", () => {
		doc.edit([{ op: "curve", name: "f0", curve: { ...F0, values: new Array(300).fill(220) } }], "add");
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 3 * PX_PER_BEAT, y]);
		expect([...new Set(doc.curves.get("f0")?.values)]).toEqual([220]);
	});
});
