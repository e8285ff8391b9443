/** Whether two operations can change places: what is added to a step later on must not touch what came after that step. */
import type { IdRuns, Op } from "./types.ts";

/** `added` gives notes texts or replaces the segments; anything else clashes with everything. */
export function clash(added: Op, later: Op): boolean {
	if (added.op === "segments" || added.op === "segment_range") return later.op === "segments" || later.op === "segment_range";
	if (added.op !== "set") return true;
	switch (later.op) {
		case "set":
			return later.column === added.column && meet(added.ids, later.ids);
		case "delete":
			return meet(added.ids, later.ids);
		case "insert":
			return later.rows.id.some((id) => has(added.ids, id));
		default:
			return false;
	}
}

function meet(a: IdRuns, b: IdRuns): boolean {
	for (let i = 0, j = 0; i < a.length && j < b.length; ) {
		if (a[i] + a[i + 1] <= b[j]) i += 2;
		else if (b[j] + b[j + 1] <= a[i]) j += 2;
		else return true;
	}
	return false;
}

function has(runs: IdRuns, id: number): boolean {
	for (let i = 0; i < runs.length; i += 2) if (id >= runs[i] && id < runs[i] + runs[i + 1]) return true;
	return false;
}
