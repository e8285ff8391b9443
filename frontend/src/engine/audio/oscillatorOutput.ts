import { SYNTH_CONFIG } from "./drumPatches.ts";
import { CONTROL_HOP_S, type DrumPatch, type NoteStart, type Patch, type SynthMessage } from "./dsp/types.ts";
import { NodePeak } from "./nodePeak.ts";
import type { SynthOutput } from "./output.ts";
import { shaped } from "./shaping.ts";

interface Playing {
	note: NoteStart;
	source: OscillatorNode | AudioBufferSourceNode;
	envelope: GainNode;
	release_s: number;
}

const MAX_PLAYING = 48;

/**
 * The same notes on the browser's own oscillators, for pages where worklets are not allowed (no https). Simpler in
 * tone: no formants, no moving filter.
 */
export class OscillatorOutput implements SynthOutput {
	readonly kind = "oscillators";
	readonly #playing = new Map<number, Playing>();
	readonly #tracks: { gain: GainNode; panner: StereoPannerNode; peak: NodePeak | null }[] = [];
	#isMetered = false;
	readonly #waves = new Map<Patch, PeriodicWave>();
	readonly #mix: DynamicsCompressorNode;
	#noise: AudioBuffer | null = null;

	readonly #context: BaseAudioContext;

	constructor(context: BaseAudioContext, destination: AudioNode) {
		this.#context = context;
		this.#mix = context.createDynamicsCompressor();
		this.#mix.connect(destination);
	}

