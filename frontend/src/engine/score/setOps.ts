import { OpError } from "./errors.ts";
import type { Extra, NoteStore } from "./noteStore.ts";
import { byteProblem, copyJson, textProblem, timeProblem } from "./rows.ts";
import { countRuns } from "./runs.ts";
import { applyNumbers } from "./setNumbers.ts";
import type { Context, DocState, Done } from "./steps.ts";
import { admit, findTargets } from "./targets.ts";
import type { NoteColumn, Op } from "./types.ts";

type SetOp = Extract<Op, { op: "set" }>;

/** How one column is checked, read and written. */
interface ColumnRule {
	/** Whether it takes part in the order of the index, or in a note's end. */
	place: "order" | "end" | "none";
	/** Whether `problem` looks at the note too; else one value for all is asked about once. */
	perNote: boolean;
	problem(store: NoteStore, slot: number, value: unknown): string | null;
	read(store: NoteStore, slot: number): unknown;
	write(store: NoteStore, slot: number, value: unknown): void;
	/** The form in which a value is kept. */
	kept(value: unknown): unknown;
}

const RULES: Record<NoteColumn, ColumnRule> = {
	onset: ticksRule("onset"),
	duration: ticksRule("duration"),
	pitch: byteRule("pitch"),
	velocity: byteRule("velocity"),
	track: byteRule("track"),
	lyric: textRule("lyric"),
	phoneme: textRule("phoneme"),
	ref: {
		place: "none",
		perNote: false,
		problem: (_store, _slot, value) => (value === null ? null : textProblem("ref", value)),
		read: (store, slot) => store.refOf(slot),
		write: (store, slot, value) => store.refs.set(slot, value as string | null, store.capacity),
		kept: (value) => value,
	},
	extra: {
		place: "none",
		perNote: false,
		problem: (_store, _slot, value) => (isObject(value) ? null : `extra must be an object or null, not ${JSON.stringify(value)}.`),
		read: (store, slot) => store.extraOf(slot),
		write: (store, slot, value) => store.extras.set(slot, value as Extra | null, store.capacity),
		kept: (value) => copyJson(value),
	},
};

function ticksRule(column: "onset" | "duration"): ColumnRule {
	return {
		place: column === "onset" ? "order" : "end",
		perNote: true,
		problem(store, slot, value) {
			if (typeof value !== "number") return `${column} must be a number of ticks, not ${JSON.stringify(value)}.`;
			return column === "onset" ? timeProblem(value, store.duration[slot]) : timeProblem(store.onset[slot], value);
		},
		read: (store, slot) => store[column][slot],
		write(store, slot, value) {
			store[column][slot] = value as number;
		},
		kept: (value) => (typeof value === "number" ? Math.round(value) : value),
	};
}

function byteRule(column: "pitch" | "velocity" | "track"): ColumnRule {
	return {
		place: column === "pitch" ? "order" : "none",
		perNote: false,
		problem: (_store, _slot, value) => byteProblem(column, value),
		read: (store, slot) => store[column][slot],
		write(store, slot, value) {
			store[column][slot] = value as number;
		},
		kept: (value) => value,
	};
}

function textRule(column: "lyric" | "phoneme"): ColumnRule {
	return {
		place: "none",
		perNote: false,
		problem: (_store, _slot, value) => (value === null ? null : textProblem(column, value)),
		read: (store, slot) => textAt(store, column, slot),
		write(store, slot, value) {
			store.setText(column, slot, value as string | null);
		},
		kept: (value) => value,
	};
}

function textAt(store: NoteStore, column: "lyric" | "phoneme", slot: number): string | null {
	const index = store[column].get(slot);
	return index < 0 ? null : store.texts.get(index);
}

function isObject(value: unknown): boolean {
	return typeof value === "object" && !Array.isArray(value);
}

export function applySet(state: DocState, op: SetOp, context: Context): Done {
	const fast = applyNumbers(state, op, context);
	if (fast !== null) return fast;
	const { store, index } = state;
	const rule = Object.hasOwn(RULES, op.column) ? RULES[op.column] : null;
	if (rule === null) throw new OpError(`set: there is no column "${String(op.column)}".`, String(op.column));
	const given = valuesOf(op, rule);
	const found = findTargets(store, op.ids, context);
	const isClear = op.values === undefined && !rule.perNote && found.slots.length > 0 && rule.problem(store, 0, given(0)) === null;
	const targets = isClear ? found : admit(found, context, (i) => rule.problem(store, found.slots[i], given(found.sourceAt(i))));
	const { slots } = targets;
	const former = new Array<unknown>(slots.length);
	for (let i = 0; i < slots.length; i++) former[i] = rule.read(store, slots[i]);
	context.touched.mark(store, slots);
	if (rule.place === "order") index.hold(slots);
	for (let i = 0; i < slots.length; i++) rule.write(store, slots[i], given(targets.sourceAt(i)));
	if (rule.place === "order") index.settle();
	else if (rule.place === "end") index.refreshEnds(slots);
	context.parts.add("notes");
	const ids = targets.runs();
	const { column } = op;
	const done: SetOp = op.values
		? { op: "set", ids, column, values: Array.from(slots, (_, i) => given(targets.sourceAt(i))) }
		: { op: "set", ids, column, value: given(0) };
	return { step: { op: done }, inverse: { op: { op: "set", ids, column, values: former } } };
}

/** The value for the i-th id of the operation. */
function valuesOf(op: SetOp, rule: ColumnRule): (i: number) => unknown {
	if (op.values !== undefined) {
		const count = countRuns(op.ids);
		const isList = Array.isArray(op.values) || op.values instanceof Int32Array;
		if (!isList || op.values.length !== count) {
			throw new OpError(`set ${op.column}: ${count} ids need as many values.`, op.column);
		}
		const values = Array.from(op.values, (value) => rule.kept(value ?? null));
		return (i) => values[i];
	}
	if (op.value === undefined) throw new OpError(`set ${op.column} needs a value or values.`, op.column);
	const value = rule.kept(op.value);
	return () => value;
}
