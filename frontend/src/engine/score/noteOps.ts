import { noteError } from "./errors.ts";
import { sortSlots } from "./noteOrder.ts";
import type { NoteStore } from "./noteStore.ts";
import { byteProblem, checkedRows, MAX_TICK, rowsToKeep, timeProblem } from "./rows.ts";
import { IdSet, runsOfAny } from "./runs.ts";
import type { Context, DocState, Done } from "./steps.ts";
import { admit, findTargets } from "./targets.ts";
import type { Op, RowsToRead } from "./types.ts";

type OpOf<K extends Op["op"]> = Extract<Op, { op: K }>;

const NONE = new Int32Array(0);

export function applyInsert(state: DocState, op: OpOf<"insert">, known: Int32Array | undefined, context: Context): Done {
	const { store, index } = state;
	const rows = checkedRows(op.rows);
	claimIds(state, rows, context);
	const slots = known ?? store.allocate(rows.id.length);
	index.hold(NONE);
	context.touched.mark(store, slots);
	store.writeRows(slots, rows);
	index.settle(slots);
	context.parts.add("notes");
	const ids = runsOfAny(new Uint32Array(rows.id));
	return { step: { op: { op: "insert", rows }, slots }, inverse: { op: { op: "delete", ids } } };
}

/** Every id must be free; when lenient, a taken one is replaced, because two sides may have chosen the same. */
function claimIds(state: DocState, rows: RowsToRead, context: Context): void {
	if (!rows.ref && areNew(state.store.topId, rows.id)) return;
	const seen = new IdSet(rows.id);
	for (let row = 0; row < rows.id.length; row++) {
		const id = rows.id[row];
		if (state.store.slotOf(id) >= 0 || seen.has(id)) {
			if (!context.lenient) throw noteError(id, "this id is already used; take another one.");
			// The largest id is noted when all operations are done: those of this list may lie above it.
			do rows.id[row] = context.freshId();
			while (state.store.slotOf(rows.id[row]) >= 0 || seen.has(rows.id[row]));
			context.renamed.set(id, rows.id[row]);
		}
		seen.add(rows.id[row]);
	}
	if (context.lenient && rows.ref) claimRefs(state, rows, rows.ref);
}

/** Whether the ids ascend above all that there were: then none is taken, and none comes twice. */
function areNew(topId: number, ids: ArrayLike<number>): boolean {
	let last = topId;
	for (let row = 0; row < ids.length; row++) {
		if (ids[row] <= last) return false;
		last = ids[row];
	}
	return true;
}

/** A foreign id that a note has already stays that note's; the one that comes is called by its number. */
function claimRefs(state: DocState, rows: RowsToRead, refs: Record<string, string>): void {
	const taken = state.store.refs.among(new Set(Object.values(refs)));
	for (const [row, ref] of Object.entries(refs)) if (taken.has(ref)) delete refs[row];
	if (Object.keys(refs).length === 0) delete rows.ref;
}

export function applyDelete(state: DocState, op: OpOf<"delete">, context: Context): Done {
	const { store, index } = state;
	const targets = findTargets(store, op.ids, context);
	const slots = targets.slots.slice();
	sortSlots(store, slots);
	const rows = rowsToKeep(store, slots);
	context.touched.mark(store, slots);
	context.dropped.push(slots);
	index.hold(slots);
	for (let i = 0; i < slots.length; i++) store.remove(slots[i]);
	index.settle(NONE);
	context.parts.add("notes");
	return { step: { op: { op: "delete", ids: targets.runs() } }, inverse: { op: { op: "insert", rows }, slots } };
}

export function applyShift(state: DocState, op: OpOf<"shift">, context: Context): Done {
	const { store, index } = state;
	const ticks = Math.round(op.ticks);
	const steps = op.pitch;
	const found = findTargets(store, op.ids, context);
	const targets = hasRoom(store, found.slots, ticks, steps)
		? found
		: admit(found, context, (i) => {
				const slot = found.slots[i];
				return timeProblem(store.onset[slot] + ticks, store.duration[slot]) ?? byteProblem("pitch", store.pitch[slot] + steps);
			});
	const { slots } = targets;
	context.touched.mark(store, slots);
	// What moves as a whole keeps its order.
	const isWhole = slots.length === index.length;
	if (!isWhole) index.hold(slots);
	const { onset, pitch } = store;
	for (let i = 0; i < slots.length; i++) {
		onset[slots[i]] += ticks;
		pitch[slots[i]] += steps;
	}
	if (isWhole) index.shiftEnds(ticks);
	else index.settle();
	context.parts.add("notes");
	const ids = targets.runs();
	const back = { op: "shift" as const, ids, ticks: negative(ticks), pitch: negative(steps) };
	return { step: { op: { op: "shift", ids, ticks, pitch: steps } }, inverse: { op: back } };
}

/** Whether all of them can go so far; most often so, and then nobody is asked one by one. */
function hasRoom({ onset, duration, pitch }: NoteStore, slots: Int32Array, ticks: number, steps: number): boolean {
	if (!Number.isInteger(ticks) || !Number.isInteger(steps)) return false;
	let first = MAX_TICK;
	let last = 0;
	let lowest = 127;
	let highest = 0;
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		if (onset[slot] < first) first = onset[slot];
		if (onset[slot] + duration[slot] > last) last = onset[slot] + duration[slot];
		if (pitch[slot] < lowest) lowest = pitch[slot];
		if (pitch[slot] > highest) highest = pitch[slot];
	}
	return first + ticks >= 0 && last + ticks <= MAX_TICK && lowest + steps >= 0 && highest + steps <= 127;
}

export function applyResize(state: DocState, op: OpOf<"resize">, context: Context): Done {
	const { store, index } = state;
	const ticks = Math.round(op.ticks);
	const atStart = op.edge === "start";
	const found = findTargets(store, op.ids, context);
	const targets = admit(found, context, (i) => {
		const slot = found.slots[i];
		return atStart
			? timeProblem(store.onset[slot] + ticks, store.duration[slot] - ticks)
			: timeProblem(store.onset[slot], store.duration[slot] + ticks);
	});
	context.touched.mark(store, targets.slots);
	// What begins later as a whole keeps its order, and its ends.
	const isHeld = atStart && targets.slots.length < index.length;
	if (isHeld) index.hold(targets.slots);
	for (const slot of targets.slots) {
		if (atStart) store.onset[slot] += ticks;
		store.duration[slot] += atStart ? -ticks : ticks;
	}
	if (isHeld) index.settle();
	else if (!atStart) index.refreshEnds(targets.slots);
	context.parts.add("notes");
	const ids = targets.runs();
	const back = { op: "resize" as const, ids, ticks: negative(ticks), edge: op.edge };
	return { step: { op: { op: "resize", ids, ticks, edge: op.edge } }, inverse: { op: back } };
}

/** Never -0, which JSON and equality tell from 0. */
function negative(value: number): number {
	return value === 0 ? 0 : -value;
}
