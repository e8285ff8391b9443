import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/vectors/ops.json";
import tempoVectors from "../../../../tests/vectors/tempo.json";
import { ScoreDocument } from "./document.ts";
import { OpError } from "./errors.ts";
import { applySteps } from "./ops.ts";
import { TempoMap } from "./tempo.ts";
import { contentOf } from "./testing/state.ts";
import { Touched } from "./touched.ts";
import type { DocJson, Op, Signature, Tempo } from "./types.ts";

interface Case {
	name: string;
	before: DocJson;
	ops: Op[];
	after: DocJson;
	inverse: Op[];
	error?: string;
	lenient?: boolean;
}

const cases = vectors as unknown as Case[];

function apply(doc: ScoreDocument, ops: Op[], lenient: boolean): Op[] {
	const context = {
		lenient,
		touched: new Touched(),
		parts: new Set<never>(),
		dropped: [],
		freshId: () => doc.nextId(),
		renamed: new Map<number, number>(),
	};
	return applySteps(
		doc,
		ops.map((op) => ({ op })),
		context,
	).inverse.map((step) => step.op);
}

describe("operations, as in tests/vectors/ops.json", () => {
	test.each(cases.map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const doc = ScoreDocument.fromJson(c.before);
		expect(contentOf(doc)).toEqual(c.before);
		if (c.error !== undefined) {
			const before = doc.toJson();
			expect(() => doc.edit(c.ops, "refused")).toThrow(OpError);
			expect(() => doc.edit(c.ops, "refused")).toThrow(c.error);
			expect(doc.toJson()).toEqual(before);
			expect(doc.canUndo).toBe(false);
			return;
		}
		const inverse = apply(doc, c.ops, c.lenient ?? false);
		expect(contentOf(doc)).toEqual(c.after);
		expect(JSON.parse(JSON.stringify(inverse))).toEqual(c.inverse);
		apply(doc, inverse, false);
		expect(contentOf(doc)).toEqual(c.before);
	});
});

interface TempoCase {
	name: string;
	tempos: Tempo[];
	signatures: Signature[];
	at: { tick: number; seconds: number; bpm: number; signature: Signature; bar: number; beat: number; rest: number }[];
	bars: [bar: number, tick: number][];
}

describe("the tempo map, as in tests/vectors/tempo.json", () => {
	test.each((tempoVectors as unknown as TempoCase[]).map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const map = TempoMap.from(c.tempos, c.signatures);
		for (const place of c.at) {
			const { tick, seconds } = place;
			expect(Math.abs(map.secondsAt(tick) - seconds)).toBeLessThanOrEqual(1e-12 * Math.max(1, seconds) * 10);
			expect(Math.abs(map.ticksAt(seconds) - tick)).toBeLessThan(1e-4);
			expect(map.bpmAt(tick)).toBe(place.bpm);
			expect(map.signatureAt(tick)).toEqual(place.signature);
			expect(map.barAt(tick)).toEqual({ bar: place.bar, beat: place.beat, tick: place.rest });
		}
		for (const [bar, tick] of c.bars) expect(map.barStart(bar)).toBe(tick);
	});
});
