/**
 * Phonemes that follow lyrics: whenever lyrics changed the server is asked for those of their phrase, and what it answers joins
 * the step that changed them.
 */
import type { ScoreDocument } from "../score/document.ts";
import { setOp } from "../score/edit/changes.ts";
import { textAt } from "../score/edit/textAt.ts";
import { HOLDS, TYPED } from "../score/edit/texts.ts";
import type { HistoryEntry } from "../score/history.ts";
import { type DocChange, type IdRuns, type Op, TICKS_PER_BEAT } from "../score/types.ts";

/** A longer rest ends a phrase, as in `g2p.phonemise`. */
const REST_TICKS = TICKS_PER_BEAT / 2;
/** What is said of a note depends on so many others on either side at most. */
const REACH = 500;
/** So many are asked for at once. */
const MOST_NOTES = 10_000;
/** An event that carries the score waits so long for its phonemes. */
const PATIENCE_MS = 2000;

type Text = string | null;

export interface PhonemeQuestion {
	track: number;
	onset: number[];
	duration: number[];
	lyric: Text[];
	/** Before the edit. */
	former: Text[];
	phoneme: Text[];
	typed: boolean[];
}

export type PhonemeAnswer = { phonemes: Text[]; warnings: string[] } | { refused: string };

export interface PhonemeHost {
	ask(question: PhonemeQuestion): Promise<PhonemeAnswer | null>;
	/** A sentence for the user. */
	say(text: string): void;
	/** Changes the document; `isTold` where an event that is waiting will carry the change anyway. */
	change(act: () => void, isTold: boolean): void;
}

export interface PhonemeSetting {
	/** Tracks whose lyrics are read; null for all. */
	tracks: readonly number[] | null;
}

/** An edit as it was told, the step that it is, and the document that it was done to. */
export interface Edited {
	change: DocChange;
	step: HistoryEntry | null;
	token: object;
}

interface LyricChange {
	step: HistoryEntry | null;
	/** Former lyrics of the notes that were given others. */
	former: Map<number, Text>;
	token: object;
}

/** Null where no lyric changed. */
function lyricChangeOf({ change: { origin, ops }, step, token }: Edited): LyricChange | null {
	if (origin !== "user" && origin !== "redo") return null;
	if (!ops.some(isOfLyrics)) return null;
	const former = new Map<number, Text>();
	for (const op of ops) {
		if (op.op === "insert") for (const id of op.rows.id) former.set(id, null);
		else if (op.op === "set" && op.column === "lyric") for (const id of idsIn(op.ids)) if (!former.has(id)) former.set(id, null);
	}
	// As it undoes: what a note gets last is what it had first.
	for (const { op } of step?.inverse ?? []) {
		if (op.op !== "set" || op.column !== "lyric") continue;
		let at = 0;
		for (const id of idsIn(op.ids)) {
			if (former.has(id)) former.set(id, ((op.values ? op.values[at] : op.value) as Text | undefined) ?? null);
			at++;
		}
	}
	return { step, former, token };
}

function isOfLyrics(op: Op): boolean {
	return op.op === "set" ? op.column === "lyric" : op.op === "insert" && Object.keys(op.rows.lyric ?? {}).length > 0;
}

function* idsIn(runs: IdRuns): Generator<number> {
	for (let i = 0; i < runs.length; i += 2) for (let id = runs[i]; id < runs[i] + runs[i + 1]; id++) yield id;
}

export class AutoPhonemes {
	readonly #doc: ScoreDocument;
	readonly #host: PhonemeHost;
	/** One question after the other: each knows what the one before it changed. */
	#line: Promise<void> = Promise.resolve();
	#isLate = false;

	constructor(doc: ScoreDocument, host: PhonemeHost) {
		this.#doc = doc;
		this.#host = host;
	}

	heard(edited: Edited, setting: PhonemeSetting): void {
		const change = lyricChangeOf(edited);
		if (change === null) return;
		this.#line = this.#line.then(() => this.#askAll(change, setting)).catch((error: Error) => this.#host.say(error.message));
	}

	/** When what was asked for is there, or has taken too long for who waits. */
	async settled(): Promise<void> {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const line = this.#line;
		const late = new Promise<boolean>((done) => {
			timer = setTimeout(() => done(true), PATIENCE_MS);
		});
		this.#isLate = await Promise.race([line.then(() => false), late]);
		clearTimeout(timer);
	}

