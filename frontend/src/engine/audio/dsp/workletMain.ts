import type { Synth, SynthParts } from "./synth.ts";
import type { SynthConfig, SynthMessage } from "./types.ts";

/** Names of the audio thread's global scope that the processor uses. */
interface AudioScope {
	AudioWorkletProcessor: new () => { port: MessagePort };
	registerProcessor: (name: string, processor: unknown) => void;
	currentFrame: number;
	sampleRate: number;
}

/**
 * Runs in the audio thread. Gets everything by argument: its text is put into the worklet's module, where no import
 * of this bundle exists.
 */
export function registerSynth(
	scope: AudioScope,
	makeSynth: (parts: SynthParts, config: SynthConfig, sampleRate_hz: number) => Synth,
	parts: SynthParts,
): void {
	class SynthProcessor extends scope.AudioWorkletProcessor {
		synth: Synth;
		open: boolean;
		/** Blocks since the last look at the peaks. */
		blocks: number;

		constructor(options: { processorOptions: SynthConfig }) {
			super();
			this.synth = makeSynth(parts, options.processorOptions, scope.sampleRate);
			this.open = true;
			this.blocks = 0;
			this.port.onmessage = (event: MessageEvent<SynthMessage[] | "close">) => {
				if (event.data === "close") this.open = false;
				else for (const message of event.data) this.synth.post(message);
			};
		}

		process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
			const [left, right] = outputs[0];
			this.synth.process(left, right ?? left, left.length, scope.currentFrame);
			// Some twenty times a second at the usual rates, and only while somebody looks and something sounds.
			if (++this.blocks >= 16) {
				this.blocks = 0;
				const peaks = this.synth.takePeaks();
				if (peaks) this.port.postMessage(peaks);
			}
			return this.open;
		}
	}
	scope.registerProcessor("pianoroll-synth", SynthProcessor);
}
