/** A recording as it was sung and as it is edited, side by side: from the one to the other it is a fade, at any moment. */
import type { Span } from "../timeline.ts";
import { PatchPlayer, type PatchSource } from "./patchPlayer.ts";

const FADE_S = 0.004;

export class Versions {
	/** Where the recording comes in. */
	readonly input: GainNode;
	readonly #context: AudioContext;
	readonly #original: GainNode;
	readonly #edited: GainNode;
	readonly #patches: PatchPlayer;

	constructor(context: AudioContext, out: AudioNode) {
		this.#context = context;
		this.input = context.createGain();
		this.#original = context.createGain();
		this.#edited = context.createGain();
		const rest = context.createGain();
		this.#original.gain.value = 0;
		this.input.connect(this.#original).connect(out);
		this.input.connect(rest).connect(this.#edited).connect(out);
		this.#patches = new PatchPlayer(context, this.#edited, rest.gain);
	}

	/** Which of both is heard. */
	setEdited(edited: boolean): void {
		const now_s = this.#context.currentTime;
		this.#original.gain.setTargetAtTime(edited ? 0 : 1, now_s, FADE_S);
		this.#edited.gain.setTargetAtTime(edited ? 1 : 0, now_s, FADE_S);
	}

	setSource(source: PatchSource | null, start_s: number): void {
		this.#patches.setSource(source, start_s);
	}

	onSpan(span: Span): void {
		this.#patches.onSpan(span);
	}

	onCut(from_s: number): void {
		this.#patches.onCut(from_s);
	}

	tick(now_s: number): void {
		this.#patches.tick(now_s);
	}

	halt(): void {
		this.#patches.halt();
	}

	dispose(): void {
		this.#original.disconnect();
		this.#edited.disconnect();
	}
}
