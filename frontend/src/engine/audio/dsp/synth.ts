import type { DrumVoice } from "./drum.ts";
import type { Envelope } from "./envelope.ts";
import type { Filter } from "./filter.ts";
import type { Limiter, Room } from "./room.ts";
import type { TonalParts, TonalVoice, Voice } from "./tonal.ts";
import type { TrackMeter } from "./trackMeter.ts";
import type { NoteStart, SynthConfig, SynthMessage } from "./types.ts";
import type { Wavetable, Wavetables } from "./wavetable.ts";

export interface SynthParts {
	makeWavetables: () => Wavetables;
	makeEnvelope: (sampleRate_hz: number) => Envelope;
	makeFilter: (sampleRate_hz: number) => Filter;
	makeTonalVoice: (parts: TonalParts, tables: Wavetables, sampleRate_hz: number) => TonalVoice;
	makeDrumVoice: (parts: { makeFilter: (sampleRate_hz: number) => Filter }, sampleRate_hz: number) => DrumVoice;
	makeRoom: (sampleRate_hz: number, wet: number) => Room;
	makeLimiter: (sampleRate_hz: number) => Limiter;
	makeTrackMeter: () => TrackMeter;
}

export interface Synth {
	post(message: SynthMessage): void;
	/** Writes `frames` (at most 128) samples; `startFrame` is their place on the audio clock. */
	process(left: Float32Array, right: Float32Array, frames: number, startFrame: number): void;
	/** Notes sounding now, for tests and the live panel. */
	liveVoices(): number;
	isSilent(): boolean;
	/** Peaks by track since the last time, while they are wanted; null where there is nothing to tell. */
	takePeaks(): Float32Array | null;
}

