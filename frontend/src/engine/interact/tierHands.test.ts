import { beforeEach, describe, expect, it, vi } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT, type Segment } from "../score/types.ts";
import { makeCommands } from "./commands.ts";
import { commandFor } from "./keymap.ts";
import { type Hands, handsOn, PX_PER_BEAT } from "./testing/editor.ts";
import { Labelling } from "./tiers/labelling.ts";
import { type TierHands, tierHandsOf } from "./tiers/tierHands.ts";
import { selectByText } from "./tiers/tierMany.ts";
import { nearestZero } from "./tiers/tierSnap.ts";

// 120 bpm: a beat is half a second and 80 px, so a second is 160 px.
const SECOND_PX = 2 * PX_PER_BEAT;
const seg = (start: number, end: number, text: string, type = "word"): Segment => ({ start, end, type, text, confidence: null });
const NO_ROWS = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
const WORD = { part: "word" };
const FREE = { ...WORD, alt: true };
const at = (s: number, y = 12): [number, number] => [s * SECOND_PX, y];

let doc: ScoreDocument;
let hands: Hands;
let tier: TierHands;
let commands: ReturnType<typeof makeCommands>;
const spans = (type = "word"): [number, number, string][] =>
	doc.segments.filter((one) => one.type === type).map(({ start, end, text }) => [+start.toFixed(4), +end.toFixed(4), text]);

function open(segments: Segment[], rows: typeof NO_ROWS = NO_ROWS, extra: Record<string, unknown> = {}): void {
	doc = ScoreDocument.fromJson({ rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments, curves: [] }, "base");
	doc.head = { ...doc.head, extra };
	hands = handsOn(doc, "tiers");
	tier = tierHandsOf(hands.editor);
	commands = makeCommands({
		editor: hands.editor,
		setTool: () => {},
		setFollow: () => {},
		follow: true,
		cancelGesture: () => false,
		cleared: () => {},
		record: () => {},
		askRuler: () => {},
		practice: () => null,
		ask: () => {},
	} as unknown as Parameters<typeof makeCommands>[0]);
}

/** A sine of 100 Hz from second 0 of the score on: it crosses zero every 5 ms. */
function record(): { from: number; to: number }[] {
	const heard: { from: number; to: number }[] = [];
	const rate_hz = 8000;
	const samples = Float32Array.from({ length: 5 * rate_hz }, (_, i) => Math.sin((2 * Math.PI * 100 * i) / rate_hz + 1e-3));
	const sound = { samples, rate_hz, start_s: 0, play: async (from: number, to: number) => void heard.push({ from, to }), stop: () => {} };
	hands.editor.openRecording = async () => sound;
	hands.editor.recording = sound;
	return heard;
}

const TWO_TIERS = [
	seg(0, 1, "아리"),
	seg(1, 2, "랑"),
	seg(2, 4, "고개"),
	seg(0.5, 1, "r", "phone"),
	seg(1, 1.5, "a", "phone"),
	seg(1.5, 2, "ng", "phone"),
];

beforeEach(() => open(structuredClone(TWO_TIERS)));

describe("a boundary with Shift", () => {
	it("takes equal ones of all tiers along, in one edit of what changed", () => {
		let ops: unknown[] = [];
		doc.subscribe((change) => (ops = change.ops));
		hands.drag(at(1), at(0.75), { ...FREE, shift: true });
		expect(spans().slice(0, 2)).toEqual([
			[0, 0.75, "아리"],
			[0.75, 2, "랑"],
		]);
		expect(spans("phone").slice(0, 2)).toEqual([
			[0.5, 0.75, "r"],
			[0.75, 1.5, "a"],
		]);
		expect(hands.edits).toBe(1);
		expect(ops.map((op) => (op as { op: string }).op)).toEqual(["segment_range", "segment_range"]);
		doc.undo();
		expect(doc.segments).toEqual(TWO_TIERS);
	});

	it("does not stick to where those it takes along were", () => {
		hands.drag(at(1), at(1.02), { ...WORD, shift: true });
		expect(spans()[0][1]).toBeCloseTo(1.02, 6);
	});

	it("is the other way round where the hands are set so, for fingers and keys", () => {
		hands.editor.hands.tiersTogether = true;
		hands.drag(at(1), at(0.75), FREE);
		expect(spans("phone")[0]).toEqual([0.5, 0.75, "r"]);
		hands.drag(at(0.75), at(1), { ...FREE, shift: true });
		expect([spans()[0], spans("phone")[0]]).toEqual([
			[0, 1, "아리"],
			[0.5, 0.75, "r"],
		]);
		tier.select(0, "end");
		commands.nudgeLeft();
		expect(spans()[0]).toEqual([0, 0.99, "아리"]);
	});
});

