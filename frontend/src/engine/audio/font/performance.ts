/**
 * What the controllers of a score say, track by track: the twin of `synth/soundfont/performance.py`, in ticks, because the
 * page plays from any place at any speed.
 */
import { type Curve, TICKS_PER_BEAT, type Track } from "../../score/types.ts";
import type { PlayableDocument } from "../playable.ts";
import { GAIN, KEY_PRESSURE, TUNING } from "./fontTypes.ts";

export const DRUM_BANK = 128;
const DRUM_CHANNEL = 9;
const BEND = 14;
const PRESSURE = 13;
const BEND_RANGE = 16;
const CONTROL = 128;
const CENTRE = 8192;
const [VOLUME, PAN, SUSTAIN, SOSTENUTO] = [7, 10, 64, 66];
const [BANK, DATA, DATA_LSB, RPN_LSB, RPN, RESET] = [0, 6, 38, 100, 101, 121];
/** What "reset all controllers" sets back (MIDI RP-015). */
const RESETTABLE: readonly [place: number, value: number][] = [
	[CONTROL + 1, 0],
	[CONTROL + 11, 127],
	[CONTROL + SUSTAIN, 0],
	[CONTROL + SOSTENUTO, 0],
	[BEND, CENTRE],
	[PRESSURE, 0],
];

/** Value that holds from a tick on, until the next one. */
interface Steps {
	ticks: number[];
	values: number[];
}

interface Lane {
	kind: string;
	number: number;
	track: number | null;
	channel: number;
}

interface Setup {
	tick: number;
	control: number;
	value: number;
}

/** Index of the first tick that is larger. */
function after(ticks: readonly number[], tick: number): number {
	let [low, high] = [0, ticks.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if (ticks[middle] <= tick) low = middle + 1;
		else high = middle;
	}
	return low;
}

const isWhole = (value: unknown, most: number): value is number =>
	typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most;

function laneOf(curve: Curve): Lane | null {
	const said = curve.style.midi as { type?: unknown; number?: unknown; track?: unknown; channel?: unknown } | undefined;
	if (typeof said !== "object" || said === null) return null;
	const { type, number = 0, track = null, channel = 0 } = said;
	if (typeof type !== "string" || !isWhole(number, 127) || !isWhole(channel, 15)) return null;
	return track === null || isWhole(track, 255) ? { kind: type, number, track, channel } : null;
}

function stepsOf(curve: Curve, kind: string, doc: PlayableDocument): Steps {
	const [low, high] = kind === "pitch_bend" ? [-CENTRE, CENTRE - 1] : [0, 127];
	const steps: Steps = { ticks: [], values: [] };
	for (let i = 0; i < curve.values.length; i++) {
		if (!Number.isFinite(curve.values[i])) continue;
		const at = curve.times ? curve.times[i] : curve.start + i * curve.hop;
		steps.ticks.push(Math.max(0, curve.time === "s" ? doc.tempo.ticksAt(at) : at * TICKS_PER_BEAT));
		steps.values.push(Math.min(high, Math.max(low, curve.values[i])));
	}
	return steps;
}

export class Performance {
	readonly #tracks: readonly Track[];
	readonly #channels: number[];
	readonly #setup = new Map<number, Setup[]>();
	/** Banks by channel. */
	readonly #banks = new Map<number, Steps>();
	readonly #lanes: [Lane, Steps][] = [];
	readonly #controls: Map<number, Steps>[];

	constructor(doc: PlayableDocument) {
		this.#tracks = doc.tracks;
		this.#channels = doc.tracks.map((track) => (track.is_drum ? DRUM_CHANNEL : track.channel & 15));
		this.#readSetup(doc.head?.extra?.midi);
		for (const curve of doc.curves.values()) {
			const lane = laneOf(curve);
			const steps = lane && stepsOf(curve, lane.kind, doc);
			if (steps && steps.ticks.length > 0) this.#lanes.push([lane, steps]);
		}
		const firsts = firstOnsets(doc);
		this.#controls = doc.tracks.map((_, number) => this.#controlsOf(number, firsts[number] ?? 0, doc.endTick));
	}

