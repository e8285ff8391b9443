/** Pedal, bend, pressure, volume and expression as our own voices play them; times at 120 to the minute. */
import { describe, expect, it } from "vitest";
import type { CurveJson } from "../score/types.ts";
import type { NoteStart } from "./dsp/types.ts";
import { shaped } from "./shaping.ts";
import { documentOf, Stage, track } from "./testing/stage.ts";

type Said = { type: string; number?: number; track?: number; channel?: number };

function lane(midi: Said, points: [number, number][]): CurveJson {
	return { name: JSON.stringify(midi), target: midi.type, unit: "", time: "beats", points, style: { midi } };
}

/** Notes as our own voices get them, by pitch. */
function played(notes: Parameters<typeof documentOf>[0], curves: CurveJson[], rest: object = {}): Map<number, NoteStart> {
	const stage = new Stage(documentOf(notes, { curves, ...rest })).begin().runTo(8);
	const message = shaped({ type: "start", notes: stage.heard });
	return new Map(message.type === "start" ? message.notes.map((note) => [note.pitch, note]) : []);
}

const SUSTAIN = { type: "control", number: 64, track: 0 };
/** Cents between what is sung at a time and the pitch as it is written. */
const centsAt = (note: NoteStart | undefined, time_s: number): number =>
	note?.f0_hz ? 1200 * Math.log2((note.f0_hz[Math.round(time_s / 0.01)] ?? Number.NaN) / (440 * 2 ** ((note.pitch - 69) / 12))) : 0;

describe("pedals", () => {
	it("hold what is let go of while they are down", () => {
		const found = played(
			[
				{ id: 1, at: 0, long: 1, pitch: 60 },
				{ id: 2, at: 4, long: 1, pitch: 62 },
			],
			[
				lane(SUSTAIN, [
					[0, 127],
					[3, 0],
				]),
			],
		);
		expect([found.get(60)?.until_s, found.get(62)?.until_s]).toEqual([1.5, 2.5]);
	});

	it("let a key go that is struck again, and all at the end of the song", () => {
		const stage = new Stage(
			documentOf(
				[
					{ id: 1, at: 0, long: 1, pitch: 60 },
					{ id: 2, at: 2, long: 1, pitch: 60 },
					{ id: 3, at: 4, long: 2, pitch: 65 },
				],
				{ curves: [lane(SUSTAIN, [[0, 127]])] },
			),
		);
		stage.begin().runTo(4);
		const message = shaped({ type: "start", notes: stage.heard });
		expect(message.type === "start" && message.notes.map(({ until_s }) => until_s)).toEqual([1, 3, 3]);
	});

	it("in the middle hold only the keys that are down when they go down", () => {
		const found = played(
			[
				{ id: 1, at: 0, long: 1, pitch: 60 },
				{ id: 2, at: 1.5, long: 1, pitch: 62 },
			],
			[
				lane({ type: "control", number: 66, track: 0 }, [
					[0.5, 127],
					[5, 0],
				]),
			],
		);
		expect([found.get(60)?.until_s, found.get(62)?.until_s]).toEqual([2.5, 1.25]);
	});

	it("that are drawn anew while it plays hold a note that sounds", () => {
		const stage = new Stage(
			documentOf([
				{ id: 1, at: 0, long: 2, pitch: 60 },
				{ id: 2, at: 8, long: 1 },
			]),
		)
			.begin()
			.runTo(0.5);
		const curve = lane(SUSTAIN, [
			[0, 127],
			[4, 0],
		]);
		const ends: (number | undefined)[] = [];
		stage.doc.edit([{ op: "curve", name: curve.name, curve }], "Pedal");
		for (const note of stage.heard) if (note.pitch === 60) ends.push(note.until_s);
		// The key comes up when it did; a player that knows no pedals is told of the end of the sound.
		expect(ends[0]).toBe(1);
		expect(stage.ownEnds).toEqual([2]);
	});
});

