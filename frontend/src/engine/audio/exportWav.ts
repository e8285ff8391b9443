import { SYNTH_CONFIG } from "./drumPatches.ts";
import { createSynth } from "./dsp/source.ts";
import type { Synth } from "./dsp/synth.ts";
import type { SynthMessage } from "./dsp/types.ts";
import type { Patch } from "./edited/editedSound.ts";
import { patched } from "./edited/patched.ts";
import type { FontOutput } from "./font/fontOutput.ts";
import type { FontSource } from "./font/fontSource.ts";
import type { FontSynth } from "./font/fontTypes.ts";
import type { PlayableDocument } from "./playable.ts";
import { Scheduler } from "./scheduler.ts";
import { type AudioSource, decode } from "./servedAudio.ts";
import { shaped } from "./shaping.ts";
import { WavWriter } from "./wav.ts";

export interface ExportOptions {
	sampleRate_hz?: number;
	/** Part of the score; default: all of it. */
	fromTick?: number;
	toTick?: number;
	/** The recorded sound is mixed in when given. */
	audio?: AudioSource | null;
	/** Phrases of it that are heard in their place. */
	patches?: readonly Patch[];
	notesGain?: number;
	audioGain?: number;
	/** Plays the notes, those that it can. */
	font?: FontSource | null;
	/** From left (-1) to right (1). */
	notesPan?: number;
	audioPan?: number;
	/** Told 0 … 1. */
	onProgress?: (share: number) => void;
	/** Rejects with its reason when aborted. */
	signal?: AbortSignal;
}

const DEFAULT_RATE_HZ = 44100;
const BLOCK = 128;
/** Score planned at a time. */
const STEP_S = 0.1;
/** The last notes may ring this long after the end. */
const MAX_TAIL_S = 1.5;
/** Work this long, then let the page breathe. */
const SLICE_MS = 12;

/** The recorded sound at the export's rate; null when there is none. */
async function decodeFor(rate_hz: number, source: AudioSource | null | undefined, patches: readonly Patch[]): Promise<AudioBuffer | null> {
	if (!source) return null;
	const context = new OfflineAudioContext(2, 1, rate_hz);
	const buffer = await decode(context, source);
	if (!buffer) throw new Error("This browser cannot decode the sound; export the notes alone or convert the sound to WAV.");
	return patches.length > 0 ? patched(context, buffer, patches) : buffer;
}

interface Render {
	synth: Synth;
	font: Sampled | null;
	scheduler: Scheduler;
	/** The recorded sound's channels, the frame at which it begins and the one at which it is cut. */
	audio: { channels: Float32Array[]; startFrame: number; endFrame: number } | null;
	/** Left and right of notes and recording. */
	notes: Gains;
	recording: Gains;
}

/** A font beside our own voices. */
interface Sampled {
	sampler: FontSynth;
	output: FontOutput;
	left: Float32Array;
	right: Float32Array;
}

