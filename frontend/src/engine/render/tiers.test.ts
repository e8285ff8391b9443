import { describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { type Segment, TICKS_PER_BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { LIGHT } from "../state/theme.ts";
import { Viewport } from "../view/viewport.ts";
import { drawTier } from "./tiers.ts";

const WIDTH_PX = 400;
const seg = (start: number, end: number, text: string, type = "word"): Segment => ({ start, end, type, text, confidence: null });

/** What is drawn of the tier of words: how many boxes, and which texts where. */
function drawn(segments: Segment[], pxPerBeat: number): { boxes: number; texts: [string, number, number][] } {
	const doc = new ScoreDocument();
	doc.edit([{ op: "segments", segments }], "");
	const view = new Viewport();
	view.setSize(WIDTH_PX, 300);
	view.setEndTick(doc.tempo.ticksAt(segments.at(-1)?.end ?? 1));
	view.set({ pxPerTick: pxPerBeat / TICKS_PER_BEAT, scrollTick: 0 });
	const scene = new Scene(doc, view, LIGHT, 0);
	const seen = { boxes: 0, texts: [] as [string, number, number][] };
	const ctx = new Proxy({} as Record<string, unknown>, {
		get: (own, name) => {
			if (name === "measureText") return (text: string) => ({ width: 7 * text.length });
			if (name === "fillRect") return () => seen.boxes++;
			if (name === "fillText") return (text: string, x: number, y: number) => seen.texts.push([text, Math.round(x), Math.round(y)]);
			return name in own ? own[name as string] : () => {};
		},
	});
	const surface = { name: "tiers", part: "word", ctx, width_px: WIDTH_PX, height_px: 40, dpr: 1, columns: WIDTH_PX, rows: 40 };
	drawTier(scene, surface as never);
	return seen;
}

describe("a tier", () => {
	it("draws what is in sight alone, and a hundred thousand on few pixels as blocks", () => {
		const many = Array.from({ length: 100_000 }, (_, i) => seg(i / 10, (i + 1) / 10, `w${i}`));
		// 120 bpm: 160 px a second, 16 px each; 25 of them reach into 400 px, three boxes each, and the time's lines.
		expect(drawn(many, 80).boxes).toBeLessThan(25 * 3 + 60);
		// All of 10 000 s on 400 px, as far out as the view goes: not a box for each.
		expect(drawn(many, 0.02).boxes).toBeLessThan(300);
		expect(drawn(many, 0.02).texts).toEqual([]);
	});

	it("lays what overlaps beneath each other, and what only touches in one row", () => {
		// 160 px a second; rows of 20 px: their middles, a pixel lower, are 11 and 31.
		expect(drawn([seg(0, 1, "A"), seg(0.5, 1.5, "B"), seg(1.5, 2, "A")], 80).texts).toEqual([
			["A", 80, 11],
			["B", 160, 31],
			["A", 280, 11],
		]);
		expect(drawn([seg(0, 1, "A"), seg(1 - 5e-5, 2, "B")], 80).texts.map(([, , y]) => y)).toEqual([21, 21]);
	});

	it("writes a point's text beside its line, and a long one's where it is seen", () => {
		expect(drawn([seg(0.5, 0.5, "H*")], 80).texts).toEqual([["H*", 85, 21]]);
		// From 80 to 1600 px: the middle of what 400 px show of it.
		expect(drawn([seg(0.5, 10, "long")], 80).texts).toEqual([["long", 240, 21]]);
	});
});