	async #askAll(change: LyricChange, setting: PhonemeSetting): Promise<void> {
		const { store, token } = this.#doc;
		if (token !== change.token) return;
		const wanted = new Set<number>();
		for (const [id, former] of change.former) {
			const slot = store.slotOf(id);
			if (slot < 0 || !isRead(setting, store.track[slot])) continue;
			const lyric = textAt(store, "lyric", slot);
			// A note that is new and has its phonemes was copied with them.
			if (lyric === former || lyric?.trim() === HOLDS || (former === null && this.#hasOwn(slot))) continue;
			wanted.add(slot);
		}
		const ops: Op[] = [];
		const said: string[] = [];
		while (wanted.size > 0) {
			const phrase = this.#phraseOf(wanted);
			for (const slot of phrase) wanted.delete(slot);
			const ids = phrase.map((slot) => store.id[slot]);
			const question = this.#question(phrase, change.former);
			const answer = await this.#host.ask(question);
			if (this.#doc.token !== token) return;
			if (answer === null) continue;
			if ("refused" in answer) {
				this.#host.say(answer.refused);
				return;
			}
			said.push(...answer.warnings);
			const op = this.#opOf(ids, question, answer.phonemes);
			if (op) ops.push(op);
		}
		this.#apply(change, ops);
		const [first] = said;
		if (first !== undefined) this.#host.say(first);
	}

	#hasOwn(slot: number): boolean {
		return textAt(this.#doc.store, "phoneme", slot) !== null;
	}

	#apply({ step }: LyricChange, ops: Op[]): void {
		if (ops.length === 0) return;
		const doc = this.#doc;
		this.#host.change(() => {
			if (step && doc.amend(step, ops)) return;
			// Whoever took the lyric back does not want its phonemes; else they are a step of their own.
			if (!doc.canRedo) doc.edit(ops, "phonemes");
		}, !this.#isLate);
		this.#isLate = false;
	}

	/** Slots of the phrase of one of these notes, in order of time. */
	#phraseOf(wanted: ReadonlySet<number>): number[] {
		const { index, store } = this.#doc;
		const first = [...wanted].reduce((a, b) => (index.positionOf(b) < index.positionOf(a) ? b : a));
		const phrase = [first];
		const before = this.#neighbours(first, -1, () => phrase.length > REACH);
		for (const slot of before) phrase.unshift(slot);
		let since = 0;
		for (const slot of this.#neighbours(first, 1, () => since > REACH || phrase.length >= MOST_NOTES)) {
			phrase.push(slot);
			since = wanted.has(slot) ? 0 : since + 1;
		}
		return phrase.filter((slot) => store.isAlive(slot));
	}

	/** Notes of the same track, one after the other, until a rest. */
	*#neighbours(from: number, direction: 1 | -1, isEnough: () => boolean): Generator<number> {
		const { index, store } = this.#doc;
		const { onset, duration, track } = store;
		let last = from;
		for (let i = index.positionOf(from) + direction; i >= 0 && i < index.length && !isEnough(); i += direction) {
			const slot = index.order[i];
			const [a, b] = direction > 0 ? [last, slot] : [slot, last];
			const isOther = track[slot] !== track[from];
			if ((direction > 0 || !isOther) && onset[b] - (onset[a] + duration[a]) > REST_TICKS) return;
			if (isOther) continue;
			yield slot;
			last = slot;
		}
	}

	#question(phrase: readonly number[], former: ReadonlyMap<number, Text>): PhonemeQuestion {
		const { store } = this.#doc;
		const lyric = phrase.map((slot) => textAt(store, "lyric", slot));
		return {
			track: store.track[phrase[0]],
			onset: phrase.map((slot) => store.onset[slot]),
			duration: phrase.map((slot) => store.duration[slot]),
			lyric,
			former: phrase.map((slot, i) => {
				const id = store.id[slot];
				return former.has(id) ? (former.get(id) ?? null) : lyric[i];
			}),
			phoneme: phrase.map((slot) => textAt(store, "phoneme", slot)),
			typed: phrase.map((slot) => Boolean(store.extraOf(slot)?.[TYPED])),
		};
	}

	/** What is still as it was asked for gets what was answered. */
	#opOf(ids: readonly number[], asked: PhonemeQuestion, phonemes: readonly Text[]): Op | null {
		const { store } = this.#doc;
		const slots: number[] = [];
		const values: Text[] = [];
		ids.forEach((id, i) => {
			const slot = store.slotOf(id);
			const wanted = phonemes[i] ?? null;
			if (slot < 0 || textAt(store, "lyric", slot) !== asked.lyric[i]) return;
			const now = textAt(store, "phoneme", slot);
			if (now !== asked.phoneme[i] || now === wanted) return;
			slots.push(slot);
			values.push(wanted);
		});
		return slots.length > 0 ? setOp(store, Int32Array.from(slots), "phoneme", values) : null;
	}
}

function isRead({ tracks }: PhonemeSetting, track: number): boolean {
	return tracks === null || tracks.includes(track);
}