describe("several segments", () => {
	it("are selected up to a Shift+click, and stretch like rubber by their end", () => {
		hands.click(...at(0.3), WORD);
		hands.click(...at(1.5), { ...WORD, shift: true });
		expect([...tier.set]).toEqual([0, 1]);
		expect(hands.hints.at(-1)).toBe("2 segments selected · 2.000 s");
		hands.drag(at(1.99), at(3), FREE);
		expect(spans()).toEqual([
			[0, 1.5, "아리"],
			[1.5, 3, "랑"],
			[3, 4, "고개"],
		]);
		expect([hands.edits, tier.set.size]).toEqual([1, 2]);
		doc.undo();
		expect(doc.segments).toEqual(TWO_TIERS);
	});

	it("stretch by a boundary inside, with Shift in all tiers", () => {
		tier.selectMany([0, 1], 1);
		hands.drag(at(1), at(1.5), { ...FREE, shift: true });
		expect(spans()[0]).toEqual([0, 1.5, "아리"]);
		expect(spans("phone")).toEqual([
			[0.75, 1.5, "r"],
			[1.5, 1.75, "a"],
			[1.75, 2, "ng"],
		]);
	});

	it("are chosen, stretched, joined and deleted by keys alone", () => {
		const press = (key: string, keys: object): void => {
			const name = commandFor({ key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys });
			commands[name as "undo"]();
		};
		tier.select(0);
		press("ArrowRight", { ctrlKey: true, shiftKey: true });
		expect([...tier.set]).toEqual([0, 1]);
		press("ArrowRight", { shiftKey: true });
		expect(spans().map(([, end]) => end)).toEqual([1.005, 2.01, 4]);
		press("j", {});
		expect(spans()[0]).toEqual([0, 2.01, "아리랑"]);
		doc.undo();
		tier.selectMany([0, 2], 0);
		press("j", {});
		expect([spans().length, hands.hints.at(-1)?.includes("not selected")]).toEqual([3, true]);
		press("Delete", {});
		expect(spans()).toEqual([[1.005, 2.01, "랑"]]);
	});

	it("are found by a regular expression and named together", () => {
		expect(selectByText(hands.editor, tier, "^.$", "phone")).toBe(2);
		expect([...tier.set]).toEqual([3, 4]);
		tier.beginLabel(3);
		tier.commitLabel("ə", 0);
		expect(spans("phone").map(([, , text]) => text)).toEqual(["ə", "ə", "ng"]);
		expect(hands.edits).toBe(1);
		expect(selectByText(hands.editor, tier, "(", null)).toBeNull();
		expect(hands.hints.at(-1)).toContain("no regular expression");
	});
});

describe("Enter", () => {
	it("sets a boundary where the pointer rests on a tier, which arrows then move", () => {
		hands.editor.scene.tierPointer = { type: "word", tick: 6 * BEAT };
		commands.lyric();
		expect(spans().slice(2)).toEqual([
			[2, 3, "고개"],
			[3, 4, ""],
		]);
		commands.nudgeRight();
		expect(spans()[2]).toEqual([2, 3.01, "고개"]);
		// The next one while that boundary is selected.
		hands.editor.scene.tierPointer = { type: "word", tick: 7 * BEAT };
		commands.lyric();
		expect(spans().length).toBe(5);
		expect(tier.labelled).toBe(-1);
	});

	it("types the label of a selected segment, wherever the pointer is", () => {
		hands.editor.scene.tierPointer = { type: "word", tick: 6 * BEAT };
		tier.select(0);
		commands.lyric();
		expect([tier.labelled, spans().length]).toEqual([0, 3]);
	});

	it("sets a point in a tier of points, also in one that is still empty", () => {
		open([seg(0.5, 0.5, "H*", "tone")], NO_ROWS, { tiers: [{ name: "breath", kind: "points" }] });
		hands.editor.scene.tierPointer = { type: "tone", tick: 4 * BEAT };
		commands.lyric();
		tier.select(-1);
		hands.editor.scene.tierPointer = { type: "breath", tick: 2 * BEAT };
		commands.lyric();
		expect([spans("tone"), spans("breath")]).toEqual([
			[
				[0.5, 0.5, "H*"],
				[2, 2, ""],
			],
			[[1, 1, ""]],
		]);
		hands.drag(at(2), at(2.5), { part: "tone", alt: true });
		expect(spans("tone")[1]).toEqual([2.5, 2.5, ""]);
		// It does not go past its neighbour.
		hands.drag(at(2.5), at(0.1), { part: "tone", alt: true });
		expect(spans("tone")[1]).toEqual([0.5, 0.5, ""]);
	});
});

