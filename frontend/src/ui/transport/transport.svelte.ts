/** What the transport shows beside play and stop: how time is counted, speed, metronome, count-in, what is heard. */
import { untrack } from "svelte";
import { isHeard, type Mix } from "../../engine/audio/mix";
import type { Roll, RollEvent } from "../../engine/roll";
import { type Clock, clockOf, TIME_UNITS, type TimeUnit } from "../../engine/view/position";

/** Names of the choices of bars, none first. */
export const COUNTED_BARS = ["none", "one", "two"] as const;
export const SOURCES = ["notes", "both", "recording", "edited"] as const;
export type Source = (typeof SOURCES)[number];
/** One key goes from one to the next, to compare them. */
const COMPARED = ["edited", "recording", "notes"] as const;

/** What there is to hear beside the notes. */
export interface Heard {
	hasAudio: boolean;
	/** The recording is edited. */
	edited: boolean;
}

export function sourcesOf({ edited }: Heard): Source[] {
	return SOURCES.filter((source) => source !== "edited" || edited);
}

export function sourceOf(mix: Mix, { hasAudio, edited }: Heard): Source {
	if (!hasAudio) return "notes";
	const audio = isHeard(mix, "audio");
	if (isHeard(mix, "notes")) return audio ? "both" : "notes";
	return !audio ? "notes" : edited && mix.edited ? "edited" : "recording";
}

/** Faders stay where they are, and no layer is alone any more; so stays which recording is heard, unless there are two and one of them is meant. */
export function mixOf(source: Source, { edited }: Heard): Partial<Mix> {
	const alone = source === "recording" || source === "edited";
	const together = { notesSolo: false, audioSolo: false, sineSolo: false };
	return { ...together, notesOn: !alone, audioOn: source !== "notes", ...(alone && edited && { edited: source === "edited" }) };
}

export function nextSource(mix: Mix, heard: Heard, compare: boolean): Source {
	const all = compare ? COMPARED.filter((source) => source !== "edited" || heard.edited) : sourcesOf(heard);
	return all[(all.indexOf(sourceOf(mix, heard) as never) + 1) % all.length] ?? "both";
}

export interface Asked {
	next(compare: boolean): void;
	openMixer(): void;
	toldPreRoll(bars: number): void;
}

export class TransportState {
	#unit = $state<TimeUnit>("bars");
	metronome = $state(false);
	/** Bars that are counted before a take. */
	countInBars = $state(0);
	/** Bars that are played before a loop. */
	preRollBars = $state(0);
	rate = $state(1);
	/** The position is being typed. */
	typing = $state(false);
	/** The recording is edited, and the edit has come. */
	edited = $state(false);
	waiting = $state(false);
	readonly #roll: Roll;

	constructor(roll: Roll) {
		this.#roll = roll;
		this.read();
	}

	get unit(): TimeUnit {
		return this.#unit;
	}

	/** The ruler counts in it as well. */
	set unit(unit: TimeUnit) {
		this.#unit = unit;
		this.#roll.scenery.setTimeUnit(unit);
	}

	get clock(): Clock {
		return clockOf(this.#roll.doc);
	}

	read(): void {
		const { player } = this.#roll;
		this.metronome = player?.metronome ?? false;
		this.countInBars = player?.countInBars ?? 0;
		this.preRollBars = player?.preRollBars ?? 0;
		this.rate = player?.rate ?? 1;
	}

	nextUnit(): void {
		this.unit = TIME_UNITS[(TIME_UNITS.indexOf(this.unit) + 1) % TIME_UNITS.length] ?? "bars";
	}

	setRate(rate: number): void {
		this.#roll.player?.setRate(rate);
		this.read();
	}

	setMetronome(on: boolean): void {
		this.#roll.player?.setMetronome(on);
		this.read();
	}

	setCountIn(bars: number): void {
		if (this.#roll.player) this.#roll.player.countInBars = bars;
		this.read();
	}

	setPreRoll(bars: number): void {
		if (this.#roll.player) this.#roll.player.preRollBars = bars;
		this.read();
	}

	/** Follows commands until the returned function is called; What belongs to who has the mix and the panels is passed on. */
	follow({ next, openMixer, toldPreRoll }: Asked): () => void {
		return this.#roll.subscribe((event: RollEvent) => {
			if (event.type !== "ruler") return;
			if (event.what === "practice") this.read();
			else if (event.what === "timeUnit") this.nextUnit();
			else if (event.what === "position") this.typing = true;
			else if (event.what === "preRoll") {
				this.read();
				toldPreRoll(this.preRollBars);
			} else if (event.what === "mixer") openMixer();
			else if (event.what === "source" || event.what === "compare") next(event.what === "compare");
		});
	}
}

const states = new WeakMap<Roll, TransportState>();

export function transportOf(roll: Roll): TransportState {
	return untrack(() => {
		let state = states.get(roll);
		if (!state) {
			state = new TransportState(roll);
			states.set(roll, state);
		}
		return state;
	});
}