	post(told: SynthMessage): void {
		const message = shaped(told);
		if (message.type === "start") for (const note of message.notes) this.#start(note);
		else if (message.type === "end") this.#end(message.key, message.at_s);
		else if (message.type === "cancel") this.#cancel(message.from_s);
		else if (message.type === "silence") for (const one of [...this.#playing.values()]) this.#fade(one);
		else if (message.type === "meters") this.#setMetering(message.on);
		else this.#setGains(message.tracks, message.pans ?? []);
	}

	flush(): void {}

	/** Where a track stands says nothing of how loud it is: it is heard before its place, as in the middle. */
	takePeaks(): Float32Array | null {
		if (!this.#isMetered) return null;
		return Float32Array.from(this.#tracks, (track) => (track?.peak?.read() ?? 0) / Math.SQRT2);
	}

	dispose(): void {
		for (const one of [...this.#playing.values()]) this.#fade(one);
		this.#mix.disconnect();
	}

	#start(note: NoteStart): void {
		if (note.until_s <= this.#context.currentTime || note.velocity <= 0) return;
		if (this.#playing.size >= MAX_PLAYING) this.#stealQuietest();
		const at_s = Math.max(note.at_s, this.#context.currentTime);
		const envelope = this.#context.createGain();
		envelope.connect(this.#trackNode(note.track).gain);
		const drum = note.isDrum ? (SYNTH_CONFIG.drums[note.pitch] ?? SYNTH_CONFIG.defaultDrum) : null;
		const patch = SYNTH_CONFIG.patches[note.patch];
		const source = drum ? this.#strike(drum, envelope, note, at_s) : this.#tone(patch, envelope, note, at_s);
		const one: Playing = { note, source, envelope, release_s: drum ? 0.02 : patch.release_s };
		source.onended = () => {
			envelope.disconnect();
			this.#playing.delete(note.key);
		};
		source.start(at_s);
		this.#playing.set(note.key, one);
		if (drum) source.stop(at_s + Math.max(drum.tone_s, drum.noise_s));
		else if (note.until_s !== Infinity) this.#releaseAt(one, note.until_s);
	}

	#tone(patch: Patch, envelope: GainNode, note: NoteStart, at_s: number): OscillatorNode {
		const oscillator = this.#context.createOscillator();
		oscillator.setPeriodicWave(this.#waveOf(patch));
		oscillator.frequency.setValueAtTime(440 * 2 ** ((note.pitch - 69) / 12), at_s);
		if (note.f0_hz) oscillator.frequency.setValueCurveAtTime(note.f0_hz, at_s, (note.f0_hz.length - 1) * CONTROL_HOP_S);
		const peak = 0.5 * patch.gain * note.velocity ** 1.5;
		envelope.gain.setValueAtTime(0, at_s);
		envelope.gain.linearRampToValueAtTime(peak, at_s + patch.attack_s);
		envelope.gain.setTargetAtTime(peak * patch.sustain, at_s + patch.attack_s, patch.decay_s / 6.9);
		oscillator.connect(envelope);
		return oscillator;
	}

	#strike(drum: DrumPatch, envelope: GainNode, note: NoteStart, at_s: number): OscillatorNode | AudioBufferSourceNode {
		const hasTone = drum.toneGain > drum.noiseGain;
		const peak = Math.max(drum.toneGain, drum.noiseGain) * note.velocity ** 1.5;
		envelope.gain.setValueAtTime(0, at_s);
		envelope.gain.linearRampToValueAtTime(peak, at_s + 0.001);
		envelope.gain.setTargetAtTime(0, at_s + 0.001, (hasTone ? drum.tone_s : drum.noise_s) / 6.9);
		if (hasTone) {
			const oscillator = this.#context.createOscillator();
			oscillator.frequency.setValueAtTime(drum.tone_hz * drum.toneDrop, at_s);
			oscillator.frequency.setTargetAtTime(drum.tone_hz, at_s, drum.toneDrop_s / 6.9);
			oscillator.connect(envelope);
			return oscillator;
		}
		const source = this.#context.createBufferSource();
		source.buffer = this.#noiseBuffer();
		source.loop = true;
		const filter = this.#context.createBiquadFilter();
		filter.type = drum.bright ? "highpass" : "bandpass";
		filter.frequency.value = drum.noiseCentre_hz;
		source.connect(filter).connect(envelope);
		return source;
	}

	#releaseAt(one: Playing, at_s: number): void {
		const from_s = Math.max(at_s, this.#context.currentTime);
		one.envelope.gain.cancelScheduledValues(from_s);
		one.envelope.gain.setTargetAtTime(0, from_s, one.release_s / 6.9);
		one.source.stop(from_s + one.release_s);
	}

	#end(key: number, at_s: number): void {
		const one = this.#playing.get(key);
		if (one) this.#releaseAt(one, at_s);
	}

	#cancel(from_s: number): void {
		for (const one of [...this.#playing.values()]) if (one.note.at_s >= from_s) this.#fade(one);
	}

	#fade(one: Playing): void {
		const now_s = this.#context.currentTime;
		if (one.note.at_s > now_s) one.source.stop();
		else {
			one.envelope.gain.cancelScheduledValues(now_s);
			one.envelope.gain.setTargetAtTime(0, now_s, 0.003);
			one.source.stop(now_s + 0.02);
		}
		this.#playing.delete(one.note.key);
	}

	#stealQuietest(): void {
		let quietest: Playing | null = null;
		for (const one of this.#playing.values()) {
			if (!quietest || one.note.velocity < quietest.note.velocity) quietest = one;
		}
		if (quietest) this.#fade(quietest);
	}

	#setGains(gains: number[], pans: number[]): void {
		const now_s = this.#context.currentTime;
		for (let i = 0; i < Math.max(gains.length, this.#tracks.length); i++) {
			const { gain, panner } = this.#trackNode(i);
			// The panner keeps the power and has 1/√2 in the middle; here the middle is 1.
			gain.gain.setTargetAtTime(Math.SQRT2 * (gains[i] ?? 1), now_s, 0.005);
			panner.pan.setTargetAtTime(pans[i] ?? 0, now_s, 0.005);
		}
	}

	#setMetering(on: boolean): void {
		this.#isMetered = on;
		for (const track of this.#tracks) {
			if (!track) continue;
			track.peak?.leave(track.gain);
			track.peak = on ? new NodePeak(this.#context, track.gain) : null;
		}
	}

	#trackNode(track: number): { gain: GainNode; panner: StereoPannerNode } {
		let node = this.#tracks[track];
		if (!node) {
			node = { gain: this.#context.createGain(), panner: this.#context.createStereoPanner(), peak: null };
			node.gain.gain.value = Math.SQRT2;
			node.gain.connect(node.panner).connect(this.#mix);
			if (this.#isMetered) node.peak = new NodePeak(this.#context, node.gain);
			this.#tracks[track] = node;
		}
		return node;
	}

	#waveOf(patch: Patch): PeriodicWave {
		let wave = this.#waves.get(patch);
		if (!wave) {
			// The missing filter is made up for by softer partials.
			const softer = patch.cutoff > 0 ? 1 / (2 * patch.cutoff) : 0;
			const sines = new Float32Array([0, ...patch.harmonics.map((a, i) => a * Math.exp(-i * softer))]);
			wave = this.#context.createPeriodicWave(new Float32Array(sines.length), sines);
			this.#waves.set(patch, wave);
		}
		return wave;
	}

	#noiseBuffer(): AudioBuffer {
		if (!this.#noise) {
			this.#noise = this.#context.createBuffer(1, this.#context.sampleRate, this.#context.sampleRate);
			const samples = this.#noise.getChannelData(0);
			for (let i = 0; i < samples.length; i++) samples[i] = 2 * Math.random() - 1;
		}
		return this.#noise;
	}
}
