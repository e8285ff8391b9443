import { describe, expect, it } from "vitest";
import { PATCHES, patchFor } from "./patches.ts";
import { loudest } from "./scheduler.ts";
import { BEAT, documentOf, rowsOf, Stage, track } from "./testing/stage.ts";

// At 120 beats a minute a beat lasts half a second.
const scale = [0, 1, 2, 3].map((i) => ({ id: i + 1, at: i, long: 1, pitch: 60 + i }));

describe("playing", () => {
	it("hands over each note once, at its time", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(3);
		expect(stage.notes).toEqual([
			[0, 0.5, 60],
			[0.5, 1, 61],
			[1, 1.5, 62],
			[1.5, 2, 63],
		]);
	});

	it("hands over only what comes soon", () => {
		const stage = new Stage(documentOf(scale)).begin();
		expect(stage.notes.map((note) => note[2])).toEqual([60]);
		stage.runTo(0.2);
		expect(stage.notes.map((note) => note[2])).toEqual([60, 61]);
	});

	it("sounds what is held where it begins, but strikes no drum again", () => {
		const doc = documentOf(
			[
				{ id: 1, at: 0, long: 4, pitch: 50 },
				{ id: 2, at: 0, long: 4, pitch: 38, track: 1 },
				{ id: 3, at: 0, long: 1, pitch: 70 },
			],
			{ tracks: [track(), track({ is_drum: true })] },
		);
		const stage = new Stage(doc).begin(2).runTo(2);
		expect(stage.notes).toEqual([[0, 1, 50]]);
	});

	it("uses the whole tempo map", () => {
		const doc = documentOf(scale, {
			tempos: [
				[0, 120],
				[2 * BEAT, 60],
			],
		});
		expect(new Stage(doc).begin().runTo(4).notes).toEqual([
			[0, 0.5, 60],
			[0.5, 1, 61],
			[1, 2, 62],
			[2, 3, 63],
		]);
	});

	it("gives each track its voice; lyrics are sung", () => {
		const doc = documentOf(
			[
				{ id: 1, at: 0, long: 1, track: 0, lyric: "아" },
				{ id: 2, at: 0, long: 1, pitch: 40, track: 1 },
				{ id: 3, at: 0, long: 1, pitch: 36, track: 2 },
			],
			{ tracks: [track(), track({ program: 33 }), track({ is_drum: true })] },
		);
		const { heard } = new Stage(doc).begin();
		const name = (pitch: number) => PATCHES[heard.find((note) => note.pitch === pitch)?.patch ?? -1].name;
		expect(name(60)).toBe("choir");
		expect(name(40)).toBe("bass");
		expect(heard.find((note) => note.pitch === 36)?.isDrum).toBe(true);
	});

	it("halt silences what sounds and hands over nothing more", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.7);
		stage.scheduler.halt(stage.now_s);
		stage.runTo(3);
		expect(stage.notes).toEqual([
			[0, 0.5, 60],
			[0.5, 0.7, 61],
		]);
	});
});

describe("starting again", () => {
	it("waits at the new place until it starts, wherever it was before", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(2.2);
		stage.scheduler.finish();
		stage.scheduler.begin(BEAT, stage.now_s + 0.05);
		expect(stage.scheduler.timeline.tickAt(stage.now_s)).toBe(BEAT);
		expect(stage.scheduler.timeline.tickAt(stage.now_s + 0.05 + 0.5)).toBeCloseTo(2 * BEAT, 6);
	});
});