	/** Bank of a track's notes that begin at a tick. */
	bankAt(number: number, tick: number): number {
		if (this.#tracks[number]?.is_drum) return DRUM_BANK;
		const banks = this.#banks.get(this.#channels[number]);
		const index = banks ? after(banks.ticks, tick) - 1 : -1;
		return banks && index >= 0 ? banks.values[index] : 0;
	}

	/** All that a track's notes are played with at a tick: place, value, place, value, …; the rest is as usual. */
	stateAt(number: number, tick: number): number[] {
		const state: number[] = [];
		for (const [place, { ticks, values }] of this.#controls[number] ?? []) {
			const index = after(ticks, tick) - 1;
			if (index >= 0) state.push(place, values[index]);
		}
		return state;
	}

	/** What changes after a tick, up to another one. */
	changesIn(number: number, fromTick: number, toTick: number): [tick: number, place: number, value: number][] {
		const found: [number, number, number][] = [];
		for (const [place, { ticks, values }] of this.#controls[number] ?? []) {
			for (let i = after(ticks, fromTick); i < ticks.length && ticks[i] <= toTick; i++) found.push([ticks[i], place, values[i]]);
		}
		return found.sort((a, b) => a[0] - b[0]);
	}

	get trackCount(): number {
		return this.#tracks.length;
	}

	/** Controllers whose order matters, by channel. Numbers of tracks are those that the file knew (`formats/midi/kept.py`). */
	#readSetup(midi: unknown): void {
		const listed = (midi as { setup?: unknown } | undefined)?.setup;
		if (!Array.isArray(listed)) return;
		const places = new Map<number, number>();
		this.#tracks.forEach((track, i) => {
			if (isWhole(track.midiTrack, 255) && !places.has(track.midiTrack)) places.set(track.midiTrack, i);
		});
		for (const item of listed) {
			const { beat, control, value, channel, track = 0 } = item ?? {};
			if (typeof beat !== "number" || !isWhole(control, 127) || !isWhole(value, 127)) continue;
			const place = places.size > 0 ? places.get(track) : track;
			const on = isWhole(channel, 15) ? channel : this.#channels[place];
			if (on === undefined) continue;
			const said = this.#setup.get(on) ?? [];
			said.push({ tick: beat * TICKS_PER_BEAT, control, value });
			this.#setup.set(on, said);
		}
		for (const [channel, said] of this.#setup) {
			said.sort((a, b) => a.tick - b.tick);
			const banks = said.filter(({ control }) => control === BANK);
			this.#banks.set(channel, { ticks: banks.map(({ tick }) => tick), values: banks.map(({ value }) => value) });
		}
	}

	/** Lane of a track; where it has none that of another track of its channel, or of the channel. */
	#lane(number: number, kind: string, control: number): Steps | null {
		let own: Steps | null = null;
		let shared: Steps | null = null;
		for (const [lane, steps] of this.#lanes) {
			if (lane.kind !== kind || lane.number !== control) continue;
			if (lane.track === number) own ??= steps;
			else if ((lane.track === null ? lane.channel : this.#channels[lane.track]) === this.#channels[number]) shared ??= steps;
		}
		return own ?? shared;
	}

	#numbers(kind: string): Set<number> {
		return new Set(this.#lanes.filter(([lane]) => lane.kind === kind).map(([lane]) => lane.number));
	}

	#controlsOf(number: number, firstTick: number, endTick: number): Map<number, Steps> {
		const track = this.#tracks[number];
		const found = new Map<number, Steps>();
		const take = (place: number, kind: string, control: number, add = 0): void => {
			const steps = this.#lane(number, kind, control);
			if (steps) found.set(place, add === 0 ? steps : { ticks: steps.ticks, values: steps.values.map((value) => value + add) });
		};
		for (const control of this.#numbers("control")) take(CONTROL + control, "control", control);
		take(BEND, "pitch_bend", 0, CENTRE);
		take(PRESSURE, "pressure", 0);
		for (const key of this.#numbers("key_pressure")) take(KEY_PRESSURE + key, "key_pressure", key);
		const volume = 100 * track.volume;
		found.set(CONTROL + VOLUME, scaled(found.get(CONTROL + VOLUME), Math.min(volume, 127), firstTick));
		found.set(CONTROL + PAN, moved(found.get(CONTROL + PAN), 64 + 63 * (track.pan ?? 0), firstTick));
		const gain = Math.max(1, (volume / 127) ** 2);
		if (gain > 1) found.set(GAIN, constant(gain));
		this.#addSetup(number, found);
		for (const pedal of [SUSTAIN, SOSTENUTO]) {
			const steps = found.get(CONTROL + pedal);
			// A pedal that nobody lifts is up when the song ends.
			if (steps && (steps.values.at(-1) ?? 0) >= 64) found.set(CONTROL + pedal, inserted(steps, endTick, 0));
		}
		return found;
	}

	/** Range of the bend and tuning (registered parameters), and the resetting of controllers. */
	#addSetup(number: number, found: Map<number, Steps>): void {
		let chosen = -1;
		const tuned = [0, 0];
		const ranges: Steps = constant(2);
		const tunings: Steps = constant(0);
		let parameter = [127, 127];
		for (const { tick, control, value } of this.#setup.get(this.#channels[number]) ?? []) {
			if (control === RPN) parameter = [value, parameter[1]];
			else if (control === RPN_LSB) parameter = [parameter[0], value];
			else if (control === 98 || control === 99) parameter = [127, 127];
			chosen = parameter[0] === 0 ? parameter[1] : -1;
			if ((control === DATA || control === DATA_LSB) && chosen === 0) {
				const last = ranges.values.at(-1) ?? 2;
				push(ranges, tick, (control === DATA ? value : Math.trunc(last)) + (control === DATA_LSB ? value / 100 : 0));
			} else if (control === DATA && (chosen === 1 || chosen === 2)) {
				tuned[chosen - 1] = chosen === 1 ? ((value - 64) / 64) * 100 : (value - 64) * 100;
				push(tunings, tick, tuned[0] + tuned[1]);
			} else if (control === RESET) {
				for (const [place, usual] of RESETTABLE) {
					const steps = found.get(place);
					if (steps) found.set(place, inserted(steps, tick, usual));
				}
			}
		}
		if (ranges.ticks.length > 1) found.set(BEND_RANGE, ranges);
		if (tunings.ticks.length > 1) found.set(TUNING, tunings);
	}
}

