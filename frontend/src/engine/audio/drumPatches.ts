import type { DrumPatch, SynthConfig } from "./dsp/types.ts";
import { PATCHES } from "./patches.ts";

const BASE: DrumPatch = {
	tone_hz: 200,
	toneDrop: 1,
	toneDrop_s: 0.05,
	tone_s: 0.1,
	toneGain: 0,
	noise_s: 0.1,
	noiseGain: 0,
	noiseCentre_hz: 2000,
	noiseQ: 0.8,
	bright: false,
};

const drum = (own: Partial<DrumPatch>): DrumPatch => ({ ...BASE, ...own });
const kick = drum({
	tone_hz: 48,
	toneDrop: 5,
	toneDrop_s: 0.09,
	tone_s: 0.38,
	toneGain: 0.75,
	noise_s: 0.02,
	noiseGain: 0.2,
});
const snare = drum({ tone_hz: 185, toneDrop: 1.6, tone_s: 0.16, toneGain: 0.3, noise_s: 0.24, noiseGain: 0.6 });
const clap = drum({ noise_s: 0.22, noiseGain: 0.75, noiseCentre_hz: 1300, noiseQ: 1.6 });
const stick = drum({ tone_hz: 1650, tone_s: 0.05, toneGain: 0.3, noise_s: 0.03, noiseGain: 0.3 });
const hat = (noise_s: number) => drum({ noise_s, noiseGain: 0.24, noiseCentre_hz: 7500, bright: true });
const cymbal = (noise_s: number, gain: number) =>
	drum({ noise_s, noiseGain: gain, noiseCentre_hz: 4800, bright: true, tone_hz: 3210, tone_s: 0.5, toneGain: 0.02 });
const tom = (tone_hz: number) =>
	drum({ tone_hz, toneDrop: 1.7, toneDrop_s: 0.12, tone_s: 0.45, toneGain: 0.6, noise_s: 0.05, noiseGain: 0.12 });
const bell = (tone_hz: number, tone_s: number) => drum({ tone_hz, tone_s, toneGain: 0.26, noise_s: 0.02, noiseGain: 0.1 });
const shaker = (noise_s: number) => drum({ noise_s, noiseGain: 0.22, noiseCentre_hz: 6000, noiseQ: 1.2 });

/** General MIDI's percussion keys. */
const DRUMS: Record<number, DrumPatch> = {
	35: kick,
	36: kick,
	37: stick,
	38: snare,
	39: clap,
	40: snare,
	41: tom(82),
	42: hat(0.07),
	43: tom(98),
	44: hat(0.09),
	45: tom(118),
	46: hat(0.55),
	47: tom(140),
	48: tom(165),
	49: cymbal(1.9, 0.3),
	50: tom(196),
	51: cymbal(1.1, 0.16),
	52: cymbal(1.6, 0.3),
	53: bell(2100, 0.7),
	54: shaker(0.14),
	55: cymbal(0.9, 0.26),
	56: bell(820, 0.22),
	57: cymbal(2.1, 0.3),
	59: cymbal(1.2, 0.16),
	60: tom(310),
	61: tom(230),
	62: tom(330),
	63: tom(290),
	64: tom(205),
	65: tom(380),
	66: tom(280),
	67: bell(1400, 0.2),
	68: bell(1050, 0.2),
	69: shaker(0.1),
	70: shaker(0.06),
	75: stick,
	76: bell(1250, 0.09),
	77: bell(940, 0.09),
	80: bell(4200, 0.1),
	81: bell(4200, 0.9),
};

/** What every synthesizer of ours is made with. */
export const SYNTH_CONFIG: SynthConfig = {
	patches: PATCHES,
	drums: DRUMS,
	defaultDrum: stick,
	maxVoices: 72,
	maxDrumVoices: 24,
	reverb: 0.028,
};
