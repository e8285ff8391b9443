import { describe, expect, it } from "vitest";
import vectors from "../../../../../tests/vectors/soundfont.json";
import { RATE_HZ } from "../testing/measure.ts";
import { decodeCut } from "./cut.ts";
import type { FontControl, FontNote, FontSynth } from "./fontTypes.ts";
import { createFontSynth, fontWorkletSource } from "./fontWorklet.ts";

const cut = () => decodeCut(Uint8Array.from(atob(vectors.cut), (char) => char.charCodeAt(0)).buffer);
const HOLDS = Array.from({ length: 11 }, (_, octave) => [0, 0, octave, 128, 0, octave]).flat();

/** Zone 0 of the vectors' cut (keys below 60) loops for as long as its key is down. */
const note = (own: Partial<FontNote>): FontNote => ({
	key: 1,
	at_s: 0,
	until_s: 0.2,
	pitch: 50,
	velocity: 127,
	part: 0,
	bank: 0,
	program: 0,
	f0_hz: null,
	loudness: null,
	...own,
});
const control = (at_s: number, place: number, value: number, part = 0): FontControl => ({
	at_s,
	part,
	values: [place, value],
	isWhole: false,
});

function made(): FontSynth {
	const synth = createFontSynth(RATE_HZ);
	synth.post({ type: "cut", cut: cut(), holds: HOLDS });
	return synth;
}

/** Left and right, `at(frame)` is called before each block. */
function render(synth: FontSynth, seconds: number, at?: (time_s: number) => void): [Float32Array, Float32Array] {
	const blocks = Math.ceil((seconds * RATE_HZ) / 128);
	const left = new Float32Array(blocks * 128);
	const right = new Float32Array(blocks * 128);
	for (let i = 0; i < blocks; i++) {
		at?.((i * 128) / RATE_HZ);
		synth.process(left.subarray(i * 128, i * 128 + 128), right.subarray(i * 128, i * 128 + 128), 128, i * 128);
	}
	return [left, right];
}

function level(sound: Float32Array, from_s: number, to_s: number): number {
	const part = sound.subarray(Math.round(from_s * RATE_HZ), Math.round(to_s * RATE_HZ));
	return Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / part.length);
}

const SUSTAIN = 128 + 64;
const SOSTENUTO = 128 + 66;

