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

		constructor(options: { processorOptions: SynthConfig }) {
			super();
			this.synth = makeSynth(parts, options.processorOptions, scope.sampleRate);
			this.open = true;
			this.port.onmessage = (event: MessageEvent<SynthMessage[] | "close">) => {
				if (event.data === "close") this.open = false;
				else for (const message of event.data) this.synth.post(message);
			};
		}

		process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
			const [left, right] = outputs[0];
			this.synth.process(left, right ?? left, left.length, scope.currentFrame);
			return this.open;
		}
	}
	scope.registerProcessor("pianoroll-synth", SynthProcessor);
}
