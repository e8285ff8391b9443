import { describe, expect, it } from "vitest";
import cutVectors from "../../../../../tests/vectors/soundfont.json";
import song from "../../../../../tests/vectors/soundfont_song.json";
import type { CurveJson, Track } from "../../score/types.ts";
import { Scheduler } from "../scheduler.ts";
import { documentOf } from "../testing/stage.ts";
import { FontOutput } from "./fontOutput.ts";
import type { FontSource, Wanted } from "./fontSource.ts";
import { createFontSynth } from "./fontWorklet.ts";

const STRIDE = 37;
const bytes = (): ArrayBuffer => Uint8Array.from(atob(cutVectors.cut), (char) => char.charCodeAt(0)).buffer;

function documentOfSong() {
	const notes = song.notes.map(([at, long, pitch, velocity, track], id) => ({ id, at, long, pitch, velocity, track }));
	const doc = documentOf(notes, {
		tempos: [[0, song.bpm]],
		tracks: song.tracks as unknown as Track[],
		curves: song.curves as unknown as CurveJson[],
	});
	doc.head = { ...doc.head, extra: song.extra };
	return doc;
}

/** What the page renders, as `exportWav` does it; what the font has not is written down. */
async function played(source: FontSource): Promise<{ left: Float32Array; right: Float32Array; others: number }> {
	const doc = documentOfSong();
	const sampler = createFontSynth(song.sr);
	let others = 0;
	const base = {
		kind: "worklet",
		post: (message: { type: string }) => {
			if (message.type === "start") others++;
		},
		flush: () => {},
		dispose: () => {},
	} as const;
	const output = new FontOutput(
		base,
		doc,
		source,
		(messages) => {
			for (const message of messages) sampler.post(message);
		},
		() => {},
	);
	await output.gather();
	const scheduler = new Scheduler(doc, { post: (message) => output.post(message), onSpan: (span) => output.onSpan(span) });
	scheduler.begin(0, 0);
	const frames = Math.ceil((song.left.length * STRIDE) / 128) * 128;
	const left = new Float32Array(frames);
	const right = new Float32Array(frames);
	for (let frame = 0; frame < frames; frame += 128) {
		scheduler.advance(frame / song.sr);
		output.tick(frame / song.sr);
		output.flush();
		sampler.process(left.subarray(frame, frame + 128), right.subarray(frame, frame + 128), 128, frame);
	}
	return { left, right, others };
}

const farthest = (sound: Float32Array, said: readonly number[]): number =>
	said.reduce((most, value, i) => Math.max(most, Math.abs(sound[i * STRIDE] - value)), 0);

describe("a song with a SoundFont, as in tests/vectors/soundfont_song.json", () => {
	it("is played as Python plays it: pedal, bends and their range, controllers, drums, volume, pan", async () => {
		const asked: Wanted[][] = [];
		const source: FontSource = {
			fetch: async (wanted) => {
				asked.push(wanted);
				return { bytes: bytes(), chosen: [[0, 0, 0, 0], [128, 0, 128, 0]] };
			},
			failed: (reason) => {
				throw new Error(reason);
			},
		};
		const { left, right, others } = await played(source);
		expect(others).toBe(0);
		expect(asked).toEqual([[[0, 0, [3, 4, 5, 6]], [128, 0, [8, 9]]]]);
		expect(farthest(left, song.left)).toBeLessThan(1e-6);
		expect(farthest(right, song.right)).toBeLessThan(1e-6);
	});

	it("is left to our own voices when there is no font, which is told once", async () => {
		const told: string[] = [];
		const { others, left } = await played({
			fetch: async () => {
				throw new Error("there is no file none.sf2");
			},
			failed: (reason) => told.push(reason),
		});
		expect(others).toBeGreaterThan(0);
		expect(told).toEqual(["there is no file none.sf2"]);
		expect(left.every((x) => x === 0)).toBe(true);
	});
});