describe("editing while it plays", () => {
	it("a deleted note that sounds stops, one to come is not heard", () => {
		const stage = new Stage(documentOf([...scale, { id: 9, at: 0, long: 4, pitch: 40 }])).begin().runTo(0.3);
		stage.doc.edit([{ op: "delete", ids: [2, 1, 9, 1] }], "Delete");
		stage.runTo(3);
		expect(stage.notes).toEqual([
			[0, 0.312, 40],
			[0, 0.5, 60],
			[1, 1.5, 62],
			[1.5, 2, 63],
		]);
	});

	it("undo brings both back", () => {
		const stage = new Stage(documentOf([...scale, { id: 9, at: 0, long: 4, pitch: 40 }])).begin().runTo(0.3);
		stage.doc.edit([{ op: "delete", ids: [2, 1, 9, 1] }], "Delete");
		stage.runTo(0.4);
		stage.doc.undo();
		stage.runTo(3);
		expect(stage.notes).toEqual([
			[0, 0.312, 40],
			[0, 0.5, 60],
			[0.412, 2, 40],
			[0.5, 1, 61],
			[1, 1.5, 62],
			[1.5, 2, 63],
		]);
	});

	it("a note drawn under the playhead begins, one drawn ahead is heard in time, one behind is not", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(1.2);
		const rows = rowsOf([
			{ id: 20, at: 0, long: 1, pitch: 80 },
			{ id: 21, at: 2, long: 2, pitch: 81 },
			{ id: 22, at: 2.75, long: 0.25, pitch: 82 },
		]);
		stage.doc.edit([{ op: "insert", rows }], "Draw");
		stage.runTo(3);
		expect(stage.notes.filter((note) => note[2] >= 80)).toEqual([
			[1.212, 2, 81],
			[1.375, 1.5, 82],
		]);
		expect(stage.notes.filter((note) => note[2] < 80)).toEqual([
			[0, 0.5, 60],
			[0.5, 1, 61],
			[1, 1.5, 62],
			[1.5, 2, 63],
		]);
	});

	it("a resized note ends at its new end, without a second attack", () => {
		const longer = new Stage(documentOf(scale)).begin().runTo(0.2);
		longer.doc.edit([{ op: "resize", ids: [1, 1], ticks: 2 * BEAT, edge: "end" }], "Resize");
		expect(longer.runTo(3).notes[0]).toEqual([0, 1.5, 60]);
		expect(longer.notes.length).toBe(4);
		const shorter = new Stage(documentOf(scale)).begin().runTo(0.2);
		shorter.doc.edit([{ op: "set", ids: [1, 1], column: "duration", value: BEAT / 2 }], "Resize");
		expect(shorter.runTo(3).notes[0]).toEqual([0, 0.25, 60]);
	});

	it("a moved note stops where it was and sounds where it is", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.3);
		stage.doc.edit([{ op: "shift", ids: [1, 1], ticks: 5 * BEAT, pitch: 0 }], "Move");
		expect(stage.runTo(4).notes).toEqual([
			[0, 0.312, 60],
			[0.5, 1, 61],
			[1, 1.5, 62],
			[1.5, 2, 63],
			[2.5, 3, 60],
		]);
	});

	it("a transposed note goes on at its new pitch", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.3);
		stage.doc.edit([{ op: "shift", ids: [1, 1], ticks: 0, pitch: 12 }], "Move");
		expect(stage.runTo(0.5).notes.slice(0, 2)).toEqual([
			[0, 0.312, 60],
			[0.312, 0.5, 72],
		]);
	});

	it("does not disturb what was not edited, however often something is", () => {
		const untouched = new Stage(documentOf(scale)).begin().runTo(3).notes;
		const stage = new Stage(documentOf([...scale, { id: 9, at: 40, long: 1, pitch: 99 }])).begin();
		for (let i = 1; i < 100; i++) {
			stage.runTo(i * 0.0217);
			stage.doc.edit([{ op: "set", ids: [9, 1], column: "velocity", value: i }], "Velocity");
		}
		expect(stage.runTo(3).notes).toEqual(untouched);
	});

	it("keeps the musical position when the tempo changes", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.738);
		stage.doc.edit([{ op: "tempo", tempos: [[0, 60]] }], "Tempo");
		// At 0.75 s beat 1.5 is reached; from there a beat lasts a second.
		expect(stage.runTo(5).notes).toEqual([
			[0, 0.5, 60],
			[0.5, 1.25, 61],
			[1.25, 2.25, 62],
			[2.25, 3.25, 63],
		]);
		expect(stage.scheduler.timeline.tickAt(1.25) / BEAT).toBeCloseTo(2, 6);
	});

	it("mute stops a track at once, unmute brings its held notes back, solo silences the others", () => {
		const doc = documentOf([
			{ id: 1, at: 0, long: 8, pitch: 50 },
			{ id: 2, at: 0, long: 8, pitch: 70, track: 1 },
		]);
		const stage = new Stage(doc).begin().runTo(0.5);
		doc.edit([{ op: "tracks", tracks: [track({ muted: true }), track()] }], "Mute");
		stage.runTo(1);
		doc.edit([{ op: "tracks", tracks: [track({ solo: true }), track()] }], "Solo");
		expect(stage.runTo(5).notes).toEqual([
			[0, 0.512, 50],
			[0, 1.012, 70],
			[1.012, 4, 50],
		]);
		expect(stage.gains).toEqual([1, 0]);
	});

	it("volume, pan and program are heard at once: what sounds goes on, what follows has the new instrument", () => {
		const doc = documentOf([
			{ id: 1, at: 0, long: 8, pitch: 50 },
			{ id: 2, at: 4, long: 1, pitch: 52 },
		]);
		const stage = new Stage(doc).begin().runTo(0.5);
		doc.edit([{ op: "tracks", tracks: [track({ volume: 0.5, pan: -1, program: 40 })] }], "Mix");
		expect([stage.gains, stage.pans]).toEqual([[0.5], [-1]]);
		stage.runTo(5);
		expect(stage.notes).toEqual([
			[0, 4, 50],
			[2, 2.5, 52],
		]);
		expect(stage.patches).toEqual([patchFor(0, false), patchFor(40, false)]);
	});
});

