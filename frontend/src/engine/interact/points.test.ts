import { beforeEach, describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT, type CurveJson } from "../score/types.ts";
import { makeCommands } from "./commands.ts";
import { type Hands, handsOn, PX_PER_BEAT } from "./testing/editor.ts";
import { pointDoubleClick } from "./tiers/pointHands.ts";

// 120 bpm: a second is 160 px. The lane is 110 px high with 5 px of air: 100 px for 0 to 100.
const LANE_PX = 110;
const BREATH: CurveJson = {
	name: "breath",
	target: "",
	unit: "%",
	time: "s",
	points: [
		[0, 20],
		[1, 80],
		[2.5, 40],
	],
	style: { yMin: 0, yMax: 100 },
};

let doc: ScoreDocument;
let hands: Hands;
const points = (): [number, number][] =>
	(doc.toJson().curves[0].points ?? []).map(([time, value]) => [+time.toFixed(4), +(value ?? Number.NaN).toFixed(2)]);
const at = (s: number, value: number): [number, number] => [s * 2 * PX_PER_BEAT, 105 - value];
const lane = { part: "breath", height_px: LANE_PX, alt: true };

function open(curve: CurveJson): void {
	const rows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
	doc = ScoreDocument.fromJson({ rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments: [], curves: [curve] }, "base");
	hands = handsOn(doc, "curves");
}

beforeEach(() => open(BREATH));

describe("points of a curve that has few of them", () => {
	it("are dragged in time and value, in one edit that undo takes back", () => {
		const before = points();
		hands.drag(at(1, 80), at(1.5, 60), lane);
		expect(points()).toEqual([
			[0, 20],
			[1.5, 60],
			[2.5, 40],
		]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect([points(), doc.canUndo]).toEqual([before, false]);
	});

	it("stay between their neighbours, on the grid without Alt, on one axis with Shift", () => {
		hands.drag(at(1, 80), at(3, 80), lane);
		expect(points()[1]).toEqual([2.5, 80]);
		doc.undo();
		hands.drag(at(1, 80), at(1.3, 80), { ...lane, alt: false });
		expect(points()[1]).toEqual([1.5, 80]);
		doc.undo();
		hands.drag(at(1, 80), at(1.05, 40), { ...lane, shift: true });
		expect(points()[1]).toEqual([1, 40]);
	});

	it("come by a double click or the pencil, and go by a double click, eraser, right button or Delete", () => {
		pointDoubleClick(hands.editor, hands.raw(...at(2, 10), lane));
		expect(points()[2]).toEqual([2, 10]);
		makeCommands({ editor: hands.editor } as Parameters<typeof makeCommands>[0]).delete();
		expect(points().length).toBe(3);
		hands.editor.tool = "draw";
		hands.drag(at(0.5, 90), at(0.6, 95), lane);
		expect(points()[1]).toEqual([0.6, 95]);
		hands.editor.tool = "erase";
		hands.click(...at(0.6, 95), lane);
		hands.editor.tool = "select";
		pointDoubleClick(hands.editor, hands.raw(...at(1, 80), lane));
		hands.click(...at(2.5, 40), { ...lane, button: 2 });
		expect(points()).toEqual([[0, 20]]);
		expect(hands.edits).toBe(6);
	});

	it("are nudged by keys once one is selected", () => {
		hands.click(...at(1, 80), lane);
		const commands = makeCommands({ editor: hands.editor } as Parameters<typeof makeCommands>[0]);
		commands.transposeUp();
		commands.octaveDown();
		commands.nudgeRight();
		expect(points()[1]).toEqual([1.5, 71]);
		commands.selectNext();
		commands.transposeDown();
		expect(points()[2]).toEqual([2.5, 39]);
	});

	it("are left alone in a roll that is read-only", () => {
		hands.editor.scene.readOnly = true;
		hands.drag(at(1, 80), at(1.5, 60), lane);
		pointDoubleClick(hands.editor, hands.raw(...at(2, 10), lane));
		expect([hands.edits, hands.hints.length]).toEqual([0, 2]);
	});
});

it("samples of a dense curve are drawn in as before; zoomed in they are points that keep their times", () => {
	const values = Array.from({ length: 400 }, () => 50);
	open({ name: "breath", target: "", unit: "%", time: "s", start: 0, hop: 0.01, values, style: { yMin: 0, yMax: 100 } });
	hands.drag(at(1, 50), at(1.5, 50), lane);
	expect(hands.editor.scene.point).toBeNull();
	doc.undo();
	hands.editor.tool = "select";
	hands.editor.view.set({ pxPerTick: (PX_PER_BEAT * 15) / BEAT });
	const x = hands.editor.view.xOf(doc.tempo.ticksAt(0.2));
	hands.drag([x, 55], [x + 30, 35], lane);
	const after = doc.toJson().curves[0].values ?? [];
	expect(after[20]).toBeCloseTo(70, 4);
	expect(after.filter((value) => value !== 50).length).toBe(1);
});