/** The font with all that the score needs of it. */
async function sampledBy(synth: Synth, doc: PlayableDocument, source: FontSource, rate_hz: number): Promise<Sampled> {
	const [{ createFontSynth }, { FontOutput }] = await Promise.all([import("./font/fontWorklet.ts"), import("./font/fontOutput.ts")]);
	const sampler = createFontSynth(rate_hz);
	const base = {
		kind: "worklet",
		post: (message: SynthMessage): void => synth.post(shaped(message)),
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
	return { sampler, output, left: new Float32Array(BLOCK), right: new Float32Array(BLOCK) };
}

/** How much of left and right comes to the left, and to the right, as the browser's own panner has it. */
type Gains = readonly [leftOfLeft: number, leftOfRight: number, rightOfLeft: number, rightOfRight: number];

export function pannedGains(gain: number, pan: number): Gains {
	const angle = ((pan <= 0 ? pan + 1 : pan) * Math.PI) / 2;
	const [cos, sin] = [gain * Math.cos(angle), gain * Math.sin(angle)];
	return pan <= 0 ? [gain, cos, 0, sin] : [cos, 0, sin, gain];
}

async function startRender(doc: PlayableDocument, buffer: AudioBuffer | null, frames: number, options: ExportOptions): Promise<Render> {
	const rate_hz = options.sampleRate_hz ?? DEFAULT_RATE_HZ;
	const fromTick = options.fromTick ?? 0;
	const synth = createSynth(SYNTH_CONFIG, rate_hz);
	const font = options.font ? await sampledBy(synth, doc, options.font, rate_hz) : null;
	const scheduler = new Scheduler(doc, {
		post: (message) => (font ? font.output.post(message) : synth.post(shaped(message))),
		onSpan: (span) => font?.output.onSpan(span),
	});
	scheduler.begin(fromTick, 0);
	const audioStart_s = (options.audio?.start_s ?? 0) - doc.tempo.secondsAt(fromTick);
	return {
		synth,
		font,
		scheduler,
		audio: buffer && {
			channels: [buffer.getChannelData(0), buffer.getChannelData(Math.min(1, buffer.numberOfChannels - 1))],
			startFrame: Math.round(audioStart_s * rate_hz),
			endFrame: frames,
		},
		notes: pannedGains(options.notesGain ?? 1, options.notesPan ?? 0),
		recording: pannedGains(options.audioGain ?? 1, options.audioPan ?? 0),
	};
}

function renderBlock(render: Render, left: Float32Array, right: Float32Array, frame: number): void {
	const { synth, font, audio, notes, recording } = render;
	synth.process(left, right, BLOCK, frame);
	if (font) {
		font.sampler.process(font.left, font.right, BLOCK, frame);
		for (let i = 0; i < BLOCK; i++) {
			left[i] += font.left[i];
			right[i] += font.right[i];
		}
	}
	for (let i = 0; i < BLOCK; i++) {
		const at = audio && frame + i < audio.endFrame ? frame + i - audio.startFrame : -1;
		const [a, b] = [left[i], right[i]];
		const [c, d] = [audio?.channels[0][at] ?? 0, audio?.channels[1][at] ?? 0];
		left[i] = notes[0] * a + notes[1] * b + recording[0] * c + recording[1] * d;
		right[i] = notes[2] * a + notes[3] * b + recording[2] * c + recording[3] * d;
	}
}

/**
 * The document as a 16-bit stereo WAV file, as it is played: same voices, mute, solo and volume honoured. As long as
 * the music is, and a short while for the last notes to ring.
 */
export async function exportWav(doc: PlayableDocument, options: ExportOptions = {}): Promise<Blob> {
	const rate_hz = options.sampleRate_hz ?? DEFAULT_RATE_HZ;
	const buffer = await decodeFor(rate_hz, options.audio, options.patches ?? []);
	const from_s = doc.tempo.secondsAt(options.fromTick ?? 0);
	const audioEnd_s = options.audio && buffer ? options.audio.start_s + buffer.duration : 0;
	const end_s = options.toTick === undefined ? Math.max(doc.tempo.secondsAt(doc.endTick), audioEnd_s) : doc.tempo.secondsAt(options.toTick);
	const frames = Math.max(0, Math.round((end_s - from_s) * rate_hz));
	const render = await startRender(doc, buffer, frames, options);
	const writer = new WavWriter(rate_hz);
	await run(render, writer, frames, rate_hz, options);
	render.font?.output.dispose();
	return writer.finish();
}

async function run(render: Render, writer: WavWriter, frames: number, rate_hz: number, options: ExportOptions): Promise<void> {
	const left = new Float32Array(BLOCK);
	const right = new Float32Array(BLOCK);
	const last = frames + Math.round(MAX_TAIL_S * rate_hz);
	let sliceStart_ms = performance.now();
	let planned_s = Number.NEGATIVE_INFINITY;
	for (let frame = 0; frame < last; frame += BLOCK) {
		const time_s = frame / rate_hz;
		if (frame < frames && time_s >= planned_s) {
			// Notes that begin at the end itself belong to what follows it.
			const horizon_s = Math.min(STEP_S, (frames - 0.5) / rate_hz - time_s);
			render.scheduler.advance(time_s, horizon_s);
			render.font?.output.tick(time_s);
			render.font?.output.flush();
			planned_s = time_s + STEP_S - BLOCK / rate_hz;
		}
		if (frame >= frames && render.synth.isSilent() && (render.font?.sampler.isSilent() ?? true)) break;
		renderBlock(render, left, right, frame);
		writer.write(left, right, BLOCK);
		if (performance.now() - sliceStart_ms > SLICE_MS) {
			options.onProgress?.(Math.min(1, frame / last));
			await new Promise((resume) => setTimeout(resume, 0));
			options.signal?.throwIfAborted();
			sliceStart_ms = performance.now();
		}
	}
	options.onProgress?.(1);
}
