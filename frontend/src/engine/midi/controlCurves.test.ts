import { describe, expect, it } from "vitest";
import { documentOf } from "../audio/testing/stage.ts";
import { DRAWN_LANES, newLaneOp } from "./controlCurves.ts";

describe("a lane that a hand begins", () => {
	it("is a curve of the track in the form of MIDI files, and there is one of each", () => {
		const doc = documentOf([{ id: 1, at: 0, long: 1 }]);
		const op = newLaneOp(doc.curves, 1, DRAWN_LANES[0]);
		if (op?.op !== "curve") throw new Error("no lane");
		doc.edit([op], "Lane");
		const curve = doc.curves.get("sustain pedal (track 2)");
		expect(curve?.style.midi).toEqual({ type: "control", number: 64, track: 1 });
		expect([curve?.style.visible, curve?.style.yMax, Array.from(curve?.values ?? [])]).toEqual([true, 127, [0]]);
		expect(newLaneOp(doc.curves, 1, DRAWN_LANES[0])).toBeNull();
		expect(newLaneOp(doc.curves, 0, DRAWN_LANES[0])).not.toBeNull();
	});

	it("of the bend has both directions", () => {
		const op = newLaneOp(documentOf([]).curves, 0, DRAWN_LANES[1]);
		expect(op?.op === "curve" && op.curve?.style).toMatchObject({ yMin: -8192, yMax: 8191, midi: { type: "pitch_bend", track: 0 } });
	});
});