describe("loops", () => {
	it("repeats without a gap, cuts notes at its end and sounds those held at its start", () => {
		const doc = documentOf([...scale, { id: 9, at: 0, long: 4, pitch: 40 }]);
		const stage = new Stage(doc);
		stage.scheduler.setLoop([BEAT, 3 * BEAT], 0);
		stage.begin(1).runTo(2.1);
		expect(stage.notes.filter((note) => note[0] < 2)).toEqual([
			[0, 1, 40],
			[0, 0.5, 61],
			[0.5, 1, 62],
			[1, 2, 40],
			[1, 1.5, 61],
			[1.5, 2, 62],
		]);
	});

	it("a loop set while playing takes hold when its end is reached; cleared, the music goes on", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.2);
		stage.scheduler.setLoop([0, 2 * BEAT], stage.now_s);
		stage.runTo(1.6);
		stage.scheduler.setLoop(null, stage.now_s);
		expect(stage.runTo(4).notes).toEqual([
			[0, 0.5, 60],
			[0.5, 1, 61],
			[1, 1.5, 60],
			[1.5, 2, 61],
			[2, 2.5, 62],
			[2.5, 3, 63],
		]);
	});

	it("an edit during a loop is heard in this pass and the next", () => {
		const stage = new Stage(documentOf(scale));
		stage.scheduler.setLoop([0, 2 * BEAT], 0);
		stage.begin().runTo(0.3);
		stage.doc.edit([{ op: "shift", ids: [2, 1], ticks: 0, pitch: 24 }], "Move");
		stage.runTo(1.9);
		expect(stage.notes.filter((note) => note[0] < 2)).toEqual([
			[0, 0.5, 60],
			[0.5, 1, 85],
			[1, 1.5, 60],
			[1.5, 2, 85],
		]);
	});

	it("tells the recorded sound of each pass", () => {
		const stage = new Stage(documentOf(scale));
		stage.scheduler.setLoop([0, BEAT], 0);
		stage.begin().runTo(1.1);
		expect(stage.spans.map((span) => span.at_s)).toEqual([0, 0.5, 1, 1.5].slice(0, stage.spans.length));
		expect(stage.spans.length).toBeGreaterThanOrEqual(3);
	});
});

