/** Controllers, bends and pressure of the score as steps over ticks, by track: what files and takes keep as curves. */
import { tickOfTime } from "../score/curveTime.ts";
import type { TempoMap } from "../score/tempo.ts";
import type { Curve } from "../score/types.ts";
import type { PlayableDocument } from "./playable.ts";

/** Each value holds until the next one. */
export interface Steps {
	ticks: Float64Array;
	values: Float32Array;
}

interface Lane {
	/** `control 64`, `pitch_bend`, `pressure`, `key_pressure 60`. */
	kind: string;
	/** Null for a lane of a channel that no track has. */
	track: number | null;
	channel: number;
	steps: Steps;
}

const DRUM_CHANNEL = 9;
const USUAL_BEND_SEMITONES = 2;

/** Value that holds at a tick; `before` where nothing has been said yet. */
export function heldAt({ ticks, values }: Steps, tick: number, before: number): number {
	let low = 0;
	let high = ticks.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (ticks[middle] <= tick) low = middle + 1;
		else high = middle;
	}
	return low > 0 ? values[low - 1] : before;
}

const read = new WeakMap<Curve, { tempo: unknown; steps: Steps }>();

/** Steps of a curve, made once; values that are undefined say nothing. */
function stepsOf(curve: Curve, tempo: TempoMap): Steps {
	const known = read.get(curve);
	if (known && (curve.time === "beats" || known.tempo === tempo)) return known.steps;
	const kept = [...curve.values.keys()].filter((i) => !Number.isNaN(curve.values[i]));
	const time = (i: number): number => (curve.times ? curve.times[i] : curve.start + i * curve.hop);
	const steps = {
		ticks: Float64Array.from(kept, (i) => tickOfTime(curve, tempo, time(i))),
		values: Float32Array.from(kept, (i) => curve.values[i]),
	};
	read.set(curve, { tempo, steps });
	return steps;
}

export class ControlLanes {
	readonly #doc: PlayableDocument;
	readonly #lanes: Lane[] = [];

	/** Reads what the document has now. */
	constructor(doc: PlayableDocument) {
		this.#doc = doc;
		for (const curve of doc.curves.values()) {
			const said = curve.style.midi as { type?: unknown; number?: unknown; track?: unknown; channel?: unknown } | undefined;
			if (typeof said?.type !== "string" || curve.values.length === 0) continue;
			this.#lanes.push({
				kind: typeof said.number === "number" ? `${said.type} ${said.number}` : said.type,
				track: typeof said.track === "number" ? said.track : null,
				channel: typeof said.channel === "number" ? said.channel : -1,
				steps: stepsOf(curve, doc.tempo as TempoMap),
			});
		}
	}

	get isEmpty(): boolean {
		return this.#lanes.length === 0;
	}

	/** Lane of a track; where it has none that of its channel, or of another track on its channel. */
	of(track: number, kind: string): Steps | null {
		let shared: Steps | null = null;
		for (const lane of this.#lanes) {
			if (lane.kind !== kind) continue;
			if (lane.track === track) return lane.steps;
			const channel = lane.track === null ? lane.channel : this.#channelOf(lane.track);
			if (channel === this.#channelOf(track)) shared ??= lane.steps;
		}
		return shared;
	}

	/** How far a whole bend goes, as the file says (registered parameter 0). */
	bendSemitones(track: number): number {
		let chosen = [127, 127];
		let range = USUAL_BEND_SEMITONES;
		for (const { control, value } of this.#setupOf(track)) {
			if (control === 101) chosen = [value, chosen[1]];
			else if (control === 100) chosen = [chosen[0], value];
			else if (control === 98 || control === 99) chosen = [127, 127];
			else if (chosen[0] === 0 && chosen[1] === 0) {
				if (control === 6) range = value;
				else if (control === 38) range = Math.floor(range) + value / 100;
			}
		}
		return range;
	}

	/** Tick of a track's first note; 0 where it has none. */
	firstTick(track: number): number {
		const { index, store } = this.#doc;
		for (let i = 0; i < index.length; i++) if (store.track[index.order[i]] === track) return store.onset[index.order[i]];
		return 0;
	}

	#channelOf(number: number): number {
		const track = this.#doc.tracks[number];
		return track?.is_drum ? DRUM_CHANNEL : (track?.channel ?? 0);
	}

	#setupOf(track: number): { control: number; value: number; beat: number }[] {
		const midi = this.#doc.head?.extra?.midi as { setup?: unknown } | undefined;
		const listed = Array.isArray(midi?.setup) ? (midi.setup as Record<string, unknown>[]) : [];
		const channel = this.#channelOf(track);
		return listed
			.filter((item) => (typeof item.channel === "number" ? item.channel === channel : this.#isOf(item.track, track)))
			.map(({ control, value, beat }) => ({ control: Number(control), value: Number(value), beat: Number(beat) }))
			.sort((a, b) => a.beat - b.beat);
	}

	/** What a file calls a track stays with it when tracks are moved. */
	#isOf(said: unknown, track: number): boolean {
		const { midiTrack: number } = (this.#doc.tracks[track]?.extra ?? {}) as { midiTrack?: unknown };
		return typeof number === "number" ? number === said : (said ?? 0) === track;
	}
}
