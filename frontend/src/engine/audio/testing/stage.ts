/** A real document, a scheduler and a clock that the test moves; what the synthesizer is told is written down. */
import { ScoreDocument } from "../../score/document.ts";
import { type CurveJson, type NoteRows, type Signature, type Tempo, TICKS_PER_BEAT, type Track } from "../../score/types.ts";
import type { NoteStart, SynthMessage } from "../dsp/types.ts";
import { Scheduler } from "../scheduler.ts";
import type { Span } from "../timeline.ts";

export const BEAT = TICKS_PER_BEAT;

export interface SimpleNote {
	id: number;
	/** Beats. */
	at: number;
	long: number;
	pitch?: number;
	velocity?: number;
	track?: number;
	lyric?: string;
}

export function rowsOf(notes: SimpleNote[]): NoteRows {
	const lyric: Record<string, string> = {};
	notes.forEach((note, row) => {
		if (note.lyric) lyric[row] = note.lyric;
	});
	return {
		id: notes.map((note) => note.id),
		onset: notes.map((note) => Math.round(note.at * BEAT)),
		duration: notes.map((note) => Math.round(note.long * BEAT)),
		pitch: notes.map((note) => note.pitch ?? 60),
		velocity: notes.map((note) => note.velocity ?? 100),
		track: notes.map((note) => note.track ?? 0),
		lyric,
	};
}

export const track = (own: Partial<Track> = {}): Track => ({
	name: "",
	program: 0,
	channel: 0,
	is_drum: false,
	muted: false,
	solo: false,
	volume: 1,
	...own,
});

export function documentOf(
	notes: SimpleNote[],
	rest: { tempos?: Tempo[]; signatures?: Signature[]; tracks?: Track[]; curves?: CurveJson[] } = {},
): ScoreDocument {
	const sorted = [...notes].sort((a, b) => a.at - b.at || (a.pitch ?? 60) - (b.pitch ?? 60) || a.id - b.id);
	return ScoreDocument.fromJson({
		rows: rowsOf(sorted),
		tempos: rest.tempos ?? [[0, 120]],
		signatures: rest.signatures ?? [[0, 4, 4]],
		tracks: rest.tracks ?? [track(), track()],
		segments: [],
		curves: rest.curves ?? [],
	});
}

/** What would be heard: the messages applied to a list of notes, as the synthesizer applies them. */
export class Stage {
	readonly scheduler: Scheduler;
	readonly spans: Span[] = [];
	readonly cuts: number[] = [];
	/** `[time, accent]` of the metronome. */
	clicks: [number, boolean][] = [];
	now_s = 0;
	heard: NoteStart[] = [];
	gains: number[] = [];
	pans: number[] = [];
	/** Ends of notes that a pedal holds, as players without pedals are told of them. */
	ownEnds: number[] = [];
	/** Most notes in one message. */
	largest = 0;

	readonly doc: ScoreDocument;

	constructor(doc: ScoreDocument) {
		this.doc = doc;
		this.scheduler = new Scheduler(doc, {
			post: (message) => this.#receive(message),
			onSpan: (span) => this.spans.push(span),
			onCut: (from_s) => {
				this.cuts.push(from_s);
				this.clicks = this.clicks.filter(([at_s]) => at_s < from_s);
			},
			onClick: (at_s, accent) => this.clicks.push([at_s, accent]),
		});
		doc.subscribe(() => this.scheduler.resync(this.now_s));
	}

	begin(beat = 0): this {
		this.scheduler.begin(beat * BEAT, this.now_s);
		this.scheduler.advance(this.now_s);
		return this;
	}

	/** Lets the clock run, with a call every 25 ms as in a page. */
	runTo(time_s: number): this {
		while (this.now_s < time_s) {
			this.now_s = Math.min(time_s, this.now_s + 0.025);
			this.scheduler.advance(this.now_s);
		}
		return this;
	}

	/** `[start, end, pitch]` rounded to milliseconds, in order of time. */
	get notes(): [number, number, number][] {
		const round = (x: number) => Math.round(x * 1000) / 1000;
		return this.heard
			.map((note): [number, number, number] => [round(note.at_s), round(note.until_s), note.pitch])
			.sort((a, b) => a[0] - b[0] || a[2] - b[2]);
	}

	/** Patches of the notes in order of time. */
	get patches(): number[] {
		return [...this.heard].sort((a, b) => a.at_s - b.at_s).map((note) => note.patch);
	}

	#receive(message: SynthMessage): void {
		if (message.type === "start") {
			this.largest = Math.max(this.largest, message.notes.length);
			this.heard.push(...message.notes.map((note) => ({ ...note })));
		} else if (message.type === "cancel") this.heard = this.heard.filter((note) => note.at_s < message.from_s);
		else if (message.type === "gains") {
			this.gains = message.tracks;
			this.pans = message.pans ?? [];
		} else if (message.type === "end") {
			if (message.own_s !== undefined) this.ownEnds.push(message.own_s);
			for (const note of this.heard) if (note.key === message.key) note.until_s = message.at_s;
		} else if (message.type === "silence") {
			this.heard = this.heard.filter((note) => note.at_s < this.now_s);
			for (const note of this.heard) note.until_s = Math.min(note.until_s, this.now_s);
		}
	}
}
