import { expect, test } from "vitest";
import { ScoreDocument } from "./document.ts";
import type { CurveJson } from "./types.ts";

const curve = (values: number[], style: CurveJson["style"]): CurveJson => ({
	name: "F0",
	target: "pitch",
	unit: "",
	time: "s",
	start: 0,
	hop: 0.01,
	values,
	style,
});

function drawn(): ScoreDocument {
	const doc = new ScoreDocument();
	doc.edit([{ op: "curve", name: "F0", curve: curve([60], { color: "#0000ff" }) }], "curve");
	doc.edit([{ op: "curve", name: "F0", curve: curve([61], { color: "#0000ff" }) }], "curve");
	return doc;
}
const seen = (doc: ScoreDocument) => [doc.curves.get("F0")?.values[0], doc.curves.get("F0")?.style];

test("undo and redo bring values back, not the colour of before, and a colour is no step", () => {
	const doc = drawn();
	const rev = doc.rev;
	doc.styleCurve("F0", { color: "#00ff00" });
	doc.styleCurve("F0", { color: "#ff0000", opacity: 0.5 });
	expect([doc.steps.done, doc.rev]).toEqual([2, rev]);
	doc.undo();
	expect(seen(doc)).toEqual([60, { color: "#ff0000", opacity: 0.5 }]);
	doc.redo();
	expect(seen(doc)).toEqual([61, { color: "#ff0000", opacity: 0.5 }]);
	doc.undo();
	doc.undo();
	expect(doc.curves.size).toBe(0);
});

test("a colour that a step gave stays that step's", () => {
	const doc = drawn();
	doc.styleCurve("F0", { color: "#ff0000" });
	doc.edit([{ op: "curve", name: "F0", curve: curve([62], { color: "#00aa00" }) }], "curve");
	doc.undo();
	expect(seen(doc)).toEqual([61, { color: "#ff0000" }]);
	doc.redo();
	expect(seen(doc)).toEqual([62, { color: "#00aa00" }]);
});

test("a curve that was deleted comes back as it was shown", () => {
	const doc = drawn();
	doc.styleCurve("F0", { visible: false });
	doc.edit([{ op: "curve", name: "F0", curve: null }], "curve");
	doc.undo();
	expect(seen(doc)).toEqual([61, { color: "#0000ff", visible: false }]);
	doc.styleCurve("F0", { visible: true });
	doc.undo();
	expect(seen(doc)).toEqual([60, { color: "#0000ff", visible: true }]);
});
