import { describe, expect, it } from "vitest";
import pans from "../../../../../tests/vectors/pan.json";
import { SYNTH_CONFIG } from "../drumPatches.ts";
import { PATCHES } from "../patches.ts";
import { bareConfig, f0Of, note, peak, play, RATE_HZ, render, rms } from "../testing/measure.ts";
import { createSynth } from "./source.ts";

const cents = (a_hz: number, b_hz: number) => 1200 * Math.log2(a_hz / b_hz);
const pitch_hz = (pitch: number) => 440 * 2 ** ((pitch - 69) / 12);
/** Largest jump between neighbouring samples. */
const roughness = (x: Float32Array) => x.reduce((most, value, i) => (i === 0 ? 0 : Math.max(most, Math.abs(value - x[i - 1]))), 0);

describe("pitched voices", () => {
	it.each(PATCHES.map((patch, index) => [patch.name, index] as const))("%s sounds the written pitch, then falls silent", (_name, patch) => {
		for (const pitch of [45, 60, 76]) {
			const samples = play([note({ patch, pitch, until_s: 0.8 })], 2.5, SYNTH_CONFIG);
			expect(Math.abs(cents(f0Of(samples, 0.12, 0.3), pitch_hz(pitch)))).toBeLessThan(18);
			expect(rms(samples, 0.05, 0.3)).toBeGreaterThan(0.01);
			expect(peak(samples)).toBeLessThan(0.6);
			expect(rms(samples, 2.3, 2.5)).toBeLessThan(1e-3);
		}
	});

	it("starts and ends at the exact sample", () => {
		const at_s = 1000.25 / RATE_HZ;
		const samples = play([note({ at_s, until_s: 0.5 })], 0.7);
		expect(samples.findIndex((x) => x !== 0)).toBeGreaterThanOrEqual(1000);
		expect(samples.findIndex((x) => x !== 0)).toBeLessThan(1004);
		expect(rms(samples, 0.45, 0.499)).toBeGreaterThan(0.1);
		expect(rms(samples, 0.555, 0.6)).toBeLessThan(1e-3);
	});

	it("follows an F0 curve within the note", () => {
		const f0_hz = Float32Array.from({ length: 101 }, (_, i) => 220 * 2 ** (i / 100));
		const samples = play([note({ f0_hz })], 1.1);
		for (const t_s of [0.2, 0.5, 0.8]) {
			expect(Math.abs(cents(f0Of(samples, t_s - 0.02, t_s + 0.02), 220 * 2 ** t_s))).toBeLessThan(30);
		}
	});

	it("follows a loudness curve within the note", () => {
		const loudness = Float32Array.from({ length: 101 }, (_, i) => (i < 50 ? 1 : 0.1));
		const samples = play([note({ loudness })], 1);
		expect(rms(samples, 0.6, 0.9) / rms(samples, 0.1, 0.4)).toBeCloseTo(0.1, 2);
	});

	it("plays louder at a higher velocity", () => {
		const levels = [0.2, 0.5, 1].map((velocity) => rms(play([note({ velocity })], 0.5), 0.1, 0.4));
		expect(levels[1]).toBeGreaterThan(2 * levels[0]);
		expect(levels[2]).toBeGreaterThan(1.5 * levels[1]);
	});

	it.each([127, 120])("plays at the top of the range (pitch %i) whatever the patch", (pitch) => {
		for (let patch = 0; patch < PATCHES.length; patch++) {
			const samples = play([note({ patch, pitch })], 0.5, SYNTH_CONFIG);
			expect(samples.every(Number.isFinite)).toBe(true);
			expect(peak(samples)).toBeLessThan(0.7);
		}
	});
});

