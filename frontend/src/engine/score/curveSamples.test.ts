import { describe, expect, test } from "vitest";
import { withOriginal, withSamples } from "./curves.ts";
import type { Curve } from "./types.ts";

const bare = (values: Float32Array): Curve => ({
	name: "f0", target: "f0", unit: "Hz", time: "s", kind: "uniform", start: 0, hop: 0.01, times: null, values, style: {},
}); // biome-ignore format: a row

/** Values of which each that is read is counted. */
function watched(values: Float32Array, reads: { count: number }): Float32Array {
	return new Proxy(values, {
		get: (target, key) => {
			if (typeof key === "string" && /^\d+$/.test(key)) reads.count++;
			const member = Reflect.get(target, key, target);
			return typeof member === "function" ? member.bind(target) : member;
		},
	});
}

describe("samples of a curve", () => {
	test("are compared with their original where they change, and nowhere else", () => {
		const reads = { count: 0 };
		const original = watched(new Float32Array(300_000).fill(200), reads);
		let curve = bare(original);
		const put = (start: number, value: number): void => {
			const values = new Float32Array(300_000);
			values.set(curve.values);
			values.fill(value, start, start + 10);
			reads.count = 0;
			curve = withSamples(curve, start, start + 10, values);
			expect(reads.count).toBeLessThan(50);
		};
		put(100_000, 220);
		put(200_000, 230);
		put(200_000, 200);
		expect(curve.original?.values).toBe(original);
		put(100_000, 200);
		// As it came: one curve has one form.
		expect(curve.original).toBeUndefined();
	});

	test("are what they are when all is compared", () => {
		let state = 7;
		const next = (): number => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return state / 2 ** 32;
		};
		let curve = bare(new Float32Array(12).fill(Number.NaN));
		for (let i = 0; i < 500; i++) {
			const start = Math.floor(next() * 12);
			const end = Math.min(12, start + Math.floor(next() * 6));
			const some = (): number => [Number.NaN, 0, -0, 1][Math.floor(next() * 4)];
			const values = curve.values.map((value, at) => (at >= start && at < end ? some() : value));
			const came = (curve.original ?? curve).values;
			const original = next() < 0.2 ? came.map((value, at) => (at >= start && at < end ? some() : value)) : came;
			const made = withSamples(curve, start, end, values, original);
			expect(made).toEqual(withOriginal({ ...curve, values }, { values: original, times: null }));
			// A program may have set it whole in between.
			curve = next() < 0.1 ? withOriginal({ ...made, values: values.slice() }, { values: original, times: null }) : made;
		}
	});
});
