import { clicksIn } from "./clicks.ts";
import type { NoteStart, SynthMessage } from "./dsp/types.ts";
import { ExpressionSource } from "./expression.ts";
import { patchFor } from "./patches.ts";
import { type PlayableDocument, type PlayableTempo, trackGains, trackPans } from "./playable.ts";
import { rateOf, scaledTempo } from "./rate.ts";
import { Shaping } from "./shaping.ts";
import { isUsableLoop, type LoopRange, type Span, Timeline, timeOf } from "./timeline.ts";

/** How far ahead notes are handed to the audio thread. Longer than any hitch of the page; edits take notes back. */
const LOOK_AHEAD_S = 0.4;
/** Messages need this long to the audio thread. */
const REACTION_S = 0.012;
/** Denser music cannot be told apart: the loudest and latest notes are kept. */
const MAX_STARTS_PER_S = 4000;
const MAX_STARTS_AT_ONCE = 64;
/** Notes already sounding where playing begins, at most; as many visited in search of them. */
const MAX_CHASED = 64;
const MAX_CHASE_VISITS = 20_000;

/** A note the audio thread was told of and that has not ended. */
interface Sounding {
	key: number;
	id: number;
	pitch: number;
	track: number;
	at_s: number;
	until_s: number;
	/** A pedal may hold it longer. */
	ring_s: number;
	span: Span;
}

export interface SchedulerOutput {
	post(message: SynthMessage): void;
	/** A new stretch of playing begins (start, seek, loop pass, other tempo): served audio follows it. */
	onSpan?(span: Span): void;
	/** Everything planned for `from_s` and later is void. */
	onCut?(from_s: number): void;
	/** A beat of the metronome. */
	onClick?(at_s: number, accent: boolean): void;
}

/**
 * Decides which notes sound when. Reads the document's index in windows of time, so the document may change at any
 * moment; `resync` then takes back what is planned and plans again from where the music is.
 */
export class Scheduler {
	readonly timeline = new Timeline();
	#loopRange: LoopRange | null = null;
	readonly #expression: ExpressionSource;
	readonly #shaping: Shaping;
	#sounding = new Map<number, Sounding>();
	#soundingIds = new Map<number, number>();
	#gains: number[] = [];
	/** First tick of the current span that is not planned yet. */
	#plannedTick = 0;
	#nextKey = 1;
	#running = false;
	#rate = 1;
	#metronome = false;

	readonly #doc: PlayableDocument;
	readonly #output: SchedulerOutput;

	constructor(doc: PlayableDocument, output: SchedulerOutput) {
		this.#doc = doc;
		this.#output = output;
		this.#expression = new ExpressionSource(doc);
		this.#shaping = new Shaping(doc);
	}

	/** Start playing from `tick` at `at_s` of the audio clock. */
	begin(tick: number, at_s: number): void {
		this.#running = true;
		this.updateTracks();
		this.#expression.refresh();
		this.#shaping.refresh();
		// Until then it waits there; where it was before is no place to go on from.
		this.timeline.clear();
		this.#open(this.timeline.jump(at_s, tick, this.#tempo, this.#loopRange));
	}

	/** Silence now. */
	halt(now_s: number): void {
		this.#running = false;
		this.#forgetSounding();
		this.#output.post({ type: "silence" });
		this.#output.onCut?.(now_s);
	}

	/** The end was reached: plan nothing more, let the last notes ring. */
	finish(): void {
		this.#running = false;
		this.#forgetSounding();
	}