describe("percussion", () => {
	it("every key sounds, dies away and differs in height from a bass drum to a cymbal", () => {
		const brightness = (key: number) => {
			const samples = play([note({ pitch: key, isDrum: true })], 4, SYNTH_CONFIG);
			expect(rms(samples, 0, 0.05)).toBeGreaterThan(0.005);
			expect(rms(samples, 3.8, 4)).toBeLessThan(1e-4);
			let crossings = 0;
			for (let i = 1; i < 4800; i++) if (samples[i] > 0 !== samples[i - 1] > 0) crossings++;
			return crossings;
		};
		for (let key = 27; key < 88; key++) brightness(key);
		expect(brightness(36)).toBeLessThan(brightness(45));
		expect(brightness(45)).toBeLessThan(brightness(38));
		expect(brightness(38)).toBeLessThan(brightness(42));
	});
});

describe("many notes", () => {
	it("never exceeds its voices and keeps the latest", () => {
		const config = bareConfig({ maxVoices: 64 });
		const synth = createSynth(config, RATE_HZ);
		const notes = Array.from({ length: 500 }, (_, i) => note({ key: i, at_s: i * 0.001, until_s: 5, pitch: 40 + (i % 60), velocity: 0.5 }));
		synth.post({ type: "start", notes });
		const samples = render(synth, 0.6);
		expect(synth.liveVoices()).toBeLessThanOrEqual(64);
		expect(synth.liveVoices()).toBeGreaterThan(50);
		expect(peak(samples)).toBeLessThan(1);
		// The latest note is among the living: letting go of all others leaves it.
		for (let i = 0; i < 499; i++) synth.post({ type: "end", key: i, at_s: 0.6 });
		const rest = render(synth, 0.4, samples.length);
		expect(synth.liveVoices()).toBe(1);
		expect(Math.abs(cents(f0Of(rest, 0.2, 0.4), pitch_hz(40 + (499 % 60))))).toBeLessThan(10);
	});

	it("stays below full scale without a limit on loudness", () => {
		const notes = Array.from({ length: 64 }, (_, i) => note({ key: i, pitch: 36 + i, velocity: 1 }));
		expect(peak(play(notes, 1))).toBeLessThan(1);
	});

	it("steals without clicks", () => {
		const config = bareConfig({ maxVoices: 4 });
		config.patches = [{ ...config.patches[0], harmonics: [1] }];
		const notes = Array.from({ length: 60 }, (_, i) => note({ key: i, at_s: 0.1 + i * 0.013, until_s: 5, pitch: 57, velocity: 0.6 }));
		const crowded = play(notes, 1, config);
		// Four sine waves at 220 Hz move at most this much between samples; a cut would be ten times that.
		const steepest = (4 * 0.36 * (2 * Math.PI * 220)) / RATE_HZ;
		expect(roughness(crowded)).toBeLessThan(2 * steepest);
	});
});

