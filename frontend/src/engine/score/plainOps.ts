/** Operations as JSON can say them: no typed arrays, texts by the number of their row. */
import { plainRows } from "./longRows.ts";
import type { Op } from "./types.ts";

export function plainOps(ops: readonly Op[]): Op[] {
	return ops.map((op) => {
		if (op.op === "set" && op.values instanceof Int32Array) return { ...op, values: Array.from(op.values) };
		return op.op === "insert" ? { ...op, rows: plainRows(op.rows) } : op;
	});
}
