import type { PlayableDocument } from "../playable.ts";
import { decodeCut } from "./cut.ts";
import type { FontPiece, FontSource, Wanted } from "./fontSource.ts";
import type { FontMessage } from "./fontTypes.ts";
import type { Performance } from "./performance.ts";

const OCTAVES = 11;

/** Which parts of a font are there, and which are on their way: an octave of a preset is fetched once. */
export class FontShelf {
	readonly #source: FontSource;
	/** The preset that plays a wanted one; null where the font has none. */
	readonly #chosen = new Map<number, [bank: number, program: number] | null>();
	/** Octaves that are there, or on their way, as bits. */
	readonly #there = new Map<number, number>();
	readonly #asked = new Map<number, number>();
	readonly #take: (message: FontMessage, moved: Transferable[]) => void;
	#isDown = false;

	constructor(source: FontSource, take: (message: FontMessage, moved: Transferable[]) => void) {
		this.#source = source;
		this.#take = take;
	}

	/** The last question failed: nothing is asked until somebody wants to try again. */
	get isDown(): boolean {
		return this.#isDown;
	}

	/** The preset that plays a note; null where the font has none, undefined while it is not there. */
	presetOf(bank: number, program: number, pitch: number): [bank: number, program: number] | null | undefined {
		const name = nameOf(bank, program);
		const chosen = this.#chosen.get(name);
		if (!chosen) return chosen;
		return ((this.#there.get(name) ?? 0) >> Math.floor(pitch / 12)) & 1 ? chosen : undefined;
	}

	/** Fetches what is missing; `used`: octaves as bits by preset. */
	async fetch(used: ReadonlyMap<number, number>, isNewTry = false): Promise<void> {
		if (this.#isDown && !isNewTry) return;
		this.#isDown = false;
		const missing = new Map<number, number>();
		for (const [name, octaves] of used) {
			const left = this.#chosen.get(name) === null ? 0 : octaves & ~(this.#asked.get(name) ?? 0);
			if (left === 0) continue;
			missing.set(name, left);
			this.#asked.set(name, (this.#asked.get(name) ?? 0) | left);
		}
		if (missing.size === 0) return;
		try {
			this.#put(await this.#source.fetch(wantedOf(missing)), missing);
		} catch (error) {
			for (const [name, octaves] of missing) this.#asked.set(name, (this.#asked.get(name) ?? 0) & ~octaves);
			if (this.#isDown) return;
			this.#isDown = true;
			this.#source.failed(error instanceof Error ? error.message : String(error));
		}
	}

	#put({ bytes, chosen }: FontPiece, missing: ReadonlyMap<number, number>): void {
		const cut = decodeCut(bytes);
		const holds: number[] = [];
		for (const name of missing.keys()) this.#chosen.set(name, null);
		for (const [bank, program, inBank, inProgram] of chosen) {
			const name = nameOf(bank, program);
			const octaves = missing.get(name) ?? 0;
			this.#chosen.set(name, [inBank, inProgram]);
			this.#there.set(name, (this.#there.get(name) ?? 0) | octaves);
			for (const octave of octavesIn(octaves)) holds.push(inBank, inProgram, octave);
		}
		this.#take({ type: "cut", cut, holds }, [cut.pcm.buffer]);
	}
}

const nameOf = (bank: number, program: number): number => bank * 128 + program;
const octavesIn = (bits: number): number[] => Array.from({ length: OCTAVES }, (_, i) => i).filter((i) => (bits >> i) & 1);

function wantedOf(missing: ReadonlyMap<number, number>): Wanted[] {
	return [...missing].map(([name, octaves]) => [Math.floor(name / 128), name % 128, octavesIn(octaves)]);
}

/** Octaves of the notes by the preset that they name. */
export function usedBy(doc: PlayableDocument, performance: Performance): Map<number, number> {
	const { index, store, tracks } = doc;
	const used = new Map<number, number>();
	for (let i = 0; i < index.length; i++) {
		const slot = index.order[i];
		const track = store.track[slot];
		const name = nameOf(performance.bankAt(track, store.onset[slot]), tracks[track]?.program ?? 0);
		const bit = 1 << Math.floor(store.pitch[slot] / 12);
		const had = used.get(name) ?? 0;
		if ((had & bit) === 0) used.set(name, had | bit);
	}
	return used;
}

/** The octaves in which a hand may go on. */
export function around(bank: number, program: number, pitch: number): Map<number, number> {
	const octave = Math.floor(pitch / 12);
	return new Map([[nameOf(bank, program), ((0b111 << octave) >> 1) & (2 ** OCTAVES - 1)]]);
}