describe("messages", () => {
	it("end moves the end of a note that sounds, or one that waits", () => {
		const synth = createSynth(bareConfig(), RATE_HZ);
		synth.post({ type: "start", notes: [note({ key: 1, until_s: 5 }), note({ key: 2, at_s: 0.5, until_s: 5 })] });
		const before = render(synth, 0.2);
		synth.post({ type: "end", key: 1, at_s: 0.3 });
		synth.post({ type: "end", key: 2, at_s: 0.6 });
		const after = render(synth, 0.8, before.length);
		expect(rms(after, 0.0, 0.09)).toBeGreaterThan(0.05);
		expect(rms(after, 0.2, 0.29)).toBeLessThan(1e-4);
		expect(rms(after, 0.32, 0.39)).toBeGreaterThan(0.05);
		expect(rms(after, 0.5, 0.7)).toBeLessThan(1e-4);
	});

	it("cancel forgets what starts later and keeps what sounds", () => {
		const synth = createSynth(bareConfig(), RATE_HZ);
		synth.post({ type: "start", notes: [note({ key: 1, pitch: 69, until_s: 0.3 }), note({ key: 2, at_s: 0.5 })] });
		const before = render(synth, 0.1);
		synth.post({ type: "cancel", from_s: 0.1 });
		const after = render(synth, 0.8, before.length);
		expect(rms(after, 0.02, 0.18)).toBeGreaterThan(0.05);
		expect(peak(after.subarray(Math.round(0.4 * RATE_HZ)))).toBe(0);
	});

	it("cancel takes back a note that started because the message was late", () => {
		const synth = createSynth(bareConfig(), RATE_HZ);
		synth.post({ type: "start", notes: [note({ at_s: 0.1, until_s: 5 })] });
		const before = render(synth, 0.105);
		synth.post({ type: "cancel", from_s: 0.1 });
		expect(rms(render(synth, 0.1, before.length), 0.02, 0.1)).toBeLessThan(1e-3);
	});

	it("silence ends everything within 20 ms, echo too, without a click, and new notes sound at once", () => {
		const synth = createSynth({ ...SYNTH_CONFIG, reverb: 0.2 }, RATE_HZ);
		const held = Array.from({ length: 12 }, (_, i) => note({ key: i, patch: i, pitch: 50 + 2 * i, until_s: 5 }));
		synth.post({ type: "start", notes: [...held, note({ key: 99, at_s: 1, until_s: 2 })] });
		const before = render(synth, 0.5);
		synth.post({ type: "silence" });
		const after = render(synth, 1, before.length);
		expect(roughness(after)).toBeLessThanOrEqual(1.1 * roughness(before));
		expect(peak(after.subarray(0.02 * RATE_HZ))).toBeLessThan(2e-3);
		expect(peak(after.subarray(0.05 * RATE_HZ))).toBeLessThan(1e-4);
		expect(synth.isSilent()).toBe(true);
		synth.post({ type: "start", notes: [note({ key: 100, at_s: 1.6, until_s: 3 })] });
		expect(rms(render(synth, 0.4, before.length + after.length), 0.2, 0.4)).toBeGreaterThan(0.005);
	});

	it("gains mute a track and leave the others", () => {
		const synth = createSynth(bareConfig(), RATE_HZ);
		synth.post({ type: "start", notes: [note({ key: 1, track: 0, pitch: 57 }), note({ key: 2, track: 1, pitch: 76 })] });
		synth.post({ type: "gains", tracks: [1, 0] });
		const samples = render(synth, 0.5);
		expect(Math.abs(cents(f0Of(samples, 0.1, 0.4), pitch_hz(57)))).toBeLessThan(5);
		synth.post({ type: "gains", tracks: [0, 1] });
		const other = render(synth, 0.4, samples.length);
		expect(Math.abs(cents(f0Of(other, 0.1, 0.3), pitch_hz(76)))).toBeLessThan(5);
	});

	it.each(pans as [number, number, number][])("stands at %f with the gains that Python has, too", (pan, leftGain, rightGain) => {
		const both = (pans: number[]): [Float32Array, Float32Array] => {
			const synth = createSynth(bareConfig(), RATE_HZ);
			synth.post({ type: "gains", tracks: [1], pans });
			// The voice itself stands in the middle at this pitch.
			synth.post({ type: "start", notes: [note({ pitch: 62, velocity: 0.3 })] });
			const left = new Float32Array(RATE_HZ / 2);
			const right = new Float32Array(RATE_HZ / 2);
			for (let at = 0; at + 128 <= left.length; at += 128) {
				synth.process(left.subarray(at, at + 128), right.subarray(at, at + 128), 128, at);
			}
			return [left, right];
		};
		const [plain] = both([]);
		const [left, right] = both([pan]);
		const level = rms(plain, 0.1, 0.4);
		expect(level).toBeGreaterThan(0.01);
		expect(rms(left, 0.1, 0.4) / level).toBeCloseTo(leftGain, 4);
		expect(rms(right, 0.1, 0.4) / level).toBeCloseTo(rightGain, 4);
	});
});
