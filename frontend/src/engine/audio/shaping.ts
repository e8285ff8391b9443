/**
 * What controllers do to a note of our own voices: pedals hold it, bends, modulation and pressure move its pitch, volume
 * and expression its level. Players that know controllers themselves do not look at it.
 */
import { ControlLanes, heldAt, type Steps } from "./controlLanes.ts";
import { CONTROL_HOP_S, type NoteStart, type OwnShape, type SynthMessage } from "./dsp/types.ts";
import type { Expression } from "./expression.ts";
import type { PlayableDocument } from "./playable.ts";

const SUSTAIN = "control 64";
const SOSTENUTO = "control 66";
const SOFT = "control 67";
/** From here on a pedal is down (MIDI 1.0). */
const DOWN = 64;
const WHOLE_BEND = 8192;
/** A full wheel, or full pressure, is a vibrato of so much (as SoundFonts have it). */
const VIBRATO_CENTS = 50;
const VIBRATO_HZ = 5.5;
const SOFT_GAIN = 0.7;
const LOUDEST = 4;
/** Notes longer than this keep the last value. */
const MAX_CURVE_S = 60;
/** A pedal that is down for longer than so many notes holds what it holds. */
const MAX_VISITS = 5000;

interface TrackControls {
	sustain: Steps | null;
	sostenuto: Steps | null;
	soft: Steps | null;
	bend: Steps | null;
	bend_semitones: number;
	modulation: Steps | null;
	pressure: Steps | null;
	volume: Steps | null;
	/** Of the volume, that the track's own stands for. */
	volumeAtFirst: number;
	expression: Steps | null;
}

export class Shaping {
	readonly #doc: PlayableDocument;
	#lanes: ControlLanes;
	#tracks = new Map<number, TrackControls>();

	constructor(doc: PlayableDocument) {
		this.#doc = doc;
		this.#lanes = new ControlLanes(doc);
	}

	/** Call when the document changed. */
	refresh(): void {
		this.#lanes = new ControlLanes(this.#doc);
		this.#tracks.clear();
	}

