import { describe, expect, it } from "vitest";
import voices from "../../../../../tests/vectors/voices.json";
import { SYNTH_CONFIG } from "../drumPatches.ts";
import { PATCHES, patchFor } from "../patches.ts";
import { note, peak, RATE_HZ } from "../testing/measure.ts";
import { makeDrumVoice } from "./drum.ts";
import { makeEnvelope } from "./envelope.ts";
import { makeFilter } from "./filter.ts";
import { createSynth } from "./source.ts";
import { makeTonalVoice, type Voice } from "./tonal.ts";
import type { NoteStart } from "./types.ts";
import { makeWavetables } from "./wavetable.ts";

const STRIDE = 11;
type Case = (typeof voices.sounds)[number];
const tables = makeWavetables();

function started(sound: Case, own: NoteStart, from: number): Voice {
	if (sound.name === "drum") {
		const voice = makeDrumVoice({ makeFilter }, sound.sr);
		voice.use(SYNTH_CONFIG.drums[sound.pitch] ?? SYNTH_CONFIG.defaultDrum);
		voice.start(own, from, Number.POSITIVE_INFINITY);
		return voice;
	}
	const patch = PATCHES.find(({ name }) => name === sound.name);
	if (!patch) throw new Error(sound.name);
	const voice = makeTonalVoice({ makeEnvelope, makeFilter }, tables, sound.sr);
	voice.use(patch, tables.build(patch.harmonics));
	voice.start(own, from, from + sound.gate);
	return voice;
}

/** A voice by itself that begins at a sample, in blocks as the audio thread asks for them. */
function played(sound: Case, from: number, length: number): Float32Array {
	const curve = (values: number[] | null) => values && Float32Array.from(values);
	const own = note({ pitch: sound.pitch, velocity: sound.velocity, f0_hz: curve(sound.f0_hz), loudness: curve(sound.loudness) });
	const voice = started(sound, own, from);
	const out = new Float32Array(Math.ceil((from + length) / 128) * 128);
	for (let at = 0; at < out.length && voice.isLive(); at += 128) voice.render(out.subarray(at, at + 128), at, 128);
	return out.slice(from, from + length);
}

describe("our voices are those of Python", () => {
	it("with the same numbers", () => {
		const short = ({ harmonics, ...rest }: (typeof PATCHES)[number]) => {
			const sum = harmonics.reduce((total, value) => total + value, 0);
			return { ...rest, harmonics: [harmonics.slice(0, 12), harmonics.length, sum] };
		};
		expect(PATCHES.length).toBe(voices.patches.length);
		PATCHES.forEach((patch, i) => {
			const [ours, theirs] = [short(patch), voices.patches[i] as unknown as ReturnType<typeof short>];
			const numbers = (one: typeof ours) => [...(one.harmonics[0] as number[]), one.harmonics[2] as number, one.gain];
			numbers(ours).forEach((value, k) => {
				expect(value).toBeCloseTo(numbers(theirs)[k], 12);
			});
			expect({ ...ours, harmonics: ours.harmonics[1], gain: 0 }).toEqual({ ...theirs, harmonics: theirs.harmonics[1], gain: 0 });
		});
		expect({ ...SYNTH_CONFIG.drums, default: SYNTH_CONFIG.defaultDrum }).toEqual(voices.drums);
	});

	it("for the same programs", () => {
		const names = voices.programs.map((_, program) => PATCHES[patchFor(program, false)].name);
		expect(names).toEqual(voices.programs.map((name) => (name === "voice" ? "choir" : name)));
	});

	it.each(voices.sounds.map((sound, i) => [`${i} ${sound.name} ${sound.pitch}`, sound] as const))(
		"%s, sample for sample",
		(_name, sound) => {
			// Not at the beginning of a block: what a note sounds like does not depend on it.
			const samples = played(sound, 77, sound.samples.length * STRIDE);
			const off = sound.samples.reduce((most, value, i) => Math.max(most, Math.abs(samples[i * STRIDE] - value)), 0);
			expect(off).toBeLessThan(1e-4);
			expect(peak(samples)).toBeGreaterThan(0.01);
		},
	);
});

describe("two hundred voices", () => {
	it("stay below full scale, between the samples too", () => {
		const synth = createSynth({ ...SYNTH_CONFIG, maxVoices: 200 }, RATE_HZ);
		const notes = Array.from({ length: 200 }, (_, key) =>
			note({ key, pitch: 28 + (key % 80), patch: key % PATCHES.length, at_s: 0.001 * key, until_s: 2, isDrum: key % 10 === 9 }),
		);
		synth.post({ type: "start", notes });
		const [left, right] = [new Float32Array(48_128), new Float32Array(48_128)];
		for (let at = 0; at < left.length; at += 128) {
			synth.process(left.subarray(at, at + 128), right.subarray(at, at + 128), 128, at);
		}
		expect(synth.liveVoices()).toBeGreaterThan(150);
		for (const side of [left, right]) {
			expect(peak(side)).toBeGreaterThan(0.8);
			expect(peak(side)).toBeLessThan(1);
			expect(truePeak(side)).toBeLessThan(1);
		}
	});
});

/** Largest value of the sound between samples: four times as many by a windowed sinc. */
function truePeak(samples: Float32Array): number {
	const reach = 16;
	let most = peak(samples);
	for (const shift of [0.25, 0.5, 0.75]) {
		const taps = Array.from({ length: 2 * reach }, (_, i) => {
			const x = i - reach + 1 - shift;
			return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
		});
		for (let at = reach; at + reach < samples.length; at++) {
			let sum = 0;
			for (let i = 0; i < taps.length; i++) sum += taps[i] * samples[at + i - reach + 1];
			most = Math.max(most, Math.abs(sum));
		}
	}
	return most;
}
