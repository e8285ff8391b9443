/** Phrases of a recording as they are edited: which ones differ, which have come, what is to be asked for next. */
import type { F0Frames } from "./frames.ts";
import { isSame, nameOf, type Phrase, Phrases } from "./phrases.ts";

export interface SungQuestion {
	start_s: number;
	end_s: number;
	frames: { start_s: number; hop_s: number };
	f0_from: (number | null)[];
	f0_to: (number | null)[];
	gain_db?: number[];
}

/** A phrase as the server sings it. */
export interface Sung {
	sr: number;
	channels: number;
	start_s: number;
	/** Channels interleaved. */
	pcm: Int16Array;
	/** Where it is not the recording as it is. */
	changed: [start_s: number, end_s: number][];
}

/** What is heard in place of the recording from one second of it to another. */
export interface Patch {
	name: string;
	start_s: number;
	end_s: number;
	sound: Sung;
}

/** What the recording is sung by. */
export interface EditedF0 {
	from: F0Frames;
	/** At the frames of `from`. */
	to: Float32Array;
	/** dB at the frames; null where loudness is not edited. */
	gain_db: Float32Array | null;
	/** Of the recording. */
	duration_s: number;
}

export interface EditedHost {
	/** Rejects with a `NotSung` when the server says why not, with anything else when it was not reached. */
	ask(question: SungQuestion): Promise<Sung>;
	/** What is heard, or what is waited for, is another now. */
	changed(): void;
	/** A reason that has not been said of this recording. */
	refused(reason: string): void;
}

/** The server does not sing it; the message is its reason. */
export class NotSung extends Error {}

/** Keys that are held change a curve many times a second; a hand that lets go does it once, and is heard at once. */
const REST_MS = 40;
const AT_ONCE = 2;
/** Of an edit that changes many phrases so many come at once, the nearest first; the others when they are near. */
const MOST_AT_REST = 8;
const MOST_FRESH = 32;
const AHEAD_S = 12;
const KEPT_SAMPLES = 32e6;
const AGAIN_MS = [1000, 2000, 4000, 8000];

export class EditedSound {
	readonly #host: EditedHost;
	#edit: EditedF0 | null = null;
	#phrases: Phrases | null = null;
	/** Names of the phrases in which the recording is not as it was. */
	readonly #names = new Map<Phrase, string>();
	/** Those of the last edits, by name. */
	readonly #fresh = new Set<string>();
	/** By name, the one used last at the end. */
	readonly #kept = new Map<string, Sung>();
	readonly #underWay = new Map<string, Promise<void>>();
	readonly #refused = new Set<string>();
	readonly #said = new Set<string>();
	#window: [from_s: number, to_s: number] = [0, AHEAD_S];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#failures = 0;
	#edited_ms = Number.NEGATIVE_INFINITY;
	/** Grows with each recording: answers for another one are thrown away. */
	#recording = 0;

	constructor(host: EditedHost) {
		this.#host = host;
	}

	/** Something is to be heard that the recording does not have. */
	get isEdited(): boolean {
		return this.#names.size > 0;
	}

	/** The recording is heard where it should be an edit that has not come. */
	get isWaiting(): boolean {
		return this.#missing().length > 0;
	}

