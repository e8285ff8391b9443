import { describe, expect, it } from "vitest";
import { contrast, parseColor } from "../engine/render/color.ts";
import { ScoreDocument } from "../engine/score/document.ts";
import { DARK, LIGHT } from "../engine/state/theme.ts";
import { lyricData } from "./events.ts";
import { parseNumerator, parseTempo, signatureOps, temposWith } from "./fields.ts";
import { progressOf } from "./gradio.ts";
import { en } from "./i18n/en.ts";
import { ko } from "./i18n/ko.ts";
import { ICONS } from "./icons.ts";
import { type IconShape, LATE_ICONS } from "./lateIcons.ts";
import { previewOf } from "./preview.ts";
import { pageTheme, tinted } from "./theme.ts";

describe("strings", () => {
	it("keep their places in both languages", () => {
		const places = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
		for (const [key, text] of Object.entries(en)) expect([key, places(ko[key as keyof typeof ko])]).toEqual([key, places(text)]);
	});

	it("are Korean where they are Korean", () => {
		const latin = Object.entries(ko).filter(([, text]) => !/[가-힣]/.test(text));
		expect(latin).toEqual([]);
	});
});

it("draws icons inside their grid", () => {
	for (const [name, shape] of Object.entries<IconShape>({ ...ICONS, ...LATE_ICONS })) {
		expect(`${name} ${shape.fill ?? shape.stroke}`).toMatch(/ M\d/);
		expect(`${shape.fill ?? ""}${shape.stroke ?? ""}`, name).not.toMatch(/[^MLHVCSQTAZmlhvcsqtaz0-9 .,-]/);
	}
});

describe("fields", () => {
	it("read numbers as people write them, and nothing else", () => {
		expect(["90", " 92,5 ", "10000"].map(parseTempo)).toEqual([90, 92.5, 10000]);
		expect(["", "0", "-3", "abc", "10001", "Infinity"].map(parseTempo)).toEqual([null, null, null, null, null, null]);
		expect(["3", "0", "256", "2.5", ""].map(parseNumerator)).toEqual([3, null, null, null, null]);
	});

	it("edit the entry in force at the playhead and no other", () => {
		expect(
			temposWith(
				[
					[0, 120],
					[100, 90],
					[200, 60],
				],
				150,
				95,
			),
		).toEqual([
			[0, 120],
			[100, 95],
			[200, 60],
		]);
		expect(temposWith([[0, 120]], 0, 120)).toBeNull();
		expect(
			signatureOps(
				[
					[0, 4, 4],
					[100, 3, 4],
				],
				99,
				6,
				8,
			),
		).toEqual([
			{
				op: "signature",
				signatures: [
					[0, 6, 8],
					[100, 3, 4],
				],
			},
		]);
	});
});

it("tells a lyric with its note in the form that programs know", () => {
	const rows = { id: [7], onset: [15360], duration: [30720], pitch: [64], velocity: [80], track: [0] };
	const doc = ScoreDocument.fromJson({
		rows: { ...rows, ref: { 0: "b" }, lyric: { 0: "라" } },
		tempos: [[0, 60]],
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [],
		curves: [],
	});
	const data = lyricData(doc, doc.store.slotOf(7), "레", "라", { pixels_per_beat: 80, ppqn: 480, sample_rate: 44100 });
	expect(data).toMatchObject({
		noteId: "b",
		oldLyric: "레",
		newLyric: "라",
		note: { id: "b", start: 80, duration: 160, pitch: 64, lyric: "라", startSeconds: 1, endSeconds: 3, durationTicks: 960 },
	});
	expect(data.note.startFlicks).toBe(705_600_000);
});

describe("previews of examples", () => {
	it("draw notes inside the picture", () => {
		const { bars, text } = previewOf({
			notes: [
				[0, 1, 60],
				[1, 2, 67],
				[3, 1, 20],
			],
			text: "Song",
		});
		expect([bars.length, text]).toEqual([3, "Song"]);
		for (const bar of bars) {
			expect(bar.x).toBeGreaterThanOrEqual(0);
			expect(bar.x + bar.width).toBeLessThanOrEqual(96);
			expect(bar.y).toBeGreaterThanOrEqual(0);
			expect(bar.y + bar.height).toBeLessThanOrEqual(36);
		}
	});

	it("take dict notes, skip what is no note, and name files", () => {
		expect(previewOf({ notes: [{ start: 0, duration: 80, pitch: 60 }, null, { start: "x" }] }).bars).toHaveLength(1);
		expect(previewOf("/a/b/song.mid")).toEqual({ bars: [], text: "song.mid" });
		expect(previewOf(null)).toEqual({ bars: [], text: "" });
	});
});

it("shows progress only while something runs for this roll", () => {
	expect(progressOf({ status: "complete" })).toBeNull();
	expect(progressOf({ status: "pending", type: "input" })).toBeNull();
	expect(progressOf({ status: "pending", progress: [{ index: 3, length: 4, desc: "F0" }] })).toEqual({
		fraction: 0.75,
		text: "F0",
	});
	expect(progressOf({ status: "generating", progress: null })).toEqual({ fraction: null, text: "" });
});

describe("the tint of the page", () => {
	it("leaves grey surroundings alone and unreadable ones too", () => {
		expect(tinted(DARK, "#27272a").background).not.toBe("#27272a");
		expect(tinted(LIGHT, "#ffffff")).toEqual(LIGHT);
		expect(tinted(DARK, "rgba(0, 0, 0, 0.5)")).toEqual(DARK);
		expect(tinted(DARK, null)).toEqual(DARK);
	});

	it("moves the grounds towards it at their own brightness", () => {
		const { background } = tinted(DARK, "#1f2937");
		const [red, , blue] = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
		expect(blue - red).toBeGreaterThan(20);
		expect(tinted(DARK, "#1f2937").playhead).toBe(DARK.playhead);
	});
});

describe("a page's own colours", () => {
	// Gradio's default theme: orange accent, subdued text of 2.6:1 on white.
	const ofGradio: Record<string, string> = {
		"--color-accent": "#f97316",
		"--color-accent-soft": "#fff7ed",
		"--body-text-color-subdued": "#a1a1aa",
		"--background-fill-secondary": "#fafafa",
		"--input-background-fill": "#f4f4f5",
	};
	const on = (a: string, b: string): number => contrast(parseColor(a), parseColor(b));

	it.each([LIGHT, DARK])("come first, and text on them is readable", (preset) => {
		const theme = pageTheme(preset, (name) => ofGradio[name] ?? null);
		expect(theme.accent).toBe("#f97316");
		for (const ground of [theme.panel, theme.raised, theme.sunk, theme.background]) {
			for (const text of [theme.text, theme.mutedText, theme.accentText, theme.error]) expect(on(text, ground)).toBeGreaterThanOrEqual(4.5);
		}
		expect(on(theme.accentText, theme.tint)).toBeGreaterThanOrEqual(4.5);
		expect(on(theme.onAccent, theme.accent)).toBeGreaterThanOrEqual(4.5);
	});

	it("do not turn the dark theme's panels light", () => {
		const theme = pageTheme(DARK, (name) => ofGradio[name] ?? null);
		expect([theme.panel, theme.tint]).toEqual([DARK.panel, DARK.tint]);
	});
});