describe("bends and vibrato", () => {
	it("move the pitch by the range that the file says", () => {
		const bend = lane({ type: "pitch_bend", track: 0 }, [
			[0, 0],
			[1, 8191],
			[2, -4096],
		]);
		const found = played([{ id: 1, at: 0, long: 4, pitch: 60 }], [bend]).get(60);
		expect([0.2, 0.7, 1.2].map((time_s) => Math.round(centsAt(found, time_s)))).toEqual([0, 200, -100]);
		const doc = documentOf([{ id: 1, at: 0, long: 4, pitch: 60 }], { curves: [bend] });
		const setup = [101, 100, 6].map((control, i) => ({ beat: 0, track: 0, control, value: [0, 0, 12][i] }));
		Object.assign(doc.head, { extra: { midi: { setup } } });
		const stage = new Stage(doc).begin();
		expect(Math.round(centsAt({ ...stage.heard[0], ...stage.heard[0].own }, 0.7))).toBe(1200);
		doc.head.extra = {};
	});

	it("are heard of the track's channel, too, and leave drums and what follows an F0 alone", () => {
		const shared = lane({ type: "pitch_bend", channel: 3 }, [[0, 8191]]);
		const tracks = [track({ channel: 3 }), track({ channel: 4 }), track({ is_drum: true, channel: 9 })];
		const notes = [0, 1, 2].map((n) => ({ id: n + 1, at: 0, long: 1, pitch: 60 + n, track: n }));
		const found = played(notes, [shared, lane({ type: "pitch_bend", track: 2 }, [[0, 8191]])], { tracks });
		expect([60, 61, 62].map((pitch) => Math.round(centsAt(found.get(pitch), 0.2)))).toEqual([200, 0, 0]);
		const f0: CurveJson = { name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.5, values: [261, 261, 261] };
		const sung = played([{ id: 1, at: 0, long: 1, pitch: 60, lyric: "라" }], [f0, lane({ type: "pitch_bend", track: 0 }, [[0, 8191]])]);
		expect(Math.abs(centsAt(sung.get(60), 0.2))).toBeLessThan(10);
	});

	it("a full wheel or pressure is a vibrato of 50 cents", () => {
		for (const midi of [{ type: "control", number: 1 }, { type: "pressure" }, { type: "key_pressure", number: 60 }]) {
			const found = played([{ id: 1, at: 0, long: 4, pitch: 60 }], [lane({ ...midi, track: 0 }, [[0, 127]])]).get(60);
			const cents = Array.from(found?.f0_hz ?? [], (_, i) => centsAt(found, i * 0.01));
			expect(Math.max(...cents)).toBeCloseTo(50, 0);
			expect(Math.min(...cents)).toBeCloseTo(-50, 0);
		}
		expect(
			played([{ id: 1, at: 0, long: 1, pitch: 60 }], [lane({ type: "control", number: 1, track: 0 }, [[0, 0]])]).get(60)?.f0_hz,
		).toBeNull();
	});
});

describe("volume and expression", () => {
	const level = (note: NoteStart | undefined, time_s: number): number => note?.loudness?.[Math.round(time_s / 0.01)] ?? 1;

	it("volume is what it is beside the track's own, expression its square", () => {
		const volume = lane({ type: "control", number: 7, track: 0 }, [
			[0, 80],
			[1, 40],
		]);
		const found = played([{ id: 1, at: 0, long: 4, pitch: 60 }], [volume]).get(60);
		expect([level(found, 0.2), level(found, 0.7)]).toEqual([1, 0.5]);
		const swell = lane({ type: "control", number: 11, track: 0 }, [[1, 63.5]]);
		const swelled = played([{ id: 1, at: 0, long: 4, pitch: 60 }], [swell]).get(60);
		expect([level(swelled, 0.2), level(swelled, 0.7)]).toEqual([1, 0.25]);
	});

	it("the soft pedal counts where a note begins", () => {
		const soft = lane({ type: "control", number: 67, track: 0 }, [
			[1, 127],
			[2, 0],
		]);
		const notes = [0, 1, 2].map((at) => ({ id: at + 1, at, long: 1, pitch: 60 + at }));
		const found = played(notes, [soft]);
		expect([60, 61, 62].map((pitch) => Number(level(found.get(pitch), 0.1).toFixed(2)))).toEqual([1, 0.7, 1]);
	});

	it("nothing is made where a score has no controllers", () => {
		const stage = new Stage(documentOf([{ id: 1, at: 0, long: 1 }])).begin();
		expect(stage.heard[0].own).toBeUndefined();
	});
});
