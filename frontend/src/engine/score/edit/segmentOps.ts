/** Where two lists of segments differ, as operations that replace those places alone. As `score.segment_runs` in Python. */
import { sameSegment } from "../segmentRange.ts";
import type { Op, Segment } from "../types.ts";

type List = readonly Segment[];
type Run = [start: number, end: number, first: number, last: number];

/** More places than these are one from the first to the last: each costs a copy of the list. */
const MOST_RUNS = 64;

/** The last place first; none where the lists are equal. */
export function segmentOps(before: List, after: List): Op[] {
	if (before === after) return [];
	let runs = runsOf(before, after);
	if (runs.length > MOST_RUNS) {
		const [[start, , first], [, end, , last]] = [runs[0], runs[runs.length - 1]];
		runs = [[start, end, first, last]];
	}
	const replaced = runs.reduce((sum, [start, end]) => sum + end - start, 0);
	// Of most of a list the whole is no longer than what it was and what it becomes.
	if (replaced > Math.floor(Math.max(after.length, MOST_RUNS) / 2)) return [{ op: "segments", segments: [...after] }];
	return runs.reverse().map(([start, end, first, last]) => ({
		op: "segment_range",
		start,
		former: before.slice(start, end),
		segments: after.slice(first, last),
	}));
}

function runsOf(a: List, b: List): Run[] {
	let low = 0;
	let [end, last] = [a.length, b.length];
	while (low < Math.min(end, last) && sameSegment(a[low], b[low])) low++;
	while (Math.min(end, last) > low && sameSegment(a[end - 1], b[last - 1])) [end, last] = [end - 1, last - 1];
	if (low === end || low === last) return end !== last ? [[low, end, low, last]] : [];
	const ofA = new Set(a.slice(low, end));
	const ofB = new Set(b.slice(low, last));
	const runs: Run[] = [];
	let [i, j] = [low, low];
	const equal = (): boolean => i < end && j < last && sameSegment(a[i], b[j]);
	while (i < end || j < last) {
		if (equal()) {
			i++;
			j++;
			continue;
		}
		const [start, first] = [i, j];
		while ((i < end || j < last) && !equal()) {
			if (i < end && (j === last || !ofB.has(a[i]))) i++;
			else if (j < last && (i === end || !ofA.has(b[j]))) j++;
			// Both stand elsewhere as well: the order has changed.
			else i++;
		}
		runs.push([start, i, first, j]);
	}
	return runs;
}
