import { makeLimiter } from "../dsp/room.ts";
import { makeTrackMeter } from "../dsp/trackMeter.ts";
import { makeFontRows } from "./fontRows.ts";
import { makeFontState } from "./fontState.ts";
import { type FontParts, makeFontSynth } from "./fontSynth.ts";
import type { FontMessage, FontSynth } from "./fontTypes.ts";
import { makeFontVoice } from "./fontVoice.ts";

/** Names of the audio thread's global scope that the processor uses. */
interface AudioScope {
	AudioWorkletProcessor: new () => { port: MessagePort };
	registerProcessor: (name: string, processor: unknown) => void;
	currentFrame: number;
	sampleRate: number;
}

const NAME = "pianoroll-font";
const parts: FontParts = { makeFontRows, makeFontState, makeFontVoice, makeLimiter, makeTrackMeter };
const loaded = new WeakMap<BaseAudioContext, Promise<void>>();

export function createFontSynth(sampleRate_hz: number): FontSynth {
	return makeFontSynth(parts, sampleRate_hz);
}

/** Runs in the audio thread; refers to nothing outside but its arguments. */
function registerFont(scope: AudioScope, makeSynth: typeof makeFontSynth, made: FontParts, name: string): void {
	class FontProcessor extends scope.AudioWorkletProcessor {
		synth: FontSynth;
		open: boolean;
		/** Blocks since the last look at the peaks. */
		blocks: number;

		constructor() {
			super();
			this.synth = makeSynth(made, scope.sampleRate);
			this.open = true;
			this.blocks = 0;
			this.port.onmessage = (event: MessageEvent<FontMessage[] | "close">) => {
				if (event.data === "close") this.open = false;
				else for (const message of event.data) this.synth.post(message);
			};
		}

		process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
			const [left, right] = outputs[0];
			this.synth.process(left, right ?? left, left.length, scope.currentFrame);
			// As often as our own voices tell theirs.
			if (++this.blocks >= 16) {
				this.blocks = 0;
				const peaks = this.synth.takePeaks();
				if (peaks) this.port.postMessage(peaks);
			}
			return this.open;
		}
	}
	scope.registerProcessor(name, FontProcessor);
}

/** The text of the worklet's module. */
export function fontWorkletSource(): string {
	const members = Object.entries(parts).map(([name, part]) => `${JSON.stringify(name)}: ${part.toString()}`);
	return `(${registerFont.toString()})(globalThis, ${makeFontSynth.toString()}, {${members.join(",\n")}}, ${JSON.stringify(NAME)});`;
}

/** A sampler in a context's audio thread. */
export async function createFontNode(context: BaseAudioContext): Promise<AudioWorkletNode> {
	let promise = loaded.get(context);
	if (!promise) {
		const url = URL.createObjectURL(new Blob([fontWorkletSource()], { type: "text/javascript" }));
		promise = context.audioWorklet.addModule(url).finally(() => URL.revokeObjectURL(url));
		loaded.set(context, promise);
	}
	await promise;
	return new AudioWorkletNode(context, NAME, { numberOfInputs: 0, numberOfOutputs: 1, outputChannelCount: [2] });
}
