/** What the transport shows beside play and stop: how time is counted, speed, metronome, count-in, what is heard. */
import { untrack } from "svelte";
import type { Mix } from "../../engine/audio/audioGraph";
import type { Roll, RollEvent } from "../../engine/roll";
import { type Clock, clockOf, TIME_UNITS, type TimeUnit } from "../../engine/view/position";

export const SOURCES = ["notes", "both", "recording"] as const;
export type Source = (typeof SOURCES)[number];

export function sourceOf(mix: Mix, hasAudio: boolean): Source {
	if (!hasAudio) return "notes";
	return mix.notesOn && mix.audioOn ? "both" : mix.audioOn ? "recording" : "notes";
}

/** Faders stay where they are. */
export function mixOf(source: Source): Partial<Mix> {
	return { notesOn: source !== "recording", audioOn: source !== "notes" };
}

export class TransportState {
	#unit = $state<TimeUnit>("bars");
	metronome = $state(false);
	/** Bars that are counted before a take. */
	countInBars = $state(0);
	rate = $state(1);
	/** The position is being typed. */
	typing = $state(false);
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

	/** Follows commands until the returned function is called; `nextSource` belongs to who has the mix. */
	follow(nextSource: () => void): () => void {
		return this.#roll.subscribe((event: RollEvent) => {
			if (event.type !== "ruler") return;
			if (event.what === "practice") this.read();
			else if (event.what === "timeUnit") this.nextUnit();
			else if (event.what === "position") this.typing = true;
			else if (event.what === "source") nextSource();
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
