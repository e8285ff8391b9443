import { type AudioFollower, type AudioSource, placement } from "./follower.ts";
import type { Span } from "./timeline.ts";

/** Beyond this the ear hears two things: jump rather than glide. */
const MAX_GLIDE_S = 0.05;
/** Where jumps keep missing, a glide from this far is better than one gap after another. */
const PATIENT_GLIDE_S = 0.3;
const MAX_JUMPS = 3;
/** Less than this is not worth correcting. */
const TOLERANCE_S = 0.015;
/** An element that waits this near to the wanted place starts without a jump: not even its first moment is lost. */
const CUED_S = 0.06;
/** A browser takes about this long from `play()` to the first sample. */
const START_LAG_S = 0.035;
/** A single reading may be wrong on a busy machine; this many in a row are not. */
const SURE = 3;
/** The element's clock settles this long after a jump. */
const SETTLE_S = 0.08;

/** Change of speed that brings a streamed sound back in time; null: jump. `ahead_s` is how far it is before the score. */
export function correctedRate(ahead_s: number, maxGlide_s = MAX_GLIDE_S): number | null {
	if (Math.abs(ahead_s) > maxGlide_s) return null;
	if (Math.abs(ahead_s) < TOLERANCE_S) return 1;
	return 1 - Math.max(-0.04, Math.min(0.04, ahead_s));
}

/** A long sound, streamed by the browser with range requests and held in time with the score. */
export class StreamFollower implements AudioFollower {
	readonly #element = new Audio();
	readonly #node: MediaElementAudioSourceNode;
	/** Closed while the element is somewhere else than the score. */
	readonly #gate: GainNode;
	readonly #context: AudioContext;
	readonly #source: AudioSource;
	#planned: Span[] = [];
	#current: Span | null = null;
	/** When the element was last told to jump; the judgement waits until it has settled. */
	#jumped_s = Number.NEGATIVE_INFINITY;
	#isOpen = false;
	#isSettling = false;
	/** Readings in a row that called for a jump. */
	#strays = 0;
	/** Jumps since the span began. */
	#jumps = 0;
	/** Speed of the span that plays. */
	#rate = 1;
	/** How long a jump takes here, learned from the last ones. */
	#jumpLag_s = 0.03;

	constructor(context: AudioContext, source: AudioSource, out: AudioNode) {
		this.#context = context;
		this.#source = source;
		this.#element.crossOrigin = "anonymous";
		this.#element.preload = "auto";
		this.#element.src = source.url;
		this.#node = context.createMediaElementSource(this.#element);
		this.#gate = context.createGain();
		this.#gate.gain.value = 0;
		this.#node.connect(this.#gate).connect(out);
	}

	get duration_s(): number {
		return this.#element.duration;
	}

	async ready(score_s: number): Promise<void> {
		await this.#loaded();
		const cue_s = Math.max(0, score_s - this.#source.start_s);
		if (!this.#element.paused || cue_s >= this.#element.duration) return;
		if (Math.abs(this.#element.currentTime - cue_s) < CUED_S / 2) return;
		const sought = new Promise((done) => this.#element.addEventListener("seeked", done, { once: true }));
		this.#element.currentTime = cue_s;
		await sought;
	}

	onSpan(span: Span): void {
		this.#planned.push(span);
	}

	onCut(from_s: number): void {
		this.#planned = this.#planned.filter((span) => span.at_s < from_s);
	}

	tick(now_s: number): void {
		while (this.#planned.length > 0 && this.#planned[0].at_s <= now_s + START_LAG_S) {
			this.#current = this.#planned.shift() ?? null;
			this.#jumps = 0;
			// A new span is reason enough.
			this.#strays = SURE;
		}
		if (!this.#current) return;
		const { at_s, offset_s, rate } = placement(this.#current, this.#source.start_s);
		const wanted_s = offset_s + (now_s - at_s) * rate;
		this.#rate = rate;
		if (now_s < at_s - START_LAG_S || wanted_s >= this.#element.duration) this.#pause();
		else this.#follow(wanted_s, now_s);
	}

	/** The browser keeps the pitch of a media element by itself. */
	setRate(): void {}

	halt(): void {
		this.#pause();
		this.#planned = [];
		this.#current = null;
	}

	dispose(): void {
		this.halt();
		this.#node.disconnect();
		this.#gate.disconnect();
		this.#element.removeAttribute("src");
		this.#element.load();
	}

	#loaded(): Promise<void> {
		if (this.#element.error) return Promise.reject(new Error(this.#failure()));
		if (this.#element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return Promise.resolve();
		return new Promise((resolve, reject) => {
			this.#element.addEventListener("canplay", () => resolve(), { once: true });
			this.#element.addEventListener("error", () => reject(new Error(this.#failure())), { once: true });
		});
	}

	#follow(wanted_s: number, now_s: number): void {
		if (this.#element.seeking || now_s - this.#jumped_s < SETTLE_S) return;
		const ahead_s = this.#element.currentTime - wanted_s;
		if (this.#isSettling) {
			this.#isSettling = false;
			this.#jumpLag_s = Math.max(0, Math.min(0.5, this.#jumpLag_s - 0.7 * ahead_s));
		}
		const glide_s = this.#jumps < MAX_JUMPS ? MAX_GLIDE_S : PATIENT_GLIDE_S;
		const rate = this.#element.paused ? null : correctedRate(ahead_s, glide_s);
		if (rate === null) {
			this.#strays++;
			if (this.#element.paused || !this.#isOpen || this.#strays >= SURE) this.#jump(wanted_s, now_s);
		} else {
			this.#strays = 0;
			this.#open(true);
			if (this.#element.playbackRate !== rate * this.#rate) this.#element.playbackRate = rate * this.#rate;
		}
	}

	#jump(wanted_s: number, now_s: number): void {
		const isCued = this.#element.paused && Math.abs(this.#element.currentTime - wanted_s) < CUED_S;
		this.#open(isCued);
		this.#jumped_s = now_s;
		this.#jumps++;
		this.#strays = 0;
		this.#isSettling = !isCued;
		if (!isCued) this.#element.currentTime = wanted_s + this.#jumpLag_s * this.#rate;
		this.#element.playbackRate = this.#rate;
		this.#element.play().catch((error: DOMException) => {
			// A pause that comes first rejects it, and is then what the user wants.
			if (error.name !== "AbortError") console.warn(this.#failure(), error);
		});
	}

	#pause(): void {
		this.#open(false);
		if (!this.#element.paused) this.#element.pause();
	}

	#open(isOpen: boolean): void {
		if (isOpen === this.#isOpen) return;
		this.#isOpen = isOpen;
		this.#gate.gain.setTargetAtTime(isOpen ? 1 : 0, this.#context.currentTime, 0.003);
	}

	#failure(): string {
		return `The sound could not be played: ${this.#element.error?.message || "the browser cannot read it"}.`;
	}
}