	/** The tick until which a note sounds: its end, or where the pedal comes up or the key is struck again. */
	ringUntil(slot: number): number {
		const { store } = this.#doc;
		const end = store.onset[slot] + store.duration[slot];
		if (this.#lanes.isEmpty) return end;
		const { sustain, sostenuto } = this.#of(store.track[slot]);
		let held = sostenuto ? caught(sostenuto, store.onset[slot], end) : end;
		if (sustain && heldAt(sustain, held, 0) >= DOWN) held = Math.max(held, upAfter(sustain, held, this.#doc.endTick));
		return held > end ? Math.max(end, this.#struckAgain(slot, held)) : end;
	}

	/** Null where nothing shapes the note. `until_s` is when it ends, on the clock of `note`; `rate` seconds of the score pass in one of the clock. */
	of(
		slot: number,
		note: Pick<NoteStart, "at_s" | "isDrum">,
		until_s: number,
		fromTick: number,
		rate: number,
		said: Expression,
	): OwnShape | null {
		if (this.#lanes.isEmpty) return null;
		const { store, tempo } = this.#doc;
		const controls = this.#of(store.track[slot]);
		const from_s = tempo.secondsAt(fromTick);
		const length_s = Math.min(MAX_CURVE_S, until_s - note.at_s);
		const count = Math.max(2, Math.ceil(length_s / CONTROL_HOP_S) + 1);
		const tickAt = (i: number): number => tempo.ticksAt(from_s + i * CONTROL_HOP_S * rate);
		const f0_hz = note.isDrum ? null : (said.f0_hz ?? this.#pitch(controls, store.pitch[slot], store.track[slot], count, tickAt));
		return { until_s, f0_hz, loudness: level(controls, said.loudness, store.onset[slot], count, tickAt) };
	}

	#pitch(controls: TrackControls, pitch: number, track: number, count: number, tickAt: (i: number) => number): Float32Array | null {
		const { bend, bend_semitones, modulation, pressure } = controls;
		const keyPressure = this.#lanes.of(track, `key_pressure ${pitch}`);
		const shakers = [modulation, pressure, keyPressure].filter((steps) => steps !== null);
		if (!bend && shakers.length === 0) return null;
		const f0_hz = new Float32Array(count);
		let isMoved = false;
		for (let i = 0; i < count; i++) {
			const tick = tickAt(i);
			const bent = bend ? (100 * bend_semitones * heldAt(bend, tick, 0)) / WHOLE_BEND : 0;
			const depth = shakers.reduce((sum, steps) => sum + heldAt(steps, tick, 0) / 127, 0);
			const cents = bent + VIBRATO_CENTS * Math.min(2, depth) * Math.sin(2 * Math.PI * VIBRATO_HZ * i * CONTROL_HOP_S);
			if (cents !== 0) isMoved = true;
			f0_hz[i] = 440 * 2 ** ((pitch - 69 + cents / 100) / 12);
		}
		return isMoved ? f0_hz : null;
	}

	#struckAgain(slot: number, until: number): number {
		const { index, store } = this.#doc;
		const onset = store.onset[slot];
		let visits = 0;
		for (let i = index.lowerBound(onset); i < index.length && visits < MAX_VISITS; i++, visits++) {
			const other = index.order[i];
			if (store.onset[other] >= until) break;
			if (store.onset[other] > onset && store.pitch[other] === store.pitch[slot] && store.track[other] === store.track[slot])
				return store.onset[other];
		}
		return until;
	}

	#of(track: number): TrackControls {
		let found = this.#tracks.get(track);
		if (!found) {
			const lane = (kind: string): Steps | null => this.#lanes.of(track, kind);
			const volume = lane("control 7");
			const atFirst = volume ? heldAt(volume, this.#lanes.firstTick(track), volume.values[0]) : 0;
			found = {
				sustain: lane(SUSTAIN),
				sostenuto: lane(SOSTENUTO),
				soft: lane(SOFT),
				bend: lane("pitch_bend"),
				bend_semitones: this.#lanes.bendSemitones(track),
				modulation: lane("control 1"),
				pressure: lane("pressure"),
				volume: volume && volume.ticks.length > 1 ? volume : null,
				volumeAtFirst: atFirst,
				expression: lane("control 11"),
			};
			this.#tracks.set(track, found);
		}
		return found;
	}
}

/** The end of a key that the middle pedal catches: it holds the keys that are down when it goes down. */
function caught(pedal: Steps, onset: number, end: number): number {
	let held = end;
	for (let i = 0; i < pedal.ticks.length && pedal.ticks[i] < end; i++) {
		const goesDown = pedal.values[i] >= DOWN && (i === 0 || pedal.values[i - 1] < DOWN);
		if (goesDown && pedal.ticks[i] >= onset) held = Math.max(held, upAfter(pedal, pedal.ticks[i], end));
	}
	return held;
}

/** Where a pedal comes up after a tick; one that nobody lifts is up at the end of the song. */
function upAfter({ ticks, values }: Steps, tick: number, endTick: number): number {
	for (let i = 0; i < ticks.length; i++) if (ticks[i] > tick && values[i] < DOWN) return ticks[i];
	return Math.max(tick, endTick);
}

function level(
	{ volume, volumeAtFirst, expression, soft }: TrackControls,
	said: Float32Array | null,
	onset: number,
	count: number,
	tickAt: (i: number) => number,
): Float32Array | null {
	const touch = soft && heldAt(soft, onset, 0) >= DOWN ? SOFT_GAIN : 1;
	if (!volume && !expression && touch === 1) return said;
	const gains = new Float32Array(count);
	for (let i = 0; i < count; i++) {
		const tick = tickAt(i);
		const share = volume && volumeAtFirst > 0 ? heldAt(volume, tick, volume.values[0]) / volumeAtFirst : 1;
		const swell = expression ? (heldAt(expression, tick, 127) / 127) ** 2 : 1;
		const own = said ? said[Math.min(i, said.length - 1)] : 1;
		gains[i] = Math.min(LOUDEST, share * swell * touch) * own;
	}
	return gains;
}

/** A message as our own voices take it: with what controllers do to the notes. */
export function shaped(message: SynthMessage): SynthMessage {
	if (message.type === "start") {
		if (!message.notes.some((note) => note.own)) return message;
		return { ...message, notes: message.notes.map(({ own, ...note }) => ({ ...note, ...own })) };
	}
	if (message.type === "end" && message.own_s !== undefined) return { type: "end", key: message.key, at_s: message.own_s };
	return message;
}