	/** Another recording, or none. */
	forget(): void {
		this.#recording++;
		clearTimeout(this.#timer);
		this.#edit = null;
		this.#phrases = null;
		for (const kept of [this.#names, this.#fresh, this.#kept, this.#underWay, this.#refused, this.#said]) kept.clear();
		this.#failures = 0;
		this.#host.changed();
	}

	/**
	 * The curves are others now. What was sung before is there at once, the rest is asked for when the hand rests. `touched`:
	 * between the ends of these frames lies all that differs from what was set before; where it is not given, all is looked at.
	 */
	set(edit: EditedF0, touched?: readonly (readonly [from: number, to: number])[]): void {
		const phrases = this.#phrasesOf(edit, touched);
		const formerly = new Set(this.#names.values());
		const { from, to, gain_db } = edit;
		const fresh: Phrase[] = [];
		for (const phrase of phrases) {
			const isPlain = isAsLoud(gain_db, phrase);
			if (isPlain && isSame(from.hz, to, phrase.from, phrase.to)) {
				this.#names.delete(phrase);
				continue;
			}
			const name = nameOf(phrase, from.hz, to, isPlain ? null : gain_db);
			this.#names.set(phrase, name);
			if (!formerly.has(name)) fresh.push(phrase);
		}
		for (const phrase of this.#nearest(fresh).slice(0, MOST_AT_REST)) this.#fresh.add(this.#names.get(phrase) as string);
		for (const name of [...this.#fresh].slice(0, -MOST_FRESH)) this.#fresh.delete(name);
		this.#failures = 0;
		const now_ms = performance.now();
		this.#pumpIn(now_ms - this.#edited_ms > REST_MS ? 0 : REST_MS);
		this.#edited_ms = now_ms;
		this.#host.changed();
	}

	/** The phrases whose names may be others now. */
	#phrasesOf(edit: EditedF0, touched: readonly (readonly [from: number, to: number])[] | undefined): Iterable<Phrase> {
		const phrases = this.#phrases;
		this.#edit = edit;
		if (!phrases || !touched) {
			this.#names.clear();
			this.#phrases = new Phrases(edit.from, edit.duration_s);
			return this.#phrases.list;
		}
		phrases.f0 = edit.from;
		const found = new Set<Phrase>();
		for (const [from, to] of touched) {
			const { gone, come } = phrases.changed(from, to);
			for (const phrase of gone) {
				this.#names.delete(phrase);
				found.delete(phrase);
			}
			for (const phrase of [...come, ...phrases.touching(from, to)]) found.add(phrase);
		}
		return found;
	}

	/** What will be heard soon, in seconds of the recording. */
	look(from_s: number): void {
		this.#window = [from_s, from_s + AHEAD_S];
		if (this.#failures === 0 && this.#missing().some(([, name]) => !this.#underWay.has(name))) this.#pump();
	}

	/** What has come, in order of time. */
	patchesIn(from_s: number, to_s: number): Patch[] {
		const found: Patch[] = [];
		for (const [{ start_s, end_s }, name] of this.#names) {
			const patch = end_s > from_s && start_s < to_s ? this.#patch(name) : null;
			if (patch) found.push(patch);
		}
		return found.sort((a, b) => a.start_s - b.start_s);
	}

	/** Asks for everything that is edited; resolves when all has come that will. */
	async all(): Promise<Patch[]> {
		const found: Patch[] = [];
		for (const [phrase, name] of [...this.#names].sort(([a], [b]) => a.start_s - b.start_s)) {
			if (!this.#kept.has(name)) await this.#fetch(phrase, name);
			const patch = this.#patch(name);
			if (patch) found.push(patch);
		}
		return found;
	}

	/** Null where it has not come, or says the same as the recording. */
	#patch(name: string): Patch | null {
		const sound = this.#kept.get(name);
		if (!sound || sound.changed.length === 0) return null;
		this.#kept.delete(name);
		this.#kept.set(name, sound);
		const { start_s, pcm, channels, sr } = sound;
		return { name, start_s, end_s: start_s + pcm.length / channels / sr, sound };
	}

	/** Edited phrases that have not come and are wanted, the nearest to what is heard first. */
	#missing(): [Phrase, string][] {
		const [from_s, to_s] = this.#window;
		const missing: Phrase[] = [];
		for (const [phrase, name] of this.#names) {
			if (this.#kept.has(name) || this.#refused.has(name)) continue;
			if ((phrase.end_s > from_s && phrase.start_s < to_s) || this.#fresh.has(name)) missing.push(phrase);
		}
		return this.#nearest(missing).map((phrase) => [phrase, this.#names.get(phrase) as string]);
	}

	/** Those that are heard soonest first. */
	#nearest(phrases: Phrase[]): Phrase[] {
		const [from_s] = this.#window;
		const distance = ({ start_s, end_s }: Phrase): number => Math.max(start_s - from_s, from_s - end_s, 0);
		return phrases.sort((a, b) => distance(a) - distance(b));
	}

	#pumpIn(wait_ms: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#pump(), wait_ms);
	}

	#pump(): void {
		for (const [phrase, name] of this.#missing()) {
			if (this.#underWay.size >= AT_ONCE) return;
			if (!this.#underWay.has(name)) void this.#fetch(phrase, name);
		}
	}

	/** The question that is under way, or another one. */
	#fetch(phrase: Phrase, name: string): Promise<void> {
		const asked = this.#underWay.get(name) ?? this.#asked(phrase, name);
		this.#underWay.set(name, asked);
		return asked;
	}

	async #asked(phrase: Phrase, name: string): Promise<void> {
		const recording = this.#recording;
		let sung: Sung | null = null;
		let problem: unknown = null;
		try {
			sung = await this.#host.ask(questionOf(this.#edit as EditedF0, phrase));
		} catch (error) {
			problem = error;
		}
		if (recording !== this.#recording) return;
		this.#underWay.delete(name);
		if (sung) {
			this.#failures = 0;
			this.#keep(name, sung);
			this.#pump();
		} else if (problem instanceof NotSung) {
			this.#refused.add(name);
			if (!this.#said.has(problem.message)) this.#host.refused(problem.message);
			this.#said.add(problem.message);
			this.#pump();
		} else this.#pumpIn(AGAIN_MS[Math.min(this.#failures++, AGAIN_MS.length - 1)]);
		this.#host.changed();
	}

	#keep(name: string, sung: Sung): void {
		this.#kept.set(name, sung);
		let samples = 0;
		for (const { pcm } of this.#kept.values()) samples += pcm.length;
		for (const [old, { pcm }] of this.#kept) {
			if (samples <= KEPT_SAMPLES || old === name) break;
			this.#kept.delete(old);
			samples -= pcm.length;
		}
	}
}

/** Nothing is louder or softer there. */
function isAsLoud(gain_db: Float32Array | null, { from, to }: Phrase): boolean {
	return gain_db === null || gain_db.subarray(from, to).every((value) => value === 0);
}

function questionOf({ from, to, gain_db }: EditedF0, phrase: Phrase): SungQuestion {
	const part = (hz: Float32Array): (number | null)[] => Array.from(hz.subarray(phrase.from, phrase.to), hzJson);
	return {
		start_s: phrase.start_s,
		end_s: phrase.end_s,
		frames: { start_s: from.start_s + phrase.from * from.hop_s, hop_s: from.hop_s },
		f0_from: part(from.hz),
		f0_to: part(to),
		...(gain_db && !isAsLoud(gain_db, phrase) && { gain_db: Array.from(gain_db.subarray(phrase.from, phrase.to)) }),
	};
}

/** A ten thousandth of a Hz is nothing to hear, and half of the bytes. */
const hzJson = (hz: number): number | null => (hz > 0 ? Math.round(hz * 1e4) / 1e4 : null);
