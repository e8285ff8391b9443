import type { SynthMessage } from "./dsp/types.ts";

/** Where the notes go: the worklet, or plain oscillators where worklets are not allowed. */
export interface SynthOutput {
	readonly kind: "worklet" | "oscillators";
	/** Queued until `flush`, so that the audio thread sees a decision as a whole. */
	post(message: SynthMessage): void;
	flush(): void;
	/** Largest samples by track since the last call, 1 at full scale; null where they are not known or not wanted. */
	takePeaks?(): Float32Array | null;
	dispose(): void;
}
