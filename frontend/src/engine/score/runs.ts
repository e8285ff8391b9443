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
