import { SYNTH_CONFIG } from "./drumPatches.ts";
import { workletSource } from "./dsp/source.ts";
import type { SynthMessage } from "./dsp/types.ts";
import { OscillatorOutput } from "./oscillatorOutput.ts";
import type { SynthOutput } from "./output.ts";
import { shaped } from "./shaping.ts";
import { TrackPeaks } from "./trackPeaks.ts";

const loaded = new WeakMap<BaseAudioContext, Promise<void>>();

/** Loads the processor into a context, once. */
export function loadWorklet(context: BaseAudioContext): Promise<void> {
	let promise = loaded.get(context);
	if (!promise) {
		const url = URL.createObjectURL(new Blob([workletSource()], { type: "text/javascript" }));
		promise = context.audioWorklet.addModule(url).finally(() => URL.revokeObjectURL(url));
		loaded.set(context, promise);
	}
	return promise;
}

/** Needs `loadWorklet` first. */
export function createSynthNode(context: BaseAudioContext): AudioWorkletNode {
	return new AudioWorkletNode(context, "pianoroll-synth", {
		numberOfInputs: 0,
		numberOfOutputs: 1,
		outputChannelCount: [2],
		processorOptions: SYNTH_CONFIG,
	});
}

class WorkletOutput implements SynthOutput {
	readonly kind = "worklet";
	#queue: SynthMessage[] = [];
	readonly #peaks = new TrackPeaks();
	readonly #node: AudioWorkletNode;

	constructor(context: AudioContext, destination: AudioNode) {
		this.#node = createSynthNode(context);
		this.#node.connect(destination);
		this.#node.port.onmessage = (event: MessageEvent<Float32Array>) => this.#peaks.hear(event.data);
	}

	post(message: SynthMessage): void {
		this.#queue.push(shaped(message));
	}

	flush(): void {
		if (this.#queue.length === 0) return;
		this.#node.port.postMessage(this.#queue);
		this.#queue = [];
	}

	takePeaks(): Float32Array | null {
		return this.#peaks.take();
	}

	dispose(): void {
		this.#node.port.postMessage("close");
		this.#node.disconnect();
	}
}

export async function createSynthOutput(context: AudioContext, destination: AudioNode): Promise<SynthOutput> {
	// Absent on pages without https (other than localhost).
	if (!context.audioWorklet) return new OscillatorOutput(context, destination);
	try {
		await loadWorklet(context);
	} catch (error) {
		console.warn("The synthesizer's worklet could not be loaded; playing with plain oscillators instead.", error);
		return new OscillatorOutput(context, destination);
	}
	return new WorkletOutput(context, destination);
}
