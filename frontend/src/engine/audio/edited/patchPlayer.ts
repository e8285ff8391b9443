/** Plays edited phrases over a recording, which steps back meanwhile. */
import { placement } from "../follower.ts";
import { stretched } from "../stretching.ts";
import { type Span, timeOf } from "../timeline.ts";
import type { Patch, Sung } from "./editedSound.ts";
import { beside, cutAt, type Envelope, endOf, gainAt, rise } from "./envelope.ts";
import { FADE_S, fileOf } from "./patched.ts";

export interface PatchSource {
	patchesIn(from_s: number, to_s: number): Patch[];
	look(from_s: number): void;
}

/** What is planned ahead; hidden pages are called less often. */
const HORIZON_S = 2;
/** The next samples are on their way already. */
const LEAD_S = 0.01;

interface Piece {
	name: string;
	span: Span;
	node: AudioBufferSourceNode;
	gain: GainNode;
	envelope: Envelope;
}

export class PatchPlayer {
	readonly #context: AudioContext;
	readonly #out: AudioNode;
	/** How much of the recording is heard beside the patches. */
	readonly #rest: AudioParam;
	#source: PatchSource | null = null;
	#start_s = 0;
	#spans: { span: Span; cut_s: number }[] = [];
	#pieces: Piece[] = [];
	readonly #buffers = new WeakMap<Sung, Map<number, AudioBuffer | null>>();

	constructor(context: AudioContext, out: AudioNode, rest: AudioParam) {
		this.#context = context;
		this.#out = out;
		this.#rest = rest;
	}

	/** The recording begins at `start_s` of the score. */
	setSource(source: PatchSource | null, start_s: number): void {
		this.#source = source;
		this.#start_s = start_s;
	}

	onSpan(span: Span): void {
		this.#spans.push({ span, cut_s: timeOf(span, span.toTick) });
	}

	onCut(from_s: number): void {
		this.#spans = this.#spans.filter(({ span }) => span.at_s < from_s);
		for (const known of this.#spans) known.cut_s = Math.min(known.cut_s, from_s);
		for (const piece of this.#pieces) this.#cut(piece, from_s);
		this.#balance();
	}

	/** Called every few milliseconds while playing. */
	tick(now_s: number): void {
		this.#spans = this.#spans.filter(({ cut_s }) => cut_s > now_s);
		let isOther = false;
		for (const { span, cut_s } of this.#spans) if (span.at_s < now_s + HORIZON_S && this.#follow(span, cut_s, now_s)) isOther = true;
		if (isOther) this.#balance();
	}

	halt(): void {
		this.onCut(this.#context.currentTime);
		this.#spans = [];
	}

	/** Plans what lies under a span; true when something is heard otherwise. */
	#follow(span: Span, cut_s: number, now_s: number): boolean {
		const { at_s, offset_s, rate } = placement(span, this.#start_s);
		const recorded = (time_s: number): number => offset_s + (time_s - at_s) * rate;
		const from_s = Math.max(0, recorded(Math.max(now_s, at_s)));
		const to_s = recorded(Math.min(cut_s, now_s + HORIZON_S));
		if (span.at_s <= now_s) this.#source?.look(from_s);
		const wanted = to_s > from_s ? (this.#source?.patchesIn(from_s, to_s) ?? []) : [];
		let isOther = false;
		const soon_s = now_s + LEAD_S;
		for (const piece of this.#pieces) {
			if (piece.span !== span || endOf(piece.envelope) <= soon_s + FADE_S || wanted.some(({ name }) => name === piece.name)) continue;
			this.#cut(piece, soon_s);
			isOther = true;
		}
		for (const patch of wanted) {
			if (this.#pieces.some((piece) => piece.span === span && piece.name === patch.name && endOf(piece.envelope) > soon_s + FADE_S))
				continue;
			const buffer = this.#buffer(patch.sound, rate);
			if (buffer && this.#begin(patch, buffer, span, { at_s, offset_s, rate, cut_s, soon_s })) isOther = true;
		}
		return isOther;
	}

	#begin(
		patch: Patch,
		buffer: AudioBuffer,
		span: Span,
		at: { at_s: number; offset_s: number; rate: number; cut_s: number; soon_s: number },
	): boolean {
		const begins_s = at.at_s + (patch.start_s - at.offset_s) / at.rate;
		const from_s = Math.max(begins_s, at.at_s, at.soon_s);
		const until_s = Math.min(begins_s + buffer.duration, at.cut_s);
		if (until_s - from_s < 2 * FADE_S) return false;
		const gain = this.#context.createGain();
		const envelope = rise(from_s, until_s, FADE_S);
		automate(gain.gain, envelope, this.#context.currentTime);
		const node = this.#context.createBufferSource();
		node.buffer = buffer;
		node.connect(gain).connect(this.#out);
		node.start(from_s, from_s - begins_s);
		node.stop(until_s);
		const piece = { name: patch.name, span, node, gain, envelope };
		node.onended = () => {
			gain.disconnect();
			this.#pieces = this.#pieces.filter((other) => other !== piece);
		};
		this.#pieces.push(piece);
		return true;
	}

	#cut(piece: Piece, at_s: number): void {
		if (endOf(piece.envelope) <= at_s) return;
		piece.envelope = cutAt(piece.envelope, at_s, FADE_S);
		piece.gain.gain.cancelScheduledValues(0);
		automate(piece.gain.gain, piece.envelope, this.#context.currentTime);
		piece.node.stop(endOf(piece.envelope));
	}

	/** The recording steps back for what is heard in its place. */
	#balance(): void {
		this.#rest.cancelScheduledValues(0);
		const now_s = this.#context.currentTime;
		const heard = this.#pieces.map(({ envelope }) => envelope);
		automate(this.#rest, beside(heard, now_s), now_s);
	}

	/** Samples at the rate of the audio clock, made as those of the recording are; null while they are being made. */
	#buffer(sound: Sung, rate: number): AudioBuffer | null {
		const known = this.#buffers.get(sound) ?? new Map<number, AudioBuffer | null>();
		this.#buffers.set(sound, known);
		const buffer = known.get(rate);
		if (buffer !== undefined) return buffer;
		known.set(rate, null);
		void fileOf(sound)
			.then((file) => this.#context.decodeAudioData(file))
			.then((decoded) => (rate === 1 ? decoded : stretched(this.#context, decoded, rate)))
			.then(
				(made) => {
					known.set(rate, made);
					// What a hand has edited is heard now, not with the next turn.
					this.tick(this.#context.currentTime);
				},
				(error: unknown) => console.warn("gradio-pianoroll:", error),
			);
		return null;
	}
}

/** From now on: what is past counts for the value that it led to. */
function automate(param: AudioParam, envelope: Envelope, now_s: number): void {
	param.setValueAtTime(gainAt(envelope, now_s), now_s);
	for (const [at_s, gain] of envelope) if (at_s > now_s) param.linearRampToValueAtTime(gain, at_s);
}
