import { OpError } from "./errors.ts";
import type { IdRuns } from "./types.ts";

/** Ascending ids as `[first, count, …]`. */
export function runsOf(ids: ArrayLike<number>): IdRuns {
	const runs: IdRuns = [];
	let next = -1;
	for (let i = 0; i < ids.length; i++) {
		if (ids[i] === next) runs[runs.length - 1]++;
		else runs.push(ids[i], 1);
		next = ids[i] + 1;
	}
	return runs;
}

/** Ids so close together are counted as bits, which is a pass; sorting ten million takes a second. */
const SPREAD_MAX = 64;

/** Whether so many ids, none above the largest, lie close enough together for a bit each. */
export function isDense(largest: number, count: number): boolean {
	return largest < SPREAD_MAX * count;
}

/** Different ids in any order as `[first, count, …]`; the array may be sorted by it. */
export function runsOfAny(ids: Uint32Array): IdRuns {
	let largest = 0;
	for (let i = 0; i < ids.length; i++) if (ids[i] > largest) largest = ids[i];
	if (!isDense(largest, ids.length)) return runsOf(ids.sort());
	const bits = new Uint32Array((largest >>> 5) + 1);
	for (let i = 0; i < ids.length; i++) bits[ids[i] >>> 5] |= 1 << (ids[i] & 31);
	return runsOfBits(bits);
}

/** A set of ids: bits where they are dense, for a `Set` of a million takes a tenth of a second. */
export class IdSet {
	readonly #bits: Uint32Array;
	readonly #others = new Set<number>();

	/** For about these ids. */
	constructor(ids: ArrayLike<number>) {
		let largest = 0;
		for (let i = 0; i < ids.length; i++) if (ids[i] > largest) largest = ids[i];
		this.#bits = new Uint32Array(ids.length > 32 && isDense(largest, ids.length) ? (largest >>> 5) + 1 : 0);
	}

	has(id: number): boolean {
		const word = id >>> 5;
		return word < this.#bits.length ? ((this.#bits[word] >>> (id & 31)) & 1) === 1 : this.#others.has(id);
	}

	add(id: number): void {
		const word = id >>> 5;
		if (word < this.#bits.length) this.#bits[word] |= 1 << (id & 31);
		else this.#others.add(id);
	}
}

/** The places of the bits that are set as `[first, count, …]`. */
export function runsOfBits(bits: Uint32Array): IdRuns {
	const runs: IdRuns = [];
	let first = -1;
	for (let word = 0; word < bits.length; word++) {
		const value = bits[word];
		if (first < 0 ? value === 0 : value === 0xffff_ffff) continue;
		for (let bit = 0; bit < 32; bit++) {
			const isSet = ((value >>> bit) & 1) === 1;
			if (isSet === first >= 0) continue;
			if (isSet) first = word * 32 + bit;
			else {
				runs.push(first, word * 32 + bit - first);
				first = -1;
			}
		}
	}
	if (first >= 0) runs.push(first, bits.length * 32 - first);
	return runs;
}

/** A copy in which runs that touch each other are one, as `runsOf` would give it. */
export function joinedRuns(runs: IdRuns): IdRuns {
	const joined = runs.slice();
	let length = 0;
	for (let i = 0; i < runs.length; i += 2) {
		if (length > 0 && joined[length - 2] + joined[length - 1] === runs[i]) joined[length - 1] += runs[i + 1];
		else {
			joined[length++] = runs[i];
			joined[length++] = runs[i + 1];
		}
	}
	joined.length = length;
	return joined;
}

/** How many ids the runs name, after checking that they ascend and do not overlap. */
export function countRuns(runs: IdRuns): number {
	if (!Array.isArray(runs) || runs.length % 2 !== 0) throw new OpError("ids must be a list [first, count, …].", "ids");
	let next = 0;
	let total = 0;
	for (let i = 0; i < runs.length; i += 2) {
		const first = runs[i];
		const count = runs[i + 1];
		if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1 || first < next || first + count > 2 ** 32) {
			throw new OpError(`ids must be whole numbers whose runs ascend without overlap; look at run [${first}, ${count}].`, "ids");
		}
		next = first + count;
		total += count;
	}
	return total;
}

export function forEachId(runs: IdRuns, visit: (id: number) => void): void {
	for (let i = 0; i < runs.length; i += 2) {
		for (let id = runs[i], end = id + runs[i + 1]; id < end; id++) visit(id);
	}
}
