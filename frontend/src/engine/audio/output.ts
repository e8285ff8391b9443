import type { SynthMessage } from "./dsp/types.ts";
import type { Span } from "./timeline.ts";

/** Where the notes go: the worklet, or plain oscillators where worklets are not allowed. */
export interface SynthOutput {
	readonly kind: "worklet" | "oscillators";
	/** Queued until `flush`, so that the audio thread sees a decision as a whole. */
	post(message: SynthMessage): void;
	flush(): void;
	/** Largest samples by track since the last call, 1 at full scale; null where they are not known or not wanted. */
	takePeaks?(): Float32Array | null;
	/** Waits, not for ever, until it has what the score needs. */
	ready?(): Promise<void>;
	/** A new stretch of playing begins, in which this place of the score sounds at that time. */
	onSpan?(span: Span): void;
	/** Called every few milliseconds while playing. */
	tick?(now_s: number): void;
	dispose(): void;
}