/** The first onset of each track. */
function firstOnsets({ index, store, tracks }: PlayableDocument): number[] {
	const firsts: number[] = [];
	let missing = tracks.length;
	for (let i = 0; i < index.length && missing > 0; i++) {
		const slot = index.order[i];
		const track = store.track[slot];
		if (firsts[track] !== undefined) continue;
		firsts[track] = store.onset[slot];
		missing--;
	}
	return firsts;
}

function push(steps: Steps, tick: number, value: number): void {
	steps.ticks.push(tick);
	steps.values.push(value);
}

function inserted({ ticks, values }: Steps, tick: number, value: number): Steps {
	let place = after(ticks, tick);
	while (place > 0 && ticks[place - 1] === tick) place--;
	const put = (list: readonly number[], item: number): number[] => [...list.slice(0, place), item, ...list.slice(place)];
	return { ticks: put(ticks, tick), values: put(values, value) };
}

function constant(value: number): Steps {
	return { ticks: [-1], values: [value] };
}

/** Value that holds at a tick; the first one before it. */
function held({ ticks, values }: Steps, tick: number): number {
	return values[Math.max(after(ticks, tick) - 1, 0)];
}

/** Volume such that it has the track's at its first note, as a MIDI file that is written has it. */
function scaled(steps: Steps | undefined, wanted: number, firstTick: number): Steps {
	if (!steps) return constant(wanted);
	const at = held(steps, firstTick);
	const of = (value: number): number => Math.min(127, Math.max(0, at > 0 ? value * (wanted / at) : value + wanted));
	return { ticks: steps.ticks, values: steps.values.map(of) };
}

/** Place such that it is the track's at its first note. */
function moved(steps: Steps | undefined, wanted: number, firstTick: number): Steps {
	if (!steps) return constant(wanted);
	const by = wanted - held(steps, firstTick);
	return { ticks: steps.ticks, values: steps.values.map((value) => Math.min(127, Math.max(0, value + by))) };
}