describe("the recording", () => {
	it("attracts a boundary to where it crosses zero; Alt and the grid do not ask it", () => {
		record();
		hands.drag(at(1), at(1.5032), WORD);
		// The other tier has a boundary at 1.5 s, a pixel away: that comes first.
		expect(spans()[0][1]).toBe(1.5);
		hands.drag(at(1.5), at(1.3032), WORD);
		expect(spans()[0][1]).toBeCloseTo(1.305, 4);
		hands.drag(at(1.305), at(1.2032), FREE);
		expect(spans()[0][1]).toBeCloseTo(1.2032, 6);
		tier.select(0, "end");
		commands.boundaryToZero();
		return vi.waitFor(() => expect(spans()[0][1]).toBeCloseTo(1.205, 4));
	});

	it("finds the crossing between two samples, and none in silence", () => {
		// From -0.5 to 0.25 the line crosses zero after two thirds.
		expect(nearestZero(Float32Array.of(-1, -0.5, 0.25, 1), 0.4, 3)).toBeCloseTo(1 + 2 / 3, 6);
		expect(nearestZero(new Float32Array(64), 32, 20)).toBeNull();
		expect(nearestZero(Float32Array.of(1, 1, -1, -1), 0, 1)).toBeNull();
	});

	it("is heard from Tab to Tab, and ends with the tier", async () => {
		const heard = record();
		hands.click(...at(1.5), WORD);
		expect([tier.hearNext(1), tier.selected]).toEqual([true, 1]);
		expect([tier.hearNext(1), tier.selected]).toEqual([true, 2]);
		expect([tier.hearNext(1), tier.selected]).toEqual([false, 2]);
		await vi.waitFor(() => expect(heard.at(-1)).toEqual({ from: 2, to: 4 }));
		tier.hearNext(-1);
		await vi.waitFor(() => expect(heard.at(-1)).toEqual({ from: 1, to: 2 }));
	});
});

describe("labels by keys", () => {
	it("write what is heard for as long as the key is down, over what was there", () => {
		const player = { state: "playing", tick: 0, positionTick: () => player.tick, endTick: () => 8 * BEAT, loop: null };
		hands.editor.player = player as never;
		const labelling = new Labelling(hands.editor, tier);
		tier.worksOn("word");
		player.tick = BEAT;
		labelling.down("Digit1", "가수");
		player.tick = 3 * BEAT;
		labelling.tick();
		expect(hands.editor.scene.tierPreview?.at(-1)).toMatchObject({ start: 0.5, end: 1.5, text: "가수" });
		labelling.up("Digit1");
		expect(spans()).toEqual([
			[0, 0.5, "아리"],
			[0.5, 1.5, "가수"],
			[1.5, 2, "랑"],
			[2, 4, "고개"],
		]);
		expect([hands.edits, hands.editor.scene.tierPreview]).toEqual([1, null]);
		// A tap goes on until the next one, the last until playing stops.
		player.tick = 4 * BEAT;
		labelling.down("Digit2", "나");
		player.tick += BEAT / 16;
		labelling.up("Digit2");
		player.tick = 6 * BEAT;
		labelling.down("Digit1", "다");
		labelling.up("Digit1");
		player.tick = 7 * BEAT;
		player.state = "paused";
		labelling.tick();
		expect(spans().slice(3)).toEqual([
			[2, 3, "나"],
			[3, 3.5, "다"],
			[3.5, 4, "고개"],
		]);
	});

	it("name what is selected while nothing plays, and go on", () => {
		const labelling = new Labelling(hands.editor, tier);
		hands.click(...at(0.3), WORD);
		labelling.down("Digit1", "x");
		labelling.down("Digit1", "y");
		expect(spans().map(([, , text]) => text)).toEqual(["x", "y", "고개"]);
		expect(tier.selected).toBe(2);
	});
});

describe("speakers on one tier", () => {
	it("lie beneath each other where they overlap, and are taken hold of in their rows", () => {
		open([seg(0, 2, "A"), seg(1, 3, "B"), seg(2.5, 4, "A")]);
		const upper = { ...WORD, height_px: 40 };
		hands.click(...at(1.5, 10), upper);
		expect(tier.selected).toBe(0);
		hands.click(...at(1.5, 30), upper);
		expect(tier.selected).toBe(1);
		hands.drag(at(2.99, 30), at(3.5, 30), { ...upper, alt: true });
		expect(spans()[1]).toEqual([1, 3.5, "B"]);
	});
});

describe("a tier of a hundred thousand", () => {
	it("is dragged, cut and gone through in milliseconds", () => {
		const many = Array.from({ length: 100_000 }, (_, i) => seg(i / 10, (i + 1) / 10, String(i % 50), i % 2 ? "word" : "phone"));
		open(many.map((one, i) => ({ ...one, start: Math.floor(i / 2) / 5, end: (Math.floor(i / 2) + 1) / 5 })));
		hands.press(...at(1), FREE);
		hands.to(...at(1.05), FREE);
		const begun = performance.now();
		for (let i = 0; i < 20; i++) hands.to(...at(1.05 + i / 1000), FREE);
		const move_ms = (performance.now() - begun) / 20;
		hands.release(...at(1.07), FREE);
		const ops = doc.log();
		expect(ops.map((op) => op.op)).toEqual(["segment_range", "segment_range"]);
		expect(JSON.stringify(ops).length).toBeLessThan(1000);
		// A frame is 16 ms; ten times that is a machine with other work.
		expect(move_ms).toBeLessThan(160);
		tier.select(50_001);
		commands.selectNext();
		expect(tier.selected).toBe(50_003);
	});
});
