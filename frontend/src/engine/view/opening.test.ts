import { describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { rowsOfNotes, type TestNote, testDocument } from "../testing/score.ts";
import { Opening, openingView } from "./opening.ts";
import { Viewport } from "./viewport.ts";

const TUNE: TestNote[] = [
	[0, BEAT, 40, 90, 1],
	[0, BEAT, 72, 90, 0, "아"],
	[BEAT, BEAT, 74, 90, 0, "리"],
];

function opened(doc: ScoreDocument): { view: Viewport; opening: Opening } {
	const view = new Viewport();
	const opening = new Opening(doc, view);
	view.subscribe((change) => opening.viewChanged(change));
	doc.subscribe((change) => opening.documentChanged(change));
	return { view, opening };
}

const visible = (view: Viewport, pitch: number): boolean => pitch <= view.highestRow && pitch >= view.lowestRow;

describe("the opening view", () => {
	it("shows all notes when they fit, else the sung part", () => {
		const doc = testDocument(TUNE);
		for (const height of [900, 200]) {
			const { view } = opened(doc);
			view.setSize(800, height);
			expect([visible(view, 72), visible(view, 74)]).toEqual([true, true]);
			expect(visible(view, 40)).toBe(height === 900);
		}
		const tall = new Viewport();
		tall.setSize(800, 2000);
		expect(openingView(doc, tall).row_px).toBeLessThanOrEqual(20);
	});

	it("shows a note even when the range is wide and its middle empty", () => {
		const { view } = opened(
			testDocument([
				[0, BEAT, 20],
				[0, BEAT, 22],
				[0, BEAT, 100],
			]),
		);
		view.setSize(300, 200);
		expect(visible(view, 22)).toBe(true);
	});

	it("goes to the bar of the first note when the beginning is empty", () => {
		const { view } = opened(testDocument([[101 * BEAT, BEAT, 60]]));
		view.setSize(800, 300);
		expect(view.scrollTick).toBe(100 * BEAT);
	});

	it("waits for the notes, follows the size, and then leaves a moved view alone", () => {
		const doc = new ScoreDocument();
		const { view } = opened(doc);
		view.setSize(800, 600);
		doc.applyRemote([{ op: "insert", rows: rowsOfNotes(TUNE) }], "came");
		view.setSize(800, 300);
		expect(view.centreOf(72)).toBeGreaterThan(100);
		expect(view.centreOf(72)).toBeLessThan(200);
		view.scrollBy(100, -40);
		const { scrollTick, topPitch } = view;
		view.setSize(800, 320);
		expect([view.scrollTick, view.topPitch]).toEqual([scrollTick, topPitch]);
	});

	it("keeps the reader's place when the same score comes back, and starts over for another", () => {
		const doc = new ScoreDocument();
		const { view } = opened(doc);
		view.setSize(800, 300);
		const load = (name: string, hash: string): void => {
			const rows = rowsOfNotes(Array.from({ length: 200 }, (_, i): TestNote => [i * BEAT, BEAT, 70]));
			const batch = {
				length: 200,
				onset: Int32Array.from(rows.onset),
				duration: Int32Array.from(rows.duration),
				pitch: Uint8Array.from(rows.pitch),
				velocity: Uint8Array.from(rows.velocity),
				track: Uint8Array.from(rows.track),
				id: Uint32Array.from(rows.id),
				lyric: null,
				phoneme: null,
				ref: null,
				extra: null,
			};
			doc.load({ ...doc.head, n: 200, end: 200 * BEAT, name }, hash);
			doc.append(batch);
			doc.finish();
		};
		load("one", "a");
		view.set({ scrollTick: 50 * BEAT });
		load("one", "b");
		expect(view.scrollTick).toBe(50 * BEAT);
		load("two", "c");
		expect(view.scrollTick).toBe(0);
	});

	it("shows a pitch curve that has no notes, and then leaves the view alone", () => {
		const doc = new ScoreDocument();
		const { view } = opened(doc);
		view.setSize(800, 300);
		const f0 = (values: (number | null)[]): void => {
			doc.applyRemote(
				[{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values } }],
				doc.freshRev(),
			);
		};
		f0([null, null]);
		f0([null, 110, 116]);
		expect([visible(view, 45), visible(view, 46)]).toEqual([true, true]);
		const { topPitch } = view;
		f0([null, 110, 116, 880]);
		expect(view.topPitch).toBe(topPitch);
	});

	it("does not look for pitches in other curves", () => {
		const doc = new ScoreDocument();
		const { view } = opened(doc);
		view.setSize(800, 300);
		const { topPitch } = view;
		const curve = { name: "loudness", target: "loudness", unit: "dB", time: "s" as const, start: 0, hop: 0.01, values: [-20, -10] };
		doc.edit([{ op: "curve", name: "loudness", curve }], "");
		expect(view.topPitch).toBe(topPitch);
	});

	it("stays where it is by the person's own edits: the first note, and the last notes taken away", () => {
		const doc = new ScoreDocument();
		const { view } = opened(doc);
		view.setSize(800, 300);
		const first = { scrollTick: view.scrollTick, topPitch: view.topPitch, row_px: view.row_px };
		doc.edit([{ op: "insert", rows: rowsOfNotes([[0, BEAT, 40]]) }], "");
		expect(view).toMatchObject(first);
		view.setSize(800, 320);
		expect(view.row_px).toBe(first.row_px);
		doc.edit([{ op: "insert", rows: { ...rowsOfNotes([[900 * BEAT, BEAT, 60]]), id: [2] } }], "");
		view.set({ scrollTick: 895 * BEAT });
		doc.edit([{ op: "delete", ids: [2, 1] }], "");
		expect(view.scrollTick).toBe(895 * BEAT);
		view.set({ scrollTick: 0 });
		expect(view.content_ticks).toBe(64 * BEAT);
	});

	it("gives a view that nobody moved the row height of its room", () => {
		const doc = new ScoreDocument();
		const { view, opening } = opened(doc);
		view.setSize(800, 300);
		opening.rowChanged(20);
		expect(view.row_px).toBe(20);
		view.set({ row_px: 30 });
		opening.rowChanged(22);
		expect(view.row_px).toBe(30);
	});
});
