/** Names of the audio thread's global scope that the processor uses. */
interface AudioScope {
	AudioWorkletProcessor: new () => { port: MessagePort };
	registerProcessor: (name: string, processor: unknown) => void;
	readonly currentFrame: number;
	readonly sampleRate: number;
}

/** From it: 16-bit samples and the number on the audio clock of the first; at last that it is over. */
export type CaptureMessage = { firstFrame: number; pcm: Int16Array } | "end";

export const CAPTURE_NAME = "pianoroll-capture";

/** Runs in the audio thread; its text is the worklet's module, so it refers to nothing but its argument. */
export function registerCapture(scope: AudioScope): void {
	class Capture extends scope.AudioWorkletProcessor {
		size: number;
		block: Int16Array<ArrayBuffer>;
		filled: number;
		firstFrame: number;
		/** Infinity before the start, -1 at the end. */
		fromFrame: number;
		open: boolean;

		constructor(options: { processorOptions: { blockSamples: number } }) {
			super();
			this.size = options.processorOptions.blockSamples;
			this.block = new Int16Array(this.size);
			this.filled = 0;
			this.firstFrame = 0;
			this.fromFrame = Infinity;
			this.open = true;
			this.port.onmessage = (event: MessageEvent<{ from_s: number } | "stop">) => {
				if (event.data === "stop") this.finish();
				else this.fromFrame = event.data.from_s * scope.sampleRate;
			};
		}

		finish(): void {
			if (!this.open) return;
			this.open = false;
			if (this.filled > 0) this.send(this.block.slice(0, this.filled));
			this.port.postMessage("end");
		}

		send(pcm: Int16Array<ArrayBuffer>): void {
			this.port.postMessage({ firstFrame: this.firstFrame, pcm }, [pcm.buffer]);
		}

		process(inputs: Float32Array[][]): boolean {
			// A muted microphone gives no channel at all: that is silence, and time goes on.
			const channel = inputs[0]?.[0];
			if (this.open && scope.currentFrame >= this.fromFrame) {
				const length = channel ? channel.length : 128;
				for (let i = 0; i < length; i++) {
					if (this.filled === 0) this.firstFrame = scope.currentFrame + i;
					const value = channel ? Math.max(-1, Math.min(1, channel[i])) : 0;
					this.block[this.filled++] = Math.round(value * 32767);
					if (this.filled < this.size) continue;
					this.send(this.block);
					this.block = new Int16Array(this.size);
					this.filled = 0;
				}
			}
			return this.open;
		}
	}
	scope.registerProcessor("pianoroll-capture", Capture);
}

export function captureSource(): string {
	return `(${registerCapture.toString()})(globalThis);`;
}