	setLoop(range: LoopRange | null, now_s: number): void {
		this.#loopRange = range;
		if (this.#running) this.resync(now_s);
	}

	/** Seconds of the score that pass in one of the clock. */
	setRate(rate: number, now_s: number): void {
		this.#rate = rate;
		this.resync(now_s);
	}

	setMetronome(on: boolean, now_s: number): void {
		this.#metronome = on;
		this.resync(now_s);
	}

	/** Hand over the notes up to `horizon_s` (default: the look-ahead) after `now_s`. */
	advance(now_s: number, horizon_s = LOOK_AHEAD_S): void {
		if (!this.#running) return;
		const target_s = now_s + horizon_s;
		for (;;) {
			const span = this.timeline.last;
			if (!span) return;
			const reached = this.#planUntil(span, target_s);
			if (!reached || !this.#loopRange) break;
			this.#open(this.timeline.repeat(this.#loopRange));
		}
		this.#forgetEnded(now_s);
	}

	/** The document, its tempo or the loop changed: keep the musical position, plan the rest again. */
	resync(now_s: number): void {
		if (!this.#running) return;
		const cut_s = Math.max(now_s + REACTION_S, this.timeline.spanAt(now_s)?.at_s ?? 0);
		const tick = this.timeline.tickAt(cut_s);
		this.updateTracks();
		this.#expression.refresh();
		this.#shaping.refresh();
		this.#output.post({ type: "cancel", from_s: cut_s });
		this.#output.onCut?.(cut_s);
		const span = this.timeline.jump(cut_s, tick, this.#tempo, this.#loopRange);
		for (const note of [...this.#sounding.values()]) this.#reconcile(note, span, tick);
		this.#open(span);
		this.advance(now_s);
	}

	/** Mute, solo, volume and pan as the tracks say now. */
	updateTracks(): void {
		this.#gains = trackGains(this.#doc.tracks);
		this.#output.post({ type: "gains", tracks: this.#gains, pans: trackPans(this.#doc.tracks) });
	}

	get #tempo(): PlayableTempo {
		return scaledTempo(this.#doc.tempo, this.#rate);
	}

	#open(span: Span): void {
		this.#plannedTick = Math.ceil(span.fromTick);
		this.#output.onSpan?.(span);
		this.#chase(span);
	}

	/** True when the span's end was reached. */
	#planUntil(span: Span, target_s: number): boolean {
		const limit = span.tempo.ticksAt(span.tempo.secondsAt(span.fromTick) + Math.max(0, target_s - span.at_s));
		const next = Math.min(span.toTick, Math.ceil(limit));
		if (next > this.#plannedTick) {
			this.#startWindow(span, this.#plannedTick, next);
			this.#plannedTick = next;
		}
		return next >= span.toTick && isUsableLoop(span.tempo, this.#loopRange);
	}

	#startWindow(span: Span, fromTick: number, toTick: number): void {
		const { index, store } = this.#doc;
		const slots: number[] = [];
		for (let i = index.lowerBound(fromTick); i < index.length; i++) {
			const slot = index.order[i];
			if (store.onset[slot] >= toTick) break;
			if (this.#isAudible(slot)) slots.push(slot);
		}
		const window_s = span.tempo.secondsAt(toTick) - span.tempo.secondsAt(fromTick);
		const limit = MAX_STARTS_AT_ONCE + Math.ceil(window_s * MAX_STARTS_PER_S);
		this.#send(span, loudest(slots, store.velocity, limit));
		if (!this.#metronome) return;
		for (const { tick, accent } of clicksIn(this.#doc.tempo, fromTick, toTick)) this.#output.onClick?.(timeOf(span, tick), accent);
	}

	/** Starts the notes that are already held where the span begins. */
	#chase(span: Span): void {
		const { index, store } = this.#doc;
		const tick = this.#plannedTick;
		const slots: number[] = [];
		let visits = 0;
		index.forEachIn(tick, tick + 1, (slot) => {
			const held = store.onset[slot] < tick && store.onset[slot] + store.duration[slot] > tick;
			const isDrum = this.#doc.tracks[store.track[slot]]?.is_drum ?? false;
			if (held && !isDrum && this.#isAudible(slot) && !this.#isSounding(slot, span)) slots.push(slot);
			return ++visits > MAX_CHASE_VISITS ? false : undefined;
		});
		this.#send(span, loudest(slots, store.velocity, MAX_CHASED));
	}

	#isSounding(slot: number, span: Span): boolean {
		const key = this.#soundingIds.get(this.#doc.store.id[slot]);
		const note = key === undefined ? undefined : this.#sounding.get(key);
		return note !== undefined && note.span === span;
	}

	#isAudible(slot: number): boolean {
		const { store } = this.#doc;
		return store.velocity[slot] > 0 && (this.#gains[store.track[slot]] ?? 1) > 0;
	}

	#send(span: Span, slots: number[]): void {
		if (slots.length === 0) return;
		this.#output.post({ type: "start", notes: slots.map((slot) => this.#noteOf(span, slot)) });
	}

	#noteOf(span: Span, slot: number): NoteStart {
		const { store, tracks } = this.#doc;
		const track = tracks[store.track[slot]];
		const fromTick = Math.max(store.onset[slot], span.fromTick);
		const toTick = Math.min(store.onset[slot] + store.duration[slot], span.toTick);
		const note = {
			key: this.#nextKey++,
			at_s: timeOf(span, fromTick),
			until_s: timeOf(span, toTick),
			pitch: store.pitch[slot],
			track: store.track[slot],
		};
		const ring_s = timeOf(span, Math.min(this.#shaping.ringUntil(slot), span.toTick));
		this.#sounding.set(note.key, { ...note, id: store.id[slot], ring_s, span });
		this.#soundingIds.set(store.id[slot], note.key);
		const isDrum = track?.is_drum ?? false;
		const rate = rateOf(span.tempo);
		const expression = this.#expression.of(slot, fromTick, toTick, rate);
		const own = this.#shaping.of(slot, { at_s: note.at_s, isDrum }, ring_s, fromTick, rate, expression);
		return {
			...note,
			velocity: store.velocity[slot] / 127,
			patch: patchFor(track?.program ?? 0, store.lyricOf(slot) !== ""),
			program: track?.program ?? 0,
			isDrum,
			...expression,
			...(own && { own }),
		};
	}

	/** A note that was handed over, after the document changed: goes on, ends elsewhere, or stops. */
	#reconcile(note: Sounding, span: Span, tick: number): void {
		if (note.at_s >= span.at_s) {
			this.#forget(note);
			return;
		}
		if (note.ring_s <= span.at_s) return;
		const { store } = this.#doc;
		const slot = store.slotOf(note.id);
		const ringTick = slot >= 0 ? this.#shaping.ringUntil(slot) : 0;
		const goesOn =
			slot >= 0 &&
			store.pitch[slot] === note.pitch &&
			store.track[slot] === note.track &&
			store.onset[slot] <= tick &&
			ringTick > tick &&
			this.#isAudible(slot);
		const endTick = slot >= 0 ? store.onset[slot] + store.duration[slot] : 0;
		// The key may be up already while the pedal holds it.
		const keyUp_s = endTick > tick ? timeOf(span, Math.min(endTick, span.toTick)) : Math.min(note.until_s, span.at_s);
		const until_s = goesOn ? keyUp_s : span.at_s;
		const ring_s = goesOn ? timeOf(span, Math.min(ringTick, span.toTick)) : span.at_s;
		if (until_s !== note.until_s || ring_s !== note.ring_s) {
			this.#output.post({ type: "end", key: note.key, at_s: until_s, ...(ring_s !== until_s && { own_s: ring_s }) });
		}
		if (!goesOn) this.#forget(note);
		else {
			note.until_s = until_s;
			note.ring_s = ring_s;
			note.span = span;
		}
	}

	#forget(note: Sounding): void {
		this.#sounding.delete(note.key);
		if (this.#soundingIds.get(note.id) === note.key) this.#soundingIds.delete(note.id);
	}

	#forgetEnded(now_s: number): void {
		for (const note of this.#sounding.values()) if (note.ring_s < now_s - 1) this.#forget(note);
	}

	#forgetSounding(): void {
		this.#sounding.clear();
		this.#soundingIds.clear();
	}
}

/** At most `limit` slots: the highest velocities, among equal ones the latest; in the order given. */
export function loudest(slots: number[], velocity: Uint8Array, limit: number): number[] {
	if (slots.length <= limit) return slots;
	const counts = new Uint32Array(256);
	for (const slot of slots) counts[velocity[slot]]++;
	let threshold = 255;
	let room = limit;
	while (counts[threshold] <= room) room -= counts[threshold--];
	const kept: number[] = [];
	for (let i = slots.length - 1; i >= 0; i--) {
		const value = velocity[slots[i]];
		if (value > threshold || (value === threshold && room-- > 0)) kept.push(slots[i]);
	}
	return kept.reverse();
}