describe("dense scores", () => {
	it("keeps the loudest, among equal ones the latest", () => {
		const velocity = Uint8Array.from([10, 90, 50, 50, 50, 127]);
		expect(loudest([0, 1, 2, 3, 4, 5], velocity, 3)).toEqual([1, 4, 5]);
		expect(loudest([0, 1, 2, 3, 4, 5], velocity, 1)).toEqual([5]);
		expect(loudest([0, 1], velocity, 3)).toEqual([0, 1]);
	});

	it("bounds what it hands over when ten thousand notes a second come, and drops no loud one", () => {
		const notes = Array.from({ length: 20_000 }, (_, i) => ({
			id: i,
			at: i / 5000,
			long: 0.1,
			pitch: 30 + (i % 60),
			velocity: i % 200 === 0 ? 127 : 60,
		}));
		const stage = new Stage(documentOf(notes)).begin().runTo(2.5);
		expect(stage.heard.length).toBeLessThan(2 * (4000 + 64 * 40) + 200);
		expect(stage.heard.filter((note) => note.velocity === 1).length).toBe(100);
		expect(stage.largest).toBeLessThan(1700);
	});
});

describe("sung notes", () => {
	const f0 = {
		name: "f0",
		target: "f0",
		unit: "Hz",
		time: "s" as const,
		start: 0,
		hop: 0.01,
		values: Array.from({ length: 300 }, (_, i) => 262 + i / 10),
	};

	it("follow the F0 curve within the note, from where they start to sound", () => {
		const doc = documentOf(
			[
				{ id: 1, at: 1, long: 2, lyric: "라" },
				{ id: 2, at: 1, long: 1, pitch: 64 },
			],
			{ curves: [f0] },
		);
		const from_start = new Stage(doc).begin(1).heard;
		expect(from_start.find((note) => note.pitch === 64)?.f0_hz).toBeNull();
		const curve = from_start.find((note) => note.pitch === 60)?.f0_hz;
		expect(curve?.length).toBe(101);
		expect(curve?.[0]).toBeCloseTo(267, 3);
		expect(curve?.[50]).toBeCloseTo(272, 3);
		const half_way = new Stage(doc).begin(2).heard.find((note) => note.pitch === 60)?.f0_hz;
		expect(half_way?.[0]).toBeCloseTo(272, 3);
	});

	it("hold the last F0 through consonants and leave aside what is far from the note", () => {
		const values = f0.values.map((value, i) => (i < 10 || (i >= 20 && i < 30) ? null : i >= 40 ? 1200 : value));
		const doc = documentOf([{ id: 1, at: 0, long: 2, lyric: "라" }], { curves: [{ ...f0, values }] });
		const curve = new Stage(doc).begin().heard[0].f0_hz;
		expect(curve?.[0]).toBeCloseTo(263, 3);
		expect(curve?.[25]).toBeCloseTo(263.9, 3);
		expect(curve?.[60]).toBeCloseTo(265.9, 3);
	});

	it("follow loudness in decibels or linear, relative to its loudest moment", () => {
		const curve = (unit: string, values: number[]) => ({
			name: "l",
			target: "loudness",
			unit,
			time: "beats" as const,
			points: values.map((v, i): [number, number] => [i, v]),
		});
		const heard = (unit: string, values: number[]) =>
			new Stage(documentOf([{ id: 1, at: 0, long: 2, lyric: "라" }], { curves: [curve(unit, values)] })).begin().heard[0].loudness;
		expect(heard("dB", [-20, -20, 0])?.[25]).toBeCloseTo(0.1, 4);
		expect(heard("rms", [0.1, 0.1, 0.4])?.[25]).toBeCloseTo(0.25, 4);
		expect(heard("rms", [0.1, 0.1, 0.4])?.[100]).toBeCloseTo(1, 4);
	});
});
