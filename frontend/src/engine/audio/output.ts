import type { SynthMessage } from "./dsp/types.ts";

/** Where the notes go: the worklet, or plain oscillators where worklets are not allowed. */
export interface SynthOutput {
	readonly kind: "worklet" | "oscillators";
	/** Queued until `flush`, so that the audio thread sees a decision as a whole. */
	post(message: SynthMessage): void;
	flush(): void;
	dispose(): void;
}