describe("the sampler", () => {
	it("begins a note at its sample and ends it with its key", () => {
		const synth = made();
		synth.post({ type: "start", notes: [note({ at_s: 0.0501 })] });
		const [left] = render(synth, 0.6);
		const first = left.findIndex((x) => x !== 0);
		expect(first - Math.round(0.0501 * RATE_HZ)).toBeGreaterThanOrEqual(0);
		expect(first - Math.round(0.0501 * RATE_HZ)).toBeLessThan(3);
		expect(level(left, 0.1, 0.19)).toBeGreaterThan(0.01);
		expect(level(left, 0.5, 0.59)).toBe(0);
		expect(synth.isSilent()).toBe(true);
	});

	it("tells the peak of each part while somebody looks, and sounds the same", () => {
		const notes = [note({ part: 0 }), note({ key: 2, part: 3, at_s: 0.05, velocity: 64 })];
		const plain = made();
		plain.post({ type: "start", notes: structuredClone(notes) });
		const [expected] = render(plain, 0.3);
		expect(plain.takePeaks()).toBeNull();
		const watched = made();
		watched.post({ type: "meters", on: true });
		watched.post({ type: "start", notes });
		const [left] = render(watched, 0.3);
		expect(Math.max(...left.map((x, i) => Math.abs(x - (expected[i] ?? 0))))).toBeLessThan(1e-6);
		const peaks = watched.takePeaks() as Float32Array;
		expect([peaks.length, peaks[1], peaks[2]]).toEqual([4, 0, 0]);
		expect(peaks[0]).toBeGreaterThan(peaks[3] as number);
		expect(peaks[3]).toBeGreaterThan(0.001);
		render(watched, 1);
		watched.takePeaks();
		// That nothing sounds any more is told once.
		expect([watched.takePeaks()?.some((peak) => peak > 0), watched.takePeaks()]).toEqual([false, null]);
	});

	it("holds notes with the pedal, until it is up or the key is struck again", () => {
		const held = made();
		held.post({ type: "control", events: [control(0.1, SUSTAIN, 127), control(0.5, SUSTAIN, 0)] });
		held.post({ type: "start", notes: [note({}), note({ key: 2, at_s: 0.3, until_s: 0.35 })] });
		const [left] = render(held, 0.8, (time_s) => {
			if (time_s > 0.46 && time_s < 0.49) expect(held.liveVoices()).toBe(1);
		});
		expect(level(left, 0.22, 0.28)).toBeGreaterThan(0.01);
		expect(level(left, 0.4, 0.48)).toBeGreaterThan(0.01);
		expect(level(left, 0.7, 0.79)).toBe(0);
		const late = made();
		late.post({ type: "control", events: [control(0.25, SUSTAIN, 127), control(0.6, SUSTAIN, 0)] });
		late.post({ type: "start", notes: [note({})] });
		expect(level(render(late, 0.6)[0], 0.45, 0.59)).toBe(0);
	});

	it("catches with the middle pedal what is down when it goes down", () => {
		const synth = made();
		synth.post({ type: "control", events: [control(0.1, SOSTENUTO, 127), control(0.6, SOSTENUTO, 0)] });
		synth.post({ type: "start", notes: [note({}), note({ key: 2, pitch: 40, at_s: 0.15 })] });
		const [left] = render(synth, 0.55);
		expect(synth.liveVoices()).toBe(1);
		expect(level(left, 0.45, 0.5)).toBeGreaterThan(0.01);
	});

	it("moves what sounds: level, place, bend", () => {
		const synth = made();
		synth.post({ type: "control", events: [control(0.1, 128 + 11, 64), control(0.2, 128 + 10, 127)] });
		synth.post({ type: "start", notes: [note({ until_s: 0.4 })] });
		const [left, right] = render(synth, 0.3);
		const before = level(left, 0.05, 0.095);
		expect(20 * Math.log10(level(left, 0.12, 0.19) / before)).toBeCloseTo(40 * Math.log10(64 / 127), 0);
		expect(level(left, 0.23, 0.29)).toBeLessThan(level(right, 0.23, 0.29));
		const bent = made();
		bent.post({ type: "control", events: [control(0.0, 14, 16383), control(0, 16, 12)] });
		bent.post({ type: "start", notes: [note({ until_s: 0.4 })] });
		expect(crossings(render(bent, 0.3)[0])).toBeGreaterThan(1.7 * crossings(left));
	});

	it("goes back to what is usual with a whole state, and keeps parts apart", () => {
		const synth = made();
		synth.post({
			type: "control",
			events: [control(0, 128 + 7, 10), { at_s: 0.1, part: 0, values: [], isWhole: true }, control(0, 128 + 7, 0, 1)],
		});
		synth.post({ type: "start", notes: [note({ until_s: 0.4 })] });
		const [left] = render(synth, 0.3);
		expect(level(left, 0.15, 0.3)).toBeGreaterThan(20 * level(left, 0.02, 0.09));
		const quiet = made();
		quiet.post({ type: "control", events: [control(0, 128 + 7, 0, 1)] });
		quiet.post({ type: "start", notes: [note({ part: 1 })] });
		expect(level(render(quiet, 0.1)[0], 0, 0.1)).toBeLessThan(1e-4);
	});

	it("follows F0 and loudness of a note", () => {
		const plain = made();
		plain.post({ type: "start", notes: [note({})] });
		const [said] = render(plain, 0.2);
		const led = made();
		const written_hz = 440 * 2 ** ((50 - 69) / 12);
		led.post({
			type: "start",
			notes: [note({ f0_hz: new Float32Array(30).fill(2 * written_hz), loudness: new Float32Array(30).fill(0.25) })],
		});
		const [left] = render(led, 0.2);
		expect(crossings(left) / crossings(said)).toBeCloseTo(2, 1);
		expect(20 * Math.log10(level(left, 0.05, 0.19) / level(said, 0.05, 0.19))).toBeCloseTo(-12, 0);
	});

	it("is silent within milliseconds, and takes back what was to come", () => {
		const synth = made();
		synth.post({ type: "start", notes: [note({ until_s: 5 }), note({ key: 2, pitch: 55, at_s: 0.3, until_s: 1 })] });
		let told = false;
		const [left] = render(synth, 0.6, (time_s) => {
			if (time_s > 0.2 && !told) {
				told = true;
				synth.post({ type: "silence" });
			}
		});
		expect(level(left, 0.15, 0.2)).toBeGreaterThan(0.01);
		expect(level(left, 0.22, 0.6)).toBe(0);
		const edited = made();
		edited.post({ type: "start", notes: [note({ until_s: 5 }), note({ key: 2, pitch: 55, at_s: 0.3, until_s: 1 })] });
		edited.post({ type: "cancel", from_s: 0.25 });
		edited.post({ type: "end", key: 1, at_s: 0.1 });
		expect(level(render(edited, 0.6)[0], 0.4, 0.6)).toBe(0);
	});

	it("never goes beyond full scale, and plays no more voices than it can", () => {
		const synth = made();
		const notes = Array.from({ length: 400 }, (_, i) => note({ key: i, pitch: 24 + (i % 36), at_s: i / 2000, until_s: 1 }));
		synth.post({ type: "start", notes });
		const [left, right] = render(synth, 0.5);
		expect(synth.liveVoices()).toBeLessThanOrEqual(200);
		expect(Math.max(...left.map(Math.abs), ...right.map(Math.abs))).toBeLessThanOrEqual(1);
		expect(level(left, 0.3, 0.5)).toBeGreaterThan(0.1);
	});

	it("sounds the same in the worklet's module, where no name of this one exists", () => {
		const found: { make?: new () => { synth: FontSynth; port: { onmessage(event: { data: unknown }): void } } } = {};
		const scope = {
			AudioWorkletProcessor: class {
				port = {};
			},
			registerProcessor: (_: string, processor: never) => {
				found.make = processor;
			},
			sampleRate: RATE_HZ,
			currentFrame: 0,
		};
		new Function("globalThis", fontWorkletSource())(scope);
		if (!found.make) throw new Error("The module registered nothing.");
		const away = new found.make();
		const messages = [
			{ type: "cut", cut: cut(), holds: HOLDS },
			{ type: "control", events: [control(0.1, 14, 12000), control(0.05, SUSTAIN, 127)] },
			{
				type: "start",
				notes: [note({}), note({ key: 2, pitch: 65 }), note({ key: 3, bank: 128, pitch: 100 }), note({ key: 4, pitch: 80 })],
			},
		] as const;
		away.port.onmessage({ data: messages });
		const here = createFontSynth(RATE_HZ);
		for (const message of messages) here.post(message as Parameters<FontSynth["post"]>[0]);
		expect(render(away.synth, 0.4)).toEqual(render(here, 0.4));
	});
});

function crossings(sound: Float32Array): number {
	let count = 0;
	for (let i = Math.round(0.05 * RATE_HZ); i < 0.19 * RATE_HZ; i++) if (sound[i - 1] < 0 && sound[i] >= 0) count++;
	return count;
}
