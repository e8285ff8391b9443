/** One pass of a take: what was played, in ticks of the score, until the pass is closed. Knows neither clock nor document. */
import { TICKS_PER_BEAT } from "../score/types.ts";
import { pedalKey } from "./heldKeys.ts";
import { SUSTAIN } from "./messages.ts";
import { PEDAL_DOWN, Pedals } from "./pedals.ts";
import type { ControlLane, Voice } from "./sink.ts";

export interface TakeOptions {
	/** What the sustain pedal does: it makes notes longer, or becomes a curve as other controllers do. */
	pedal: "lengthen" | "curve";
	/** Bends, modulation and the like become curves. */
	controllers: boolean;
}

export interface TakenNote {
	pitch: number;
	velocity: number;
	onset: number;
	/** Infinity while it sounds. */
	end: number;
}

export interface TakenLane {
	lane: ControlLane;
	/** Ticks, ascending, each once. */
	points: [tick: number, value: number][];
}

export interface Pass {
	from: number;
	to: number;
	notes: TakenNote[];
	lanes: TakenLane[];
}

/** Who is early by less than this, before the first beat of a take, meant that beat. */
const EARLY_TICKS = TICKS_PER_BEAT / 2;
/** Shorter than a 1/64 beat nobody plays. */
const MIN_TICKS = TICKS_PER_BEAT / 64;

export class Take {
	readonly #options: TakeOptions;
	readonly #from: number;
	#notes: TakenNote[] = [];
	readonly #open = new Map<string, TakenNote>();
	readonly #lanes = new Map<string, TakenLane>();
	readonly #pedals = new Pedals();
	/** Pedals that are down. */
	readonly #feet = new Map<string, { source: string; channel: number }>();

	constructor(options: TakeOptions, fromTick: number) {
		this.#options = options;
		this.#from = fromTick;
	}

	get from(): number {
		return this.#from;
	}

	/** Notes so far; those that sound have no end yet. */
	get notes(): readonly TakenNote[] {
		return this.#notes;
	}

	press(voice: Voice, velocity: number, tick: number): void {
		this.#pedals.forget(voice);
		this.#end(voice, tick);
		if (tick < this.#from - EARLY_TICKS) return;
		const note = { pitch: voice.pitch, velocity, onset: Math.max(this.#from, Math.round(tick)), end: Number.POSITIVE_INFINITY };
		this.#notes.push(note);
		this.#open.set(voice.key, note);
	}

	release(voice: Voice, tick: number): void {
		if (this.#options.pedal === "lengthen" && this.#pedals.keeps(voice)) return;
		this.#end(voice, tick);
	}

	pedal(source: string, channel: number, value: number, tick: number): void {
		if (value >= PEDAL_DOWN) this.#feet.set(pedalKey(source, channel), { source, channel });
		else this.#feet.delete(pedalKey(source, channel));
		if (this.#options.pedal === "lengthen") {
			for (const voice of this.#pedals.set(source, channel, value)) this.#end(voice, tick);
		} else this.#point({ type: "control", number: SUSTAIN }, value, tick);
	}

	control(lane: ControlLane, value: number, tick: number): void {
		if (this.#options.controllers) this.#point(lane, value, tick);
	}

	/** The pass ends here, and with it what still sounds. */
	close(toTick: number): Pass {
		const to = Math.max(this.#from, Math.round(toTick));
		for (const note of this.#notes) note.end = Math.min(note.end, Math.max(to, note.onset + MIN_TICKS));
		// A curve goes on with its last value: a pedal that is still down would stay down for ever.
		if (this.#options.pedal === "curve" && this.#feet.size > 0) this.#point({ type: "control", number: SUSTAIN }, 0, to);
		return { from: this.#from, to, notes: onePerPitch(this.#notes), lanes: [...this.#lanes.values()] };
	}

	/** The next pass of a loop: pedals stay as the feet have them. */
	again(fromTick: number): Take {
		const next = new Take(this.#options, fromTick);
		for (const { source, channel } of this.#feet.values()) next.pedal(source, channel, 127, fromTick);
		return next;
	}

	#end(voice: Voice, tick: number): void {
		const note = this.#open.get(voice.key);
		if (!note) return;
		this.#open.delete(voice.key);
		note.end = Math.max(note.onset + MIN_TICKS, Math.round(tick));
	}

	#point(lane: ControlLane, value: number, tick: number): void {
		const name = `${lane.type} ${lane.number ?? ""}`;
		const found = this.#lanes.get(name) ?? { lane, points: [] };
		this.#lanes.set(name, found);
		const at = Math.max(this.#from, Math.round(tick));
		const last = found.points.at(-1);
		// Messages of one instant: the last one holds.
		if (last && last[0] >= at) last[1] = value;
		else found.points.push([at, value]);
	}
}

/** Of one pitch one note sounds at a time, from whatever keyboards it came: the next one ends it. */
function onePerPitch(notes: readonly TakenNote[]): TakenNote[] {
	const sorted = [...notes].sort((a, b) => a.onset - b.onset || a.pitch - b.pitch);
	const last = new Map<number, TakenNote>();
	const kept: TakenNote[] = [];
	for (const note of sorted) {
		const before = last.get(note.pitch);
		if (before && before.onset === note.onset) {
			before.end = Math.max(before.end, note.end);
			before.velocity = Math.max(before.velocity, note.velocity);
			continue;
		}
		if (before) before.end = Math.min(before.end, note.onset);
		last.set(note.pitch, note);
		kept.push(note);
	}
	return kept;
}
