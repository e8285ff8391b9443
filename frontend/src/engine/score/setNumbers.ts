/** `set` of a column of numbers, for all that an edit names at once: the way that a million notes take. */
import { exchangeColumn, firstOutside } from "./bulk.ts";
import { noteError } from "./errors.ts";
import { byteProblem, MAX_TICK, timeProblem } from "./rows.ts";
import { countRuns } from "./runs.ts";
import type { Context, DocState, Done } from "./steps.ts";
import { findTargets } from "./targets.ts";
import type { Op } from "./types.ts";
import { isGivenAway, isLong, wholeNumbers } from "./values.ts";

type SetOp = Extract<Op, { op: "set" }>;
type NumberColumn = "onset" | "duration" | "pitch" | "velocity" | "track";

const COLUMNS: readonly string[] = ["onset", "duration", "pitch", "velocity", "track"] satisfies NumberColumn[];

/** Null where it is not for this way: a text, a list that may leave notes out, values that are no numbers. */
export function applyNumbers(state: DocState, op: SetOp, context: Context): Done | null {
	if (!COLUMNS.includes(op.column) || context.lenient || context.renamed.size > 0) return null;
	const name = op.column as NumberColumn;
	const isTime = name === "onset" || name === "duration";
	const values = numbersOf(op, isTime);
	if (values === null) return null;
	const { store, index } = state;
	const targets = findTargets(store, op.ids, context);
	const { slots } = targets;
	const bad = isTime ? firstBadTime(state, slots, name, values) : firstBadByte(values, name === "track" ? 255 : 127);
	if (bad >= 0 && slots.length > 0) {
		const slot = slots[bad];
		const value = values[bad];
		const problem =
			name === "onset"
				? timeProblem(value, store.duration[slot])
				: name === "duration"
					? timeProblem(store.onset[slot], value)
					: byteProblem(name, value);
		throw noteError(targets.idAt(bad), String(problem));
	}
	context.touched.mark(store, slots);
	const movesInOrder = name === "onset" || name === "pitch";
	if (movesInOrder) index.hold(slots);
	const former = exchange(store[name], slots, values);
	if (movesInOrder) index.settle();
	else if (name === "duration") index.refreshEnds(slots);
	context.parts.add("notes");
	const ids = targets.runs();
	return {
		step: {
			op: op.values ? { op: "set", ids, column: name, values } : { op: "set", ids, column: name, value: values[0] },
		},
		inverse: { op: { op: "set", ids, column: name, values: former } },
	};
}

/** Writes the values and gives what was there. */
function exchange(column: Int32Array | Uint8Array, slots: Int32Array, values: number[] | Int32Array): number[] | Int32Array {
	if (isLong(slots.length) && values instanceof Int32Array) return exchangeColumn(column, slots, values);
	const former = wholeNumbers(slots.length);
	for (let i = 0; i < slots.length; i++) {
		former[i] = column[slots[i]];
		column[slots[i]] = values[i];
	}
	return former;
}

/** The value of each id in a list of its own, times on whole ticks; null when one is no number or there are not as many. */
function numbersOf(op: SetOp, isTime: boolean): number[] | Int32Array | null {
	const count = countRuns(op.ids);
	const { value, values } = op;
	const one = isTime && typeof value === "number" ? Math.round(value) : value;
	if (values === undefined) return typeof one === "number" && count > 0 && count <= 2 ** 25 ? filled(count, one) : null;
	if (values.length !== count || count === 0) return null;
	if (values instanceof Int32Array) return isGivenAway(values) ? values : values.slice();
	if (!Array.isArray(values)) return null;
	const whole = isLong(count) ? wholeOf(values, isTime) : null;
	if (whole !== null) return whole;
	const wanted = (values as number[]).slice();
	for (let i = 0; i < count; i++) {
		const given: unknown = wanted[i];
		if (typeof given !== "number") return null;
		if (isTime && !Number.isInteger(given)) wanted[i] = Math.round(given);
	}
	return wanted;
}

function filled(count: number, value: number): number[] | Int32Array {
	return isLong(count) && (value | 0) === value ? new Int32Array(count).fill(value) : new Array<number>(count).fill(value);
}

/** A long list in a typed array; null when that cannot hold one of its values. */
function wholeOf(values: readonly unknown[], isTime: boolean): Int32Array | null {
	const whole = new Int32Array(values.length);
	for (let i = 0; i < whole.length; i++) {
		const given = values[i];
		if (typeof given !== "number") return null;
		const wanted = isTime ? Math.round(given) : given;
		whole[i] = wanted;
		if (whole[i] !== wanted) return null;
	}
	return whole;
}

function firstBadTime({ store }: DocState, slots: Int32Array, name: "onset" | "duration", wanted: ArrayLike<number>): number {
	const other = name === "onset" ? store.duration : store.onset;
	const least = name === "onset" ? 0 : 1;
	if (wanted instanceof Int32Array) return firstOutside(wanted, other, slots, least, MAX_TICK);
	for (let i = 0; i < slots.length; i++) {
		const value = wanted[i];
		// What is no number is not at least anything.
		if (!(value >= least && value + other[slots[i]] <= MAX_TICK)) return i;
	}
	return -1;
}

function firstBadByte(wanted: ArrayLike<number>, most: number): number {
	for (let i = 0; i < wanted.length; i++) if (!(wanted[i] >= 0 && wanted[i] <= most && Number.isInteger(wanted[i]))) return i;
	return -1;
}
