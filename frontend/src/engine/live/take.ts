/** A take while it is sung: the frames and notes that came, where they lie in the score, and the edit they become. */

import type { ScoreDocument } from "../score/document.ts";
import type { NoteRows, Op, Track } from "../score/types.ts";
import type { LiveLayer, LiveNote } from "../state/liveLayer.ts";
import { centsFrom } from "./melody.ts";
import type { Have, LiveAnswer } from "./remote.ts";

const SMALLEST = 4096;
const LIMIT_TRACKS = 256;
const MIN_NOTE_TICKS = 240;
const KEPT_LATENCIES = 4096;

export class TakeLayer implements LiveLayer {
	start_s: number;
	readonly hop_s: number;
	readonly track: number;
	f0_hz = new Float32Array(SMALLEST);
	cents = new Float32Array(SMALLEST);
	length = 0;
	finalLength = 0;
	notes: LiveNote[] = [];
	nowTick = 0;
	lost = 0;
	/** Seconds from the middle of a frame's sound to the moment when its point was first drawn; the latest ones. */
	readonly latencies_s: number[] = [];

	readonly #doc: ScoreDocument;
	#rows: LiveAnswer["notes"] = [];
	#finalNotes = 0;
	#answer = 0;
	#drawn = 0;

	constructor(doc: ScoreDocument, start_s: number, hop_s: number) {
		this.#doc = doc;
		this.start_s = start_s;
		this.hop_s = hop_s;
		this.track = freeTrack(doc);
		this.nowTick = doc.tempo.ticksAt(start_s);
	}

	/** What need not be sent again. */
	get have(): Have {
		return { have_frames: this.finalLength, have_notes: this.#finalNotes };
	}

	/** Answers may overtake each other: what is final is taken from each, what is a guess from the latest. */
	take(answer: LiveAnswer): void {
		const isLatest = answer.answer >= this.#answer;
		const finalEnd = answer.first_frame + answer.n_final;
		if (answer.first_frame <= this.finalLength && (finalEnd > this.finalLength || isLatest)) {
			const from = this.finalLength;
			const count = isLatest ? answer.first_frame + answer.f0_hz.length : finalEnd;
			this.#put(answer, Math.min(from, finalEnd), count);
			this.finalLength = Math.max(this.finalLength, finalEnd);
			this.length = Math.max(this.finalLength, isLatest ? count : this.length);
		}
		const finalNotes = answer.first_note + answer.n_final_notes;
		if (answer.first_note <= this.#finalNotes && (isLatest || finalNotes > this.#finalNotes)) {
			this.#rows = [...this.#rows.slice(0, answer.first_note), ...answer.notes];
			this.#finalNotes = Math.max(this.#finalNotes, finalNotes);
			this.#layNotes();
		}
		if (!isLatest) return;
		this.#answer = answer.answer;
		this.lost = answer.lost;
	}

	/** The microphone is here, in seconds of the take. */
	at(passed_s: number): void {
		this.nowTick = this.#doc.tempo.ticksAt(this.start_s + passed_s);
	}

	/** Frames up to here were just drawn: how long that took from when they were sung. */
	drawn(passed_s: number): void {
		for (let frame = Math.max(this.#drawn, 0); frame < this.length; frame++) this.latencies_s.push(passed_s - frame * this.hop_s);
		this.#drawn = Math.max(this.#drawn, this.length);
		if (this.latencies_s.length > KEPT_LATENCIES) this.latencies_s.splice(0, this.latencies_s.length - KEPT_LATENCIES);
	}

	/** The newest frame that is sung, and how far it is from the score; null in a rest. */
	latest(): { f0_hz: number; cents: number; pitch: number } | null {
		const frame = this.length - 1;
		const f0_hz = this.f0_hz[frame];
		if (frame < 0 || Number.isNaN(f0_hz)) return null;
		return { f0_hz, ...centsFrom(this.#doc, this.#tickOf(frame), f0_hz) };
	}

	/** The operations that make the take a part of the score: one undo step. */
	ops(curveName: string, trackName: string): Op[] {
		const ops: Op[] = [];
		if (this.#rows.length > 0) {
			if (this.track > 0) ops.push({ op: "tracks", tracks: tracksWith(this.#doc, this.track, trackName) });
			ops.push({ op: "insert", rows: this.#noteRows() });
		}
		if (this.finalLength > 0) ops.push(this.#curveOp(curveName));
		return ops;
	}

	#put(answer: LiveAnswer, from: number, to: number): void {
		while (this.f0_hz.length < to) {
			this.f0_hz = grown(this.f0_hz);
			this.cents = grown(this.cents);
		}
		for (let frame = Math.max(from, answer.first_frame); frame < to; frame++) {
			const value = answer.f0_hz[frame - answer.first_frame] ?? Number.NaN;
			this.f0_hz[frame] = value;
			this.cents[frame] = centsFrom(this.#doc, this.#tickOf(frame), value).cents;
		}
	}

	#tickOf(frame: number): number {
		return this.#doc.tempo.ticksAt(this.start_s + frame * this.hop_s);
	}

	#layNotes(): void {
		const { tempo } = this.#doc;
		this.notes = this.#rows.map(([onset_s, end_s, pitch, velocity], i) => ({
			onsetTick: tempo.ticksAt(this.start_s + onset_s),
			endTick: tempo.ticksAt(this.start_s + end_s),
			pitch,
			velocity,
			provisional: i >= this.#finalNotes,
		}));
	}

	#noteRows(): NoteRows {
		const rows: NoteRows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
		const extra: NonNullable<NoteRows["extra"]> = {};
		for (const [i, note] of this.notes.entries()) {
			extra[i] = { cents: this.#rows[i][4] };
			const onset = Math.max(0, Math.round(note.onsetTick));
			rows.id.push(this.#doc.nextId());
			rows.onset.push(onset);
			rows.duration.push(Math.max(MIN_NOTE_TICKS, Math.round(note.endTick) - onset));
			rows.pitch.push(note.pitch);
			rows.velocity.push(note.velocity);
			rows.track.push(this.track);
		}
		rows.extra = extra;
		return rows;
	}

	#curveOp(name: string): Op {
		const values = Array.from(this.f0_hz.subarray(0, this.finalLength), (value) => (Number.isNaN(value) ? null : value));
		const { start_s: start, hop_s: hop } = this;
		return { op: "curve", name, curve: { name, target: "f0", unit: "Hz", time: "s", start, hop, values, style: { dataType: "f0" } } };
	}
}

function grown(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
	const longer = new Float32Array(values.length * 2);
	longer.set(values);
	return longer;
}

/** A track of its own beside what is there; the first one of an empty score. */
function freeTrack(doc: ScoreDocument): number {
	if (doc.store.size === 0) return 0;
	return Math.min(LIMIT_TRACKS - 1, Math.max(1, doc.tracks.length));
}

function tracksWith(doc: ScoreDocument, index: number, name: string): Track[] {
	const plain = { program: 0, channel: 0, is_drum: false, muted: false, solo: false, volume: 1 };
	const tracks: Track[] = doc.tracks.map((track) => ({ ...track }));
	while (tracks.length < index) tracks.push({ name: "", ...plain });
	// What was sung along with the song would sound twice with it.
	tracks[index] = { name, ...plain, muted: true };
	return tracks;
}

/** A name that no curve has. */
export function freeName(doc: ScoreDocument, base: string): string {
	for (let number = 1; ; number++) if (!doc.curves.has(`${base} ${number}`)) return `${base} ${number}`;
}
