import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { hover } from "./hover.ts";
import type { RawPointer } from "./pointer.ts";
import { doReMi, type Hands, handsOn } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("hovering", () => {
	const at = (x_px: number, y_px: number, keys: Partial<RawPointer> = {}) => hover(hands.editor, hands.raw(x_px, y_px, keys));

	it("shows what would happen: cursors by tool and part of the note", () => {
		expect(at(...hands.body(1, 62)).cursor).toBe("move");
		expect(at(...hands.body(1, 62), { mod: true }).cursor).toBe("copy");
		expect(at(...hands.atEnd(2, 62)).cursor).toBe("ew-resize");
		expect(at(...hands.at(6 * BEAT, 62)).cursor).toBe("default");
		for (const tool of ["draw", "erase", "knife", "join"] as const) {
			hands.editor.tool = tool;
			expect(at(...hands.at(6 * BEAT, 62)).cursor).toMatch(/^url\("data:image\/svg/);
		}
	});

	it("lays the blade's line on the grid", () => {
		hands.editor.tool = "knife";
		at(...hands.at(3.1 * BEAT, 64));
		expect(hands.editor.scene.bladeTick).toBe(3 * BEAT);
		hands.editor.tool = "select";
		at(...hands.at(3.1 * BEAT, 64));
		expect(hands.editor.scene.bladeTick).toBe(-1);
	});

	it("tells the note, or the place", () => {
		expect(at(...hands.body(1, 62)).readout).toMatchObject({ kind: "note", pitch: 62, tick: BEAT, lyric: "레", velocity: 90 });
		expect(at(...hands.at(6 * BEAT, 70)).readout).toMatchObject({ kind: "position", pitch: 70 });
	});

	it("says which notes lie over another of their pitch and track", () => {
		const note = (id: number, onset: number, track: number) => ({
			id: [id],
			onset: [onset],
			duration: [BEAT],
			pitch: [62],
			velocity: [90],
			track: [track],
		});
		doc.edit([{ op: "insert", rows: note(7, BEAT, 1) }], "");
		expect(at(...hands.body(1, 62)).readout).toMatchObject({ overlaps: false });
		doc.edit([{ op: "insert", rows: note(8, 1.25 * BEAT, 0) }], "");
		expect(at(...hands.body(1, 62)).readout).toMatchObject({ overlaps: true });
	});
});
