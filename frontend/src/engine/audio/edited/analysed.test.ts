import { describe, expect, it } from "vitest";
import type { CurveJson, PinJson } from "../../score/types.ts";
import { documentOf } from "../testing/stage.ts";
import { Analysed } from "./analysed.ts";

const f0 = (values: number[], name = "f0"): CurveJson => ({ name, target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values });
const PIN: PinJson = { kind: "octave", start: 0.01, end: 0.03, octaves: 1 };

function stage(curves = [f0([200, 100, 100, 200])]) {
	const doc = documentOf([], { curves });
	const analysed = new Analysed(doc);
	doc.subscribe((change) => analysed.changed(change));
	const of = (name = "f0"): number[] | null => {
		const curve = doc.curves.get(name);
		const original = curve && analysed.of(curve);
		return original ? [...original.values] : null;
	};
	return { doc, analysed, of };
}

describe("what was analysed", () => {
	it("stays while a hand draws over it", () => {
		const { doc, of } = stage();
		doc.edit([{ op: "curve_range", curve: "f0", start: 0, values: [300, 300] }], "curve");
		expect(of()).toEqual([200, 100, 100, 200]);
	});

	it("follows pins, which say what was sung; undo brings both back as they were", () => {
		const { doc, of } = stage();
		doc.edit([{ op: "curve_range", curve: "f0", start: 0, values: [300, 300] }], "curve");
		doc.edit([{ op: "curve_range", curve: "f0", start: 1, values: [200, 200], pins: [PIN] }], "pins");
		expect(of()).toEqual([200, 200, 200, 200]);
		expect([...(doc.curves.get("f0")?.values ?? [])]).toEqual([300, 200, 200, 200]);
		doc.undo();
		expect(of()).toEqual([200, 100, 100, 200]);
		expect([...(doc.curves.get("f0")?.values ?? [])]).toEqual([300, 300, 100, 200]);
		doc.redo();
		expect(of()).toEqual([200, 200, 200, 200]);
	});

	it("follows all stretches that a set of pins changes, and F0 of another engine", () => {
		const { doc, of } = stage();
		doc.edit(
			[
				{ op: "curve_range", curve: "f0", start: 0, values: [210], pins: [PIN] },
				{ op: "curve_range", curve: "f0", start: 3, values: [230] },
			],
			"pin",
		);
		expect(of()).toEqual([210, 100, 100, 230]);
		doc.edit([{ op: "curve_range", curve: "f0", start: 1, values: [190] }], "takeCurve");
		expect(of()).toEqual([210, 190, 100, 230]);
	});

	it("is what a program brings, and nothing where a hand drew first", () => {
		const { doc, analysed, of } = stage([]);
		doc.edit([{ op: "curve", name: "f0", curve: f0([220, 220]) }], "curve");
		doc.edit([{ op: "curve_range", curve: "f0", start: 0, values: [230] }], "curve");
		expect(of()).toBe(null);
		doc.edit([{ op: "curve", name: "take", curve: f0([220, 221], "take") }], "take");
		expect(of("take")).toEqual([220, 221]);
		doc.applyRemote([{ op: "curve", name: "f0", curve: f0([110, 111, 112]) }], "rev");
		expect(of()).toEqual([110, 111, 112]);
		doc.edit([{ op: "curve_range", curve: "f0", start: 0, values: [115] }], "curve");
		expect(of()).toEqual([110, 111, 112]);
		// Python says of an edit of its own what was there before, too.
		doc.applyRemote([{ op: "curve_range", curve: "f0", start: 1, values: [222] }], "rev2");
		expect(of()).toEqual([110, 111, 112]);
		doc.applyRemote([{ op: "curve_range", curve: "f0", start: 1, values: [222], original: [221] }], "rev3");
		expect(of()).toEqual([110, 221, 112]);
		doc.edit([{ op: "curve", name: "drawn", curve: f0([220], "drawn") }], "vibrato");
		analysed.take("drawn");
		expect(of("drawn")).toEqual([220]);
	});
});
