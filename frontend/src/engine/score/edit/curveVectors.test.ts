import { describe, expect, test } from "vitest";
import vectors from "../../../../../tests/vectors/curves.json";
import { originalOf } from "../curves.ts";
import { ScoreDocument } from "../document.ts";
import { OpError } from "../errors.ts";
import { rawState } from "../testing/state.ts";
import type { Curve, DocJson, NoteRows } from "../types.ts";
import { CURVE_EDITS, type CurveEditFunction, type CurveEditName } from "./curveEdits.ts";
import { select } from "./selecting.ts";

interface Case {
	name: string;
	op: CurveEditName;
	options: Record<string, unknown>;
	ids?: number[];
	before: DocJson;
	after?: string;
	curve?: (number | null)[];
	points?: [number, number | null][];
	rows?: NoteRows;
	vibratos?: Curve["vibratos"];
	error?: string;
	select?: string;
	found?: number[];
}

const cases = vectors as unknown as Case[];

/** What two arithmetics of 64 bits leave of a float32: one unit in its last place. */
const ONE_ULP = 2 ** -23;

function expectNear(found: ArrayLike<number>, wanted: readonly (number | null)[]): void {
	expect(found.length).toBe(wanted.length);
	const off = wanted.flatMap((value, i) => {
		const isNear =
			value === null
				? Number.isNaN(found[i])
				: Math.abs(Math.fround(found[i]) - Math.fround(value)) <= Math.max(1e-9, ONE_ULP * Math.abs(value));
		return isNear ? [] : [[i, found[i], value]];
	});
	expect(off).toEqual([]);
}

describe("edits of curves, as in tests/vectors/curves.json", () => {
	test.each(cases.filter((c) => c.op).map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const doc = ScoreDocument.fromJson(c.before);
		const before = rawState(doc);
		const came = c.after ? originalOf(doc.curves.get(c.after) as Curve) : null;
		const slots = c.ids ? Int32Array.from(c.ids, (id) => doc.store.slotOf(id)) : null;
		const run = (): void => doc.edit((CURVE_EDITS[c.op] as CurveEditFunction)(doc, slots, c.options), c.op);
		if (c.error !== undefined) {
			expect(run).toThrow(OpError);
			expect(run).toThrow(c.error);
			expect(rawState(doc)).toEqual(before);
			return;
		}
		run();
		const curve = doc.curves.get(c.after as string) as Curve;
		if (c.curve) expectNear(curve.values, c.curve);
		if (c.points) {
			expectNear(
				curve.times as Float64Array,
				c.points.map(([time]) => time),
			);
			expectNear(
				curve.values,
				c.points.map(([, value]) => value),
			);
		}
		const rounded = (listed: Curve["vibratos"]): unknown =>
			(listed ?? []).map((kept) =>
				Object.fromEntries(Object.entries(kept).map(([k, v]) => [k, typeof v === "number" ? Number(v.toFixed(9)) : v])),
			);
		if (curve)
			expect(rounded(curve.vibratos)).toEqual(rounded(c.vibratos ?? c.before.curves.find(({ name }) => name === c.after)?.vibratos));
		expect(originalOf(curve)).toEqual(came);
		expect(JSON.parse(JSON.stringify(doc.toRows()))).toEqual(c.rows ?? c.before.rows);
		const after = rawState(doc);
		while (doc.undo());
		expect(rawState(doc)).toEqual(before);
		while (doc.redo());
		expect(rawState(doc)).toEqual(after);
	});
});

test.each(cases.filter((c) => c.select).map((c) => [c.name, c] as const))("%s", (_name, c) => {
	const doc = ScoreDocument.fromJson(c.before);
	expect(Array.from(select(doc, c.select as string), (slot) => doc.store.id[slot])).toEqual(c.found);
	expect(select(ScoreDocument.fromJson({ ...c.before, curves: [] }), "voiced > 0")).toHaveLength(0);
});