/** The polyphonic instrument: a queue of notes in time order, a bounded pool of voices, a mix. */
export function makeSynth(parts: SynthParts, config: SynthConfig, sampleRate_hz: number): Synth {
	const stealFade_s = 0.004;
	const silenceFade_s = 0.008;
	// Stolen voices fade out in places of their own.
	const spares = 16;
	const tables = parts.makeWavetables();
	const built: (Wavetable | undefined)[] = [];
	const room = parts.makeRoom(sampleRate_hz, config.reverb);
	const limiter = parts.makeLimiter(sampleRate_hz);
	const meter = parts.makeTrackMeter();
	const tonal: TonalVoice[] = [];
	const drums: DrumVoice[] = [];
	for (let i = 0; i < config.maxVoices + spares; i++) tonal.push(parts.makeTonalVoice(parts, tables, sampleRate_hz));
	for (let i = 0; i < config.maxDrumVoices + spares; i++) drums.push(parts.makeDrumVoice(parts, sampleRate_hz));
	const voices: Voice[] = [...tonal, ...drums];
	const scratch = new Float32Array(128);
	// By track: where the gains of both channels are, and where they go within a block.
	const leftGoal = new Float32Array(256).fill(1);
	const rightGoal = new Float32Array(256).fill(1);
	const leftGain = new Float32Array(256).fill(1);
	const rightGain = new Float32Array(256).fill(1);
	let queue: NoteStart[] = [];
	let head = 0;

	function tableOf(patch: number): Wavetable {
		let table = built[patch];
		if (!table) {
			table = tables.build(config.patches[patch].harmonics);
			built[patch] = table;
		}
		return table;
	}

	function enqueue(note: NoteStart): void {
		// Tables are built when the note is announced, not when it must sound.
		if (!note.isDrum) tableOf(note.patch);
		let at = queue.length;
		while (at > head && queue[at - 1].at_s > note.at_s) at--;
		if (at === queue.length) queue.push(note);
		else queue.splice(at, 0, note);
	}

	function pick<V extends Voice>(pool: V[], limit: number): V {
		let free: V | null = null;
		let weakest: V | null = null;
		let fading: V | null = null;
		let playing = 0;
		for (const voice of pool) {
			if (!voice.isLive()) free = voice;
			else if (voice.isDying()) {
				if (!fading || voice.importance() < fading.importance()) fading = voice;
			} else {
				playing++;
				if (!weakest || voice.importance() < weakest.importance()) weakest = voice;
			}
		}
		if (playing >= limit) weakest?.fade(stealFade_s);
		return free ?? fading ?? pool[0];
	}

	function begin(note: NoteStart, blockFrame: number): void {
		const start = Math.max(blockFrame, Math.round(note.at_s * sampleRate_hz));
		const end = note.until_s === Infinity ? Infinity : Math.round(note.until_s * sampleRate_hz);
		if (end <= start || note.velocity <= 0) return;
		if (note.isDrum) {
			const voice = pick(drums, config.maxDrumVoices);
			voice.use(config.drums[note.pitch] ?? config.defaultDrum);
			voice.start(note, start, end);
		} else {
			const voice = pick(tonal, config.maxVoices);
			voice.use(config.patches[note.patch], tableOf(note.patch));
			voice.start(note, start, end);
		}
	}

	function beginDue(blockFrame: number, frames: number): void {
		const before_s = (blockFrame + frames - 0.5) / sampleRate_hz;
		while (head < queue.length && queue[head].at_s < before_s) begin(queue[head++], blockFrame);
		if (head > 1024 || head === queue.length) {
			queue = queue.slice(head);
			head = 0;
		}
	}

	function end(key: number, at_s: number): void {
		const frame = Math.round(at_s * sampleRate_hz);
		for (const voice of voices) if (voice.key === key && voice.isLive()) voice.endFrame = frame;
		for (let i = head; i < queue.length; i++) if (queue[i].key === key) queue[i].until_s = at_s;
	}

	function cancel(from_s: number): void {
		queue = queue.slice(head).filter((note) => note.at_s < from_s);
		head = 0;
		// Half a sample of tolerance: the start was rounded to a frame.
		const frame = from_s * sampleRate_hz - 0.5;
		for (const voice of voices) if (voice.isLive() && voice.startFrame >= frame) voice.fade(stealFade_s);
	}

	function silence(): void {
		queue = [];
		head = 0;
		for (const voice of voices) if (voice.isLive()) voice.fade(silenceFade_s);
		room.clear();
	}

	/** Equal power, as in Python: 1 for both channels in the middle, √2 for one at its side. */
	function setGains(gains: number[], pans: number[]): void {
		for (let i = 0; i < leftGoal.length; i++) {
			const gain = gains[i] ?? 1;
			const pan = pans[i] ?? 0;
			const angle = ((pan + 1) * Math.PI) / 4;
			leftGoal[i] = pan === 0 ? gain : gain * Math.SQRT2 * Math.cos(angle);
			rightGoal[i] = pan === 0 ? gain : gain * Math.SQRT2 * Math.sin(angle);
		}
	}

	function post(message: SynthMessage): void {
		if (message.type === "start") for (const note of message.notes) enqueue(note);
		else if (message.type === "end") end(message.key, message.at_s);
		else if (message.type === "cancel") cancel(message.from_s);
		else if (message.type === "silence") silence();
		else if (message.type === "meters") meter.setOn(message.on);
		else setGains(message.tracks, message.pans ?? []);
	}

	function mix(voice: Voice, left: Float32Array, right: Float32Array, frames: number, pan: number): void {
		const { track } = voice;
		let leftNow = leftGain[track];
		let rightNow = rightGain[track];
		const leftStep = (leftGoal[track] - leftNow) / frames;
		const rightStep = (rightGoal[track] - rightNow) / frames;
		for (let i = 0; i < frames; i++) {
			leftNow += leftStep;
			rightNow += rightStep;
			left[i] += scratch[i] * leftNow * (1 - pan);
			right[i] += scratch[i] * rightNow * (1 + pan);
		}
	}

	return {
		post,
		process(left, right, frames, startFrame) {
			left.fill(0, 0, frames);
			right.fill(0, 0, frames);
			beginDue(startFrame, frames);
			let live = 0;
			for (const voice of voices) {
				if (!voice.isLive()) continue;
				live++;
				voice.render(scratch, startFrame, frames);
				mix(voice, meter.left(voice.track, left), meter.right(voice.track, right), frames, voice.pan);
			}
			meter.close(left, right, frames);
			leftGain.set(leftGoal);
			rightGain.set(rightGoal);
			if (live === 0 && room.isSilent()) return;
			room.process(left, right, frames);
			limiter.process(left, right, frames);
		},
		liveVoices: () => voices.reduce((count, voice) => count + (voice.isLive() ? 1 : 0), 0),
		takePeaks: () => meter.take(),
		isSilent: () => head === queue.length && room.isSilent() && !voices.some((voice) => voice.isLive()),
	};
}
