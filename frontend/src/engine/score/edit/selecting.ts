/** Choosing notes by an expression. */
import { OpError } from "../errors.ts";
import { TICKS_PER_BEAT } from "../types.ts";
import { f0Of } from "./curvePieces.ts";
import type { Editable } from "./editable.ts";
import { voicedShares } from "./following.ts";
import { type Node, type NumberField, parse, type TextField } from "./grammar.ts";
import { overlaps } from "./overlapping.ts";
import { Pattern } from "./patterns.ts";

type OfNote<T> = (slot: number) => T;

/**
 * The notes that an expression describes, in the order of time: `pitch >= 60 and track == 1 and lyric ~ "^라"`. The language is
 * that of `gradio_pianoroll.score.edit.select`. Throws `OpError`, which says where it cannot be read.
 */
export function select(doc: Editable, expression: string, among?: ArrayLike<number>): Int32Array {
	const holds = conditionOf(doc, parse(expression));
	const { order, length } = doc.index;
	const slots = among ?? order.subarray(0, length);
	const found = new Int32Array(slots.length);
	let count = 0;
	for (let i = 0; i < slots.length; i++) if (holds(slots[i])) found[count++] = slots[i];
	return found.slice(0, count);
}

function conditionOf(doc: Editable, node: Node): OfNote<boolean> {
	const { what, parts } = node;
	if (what === "field") return flagOf(doc, String(node.value));
	if (what === "not") {
		const inner = conditionOf(doc, parts[0]);
		return (slot) => !inner(slot);
	}
	if (what === "and" || what === "or") {
		const a = conditionOf(doc, parts[0]);
		const b = conditionOf(doc, parts[1]);
		return what === "and" ? (slot) => a(slot) && b(slot) : (slot) => a(slot) || b(slot);
	}
	if (what === "~" || what === "!~") return fittingOf(doc, node);
	if (parts[0].kind === "text") {
		const a = textOf(doc, parts[0]);
		const b = textOf(doc, parts[1]);
		return what === "==" ? (slot) => a(slot) === b(slot) : (slot) => a(slot) !== b(slot);
	}
	return comparisonOf(what, numberOf(doc, parts[0]), numberOf(doc, parts[1]));
}

function comparisonOf(what: string, a: OfNote<number>, b: OfNote<number>): OfNote<boolean> {
	if (what === "==") return (slot) => a(slot) === b(slot);
	if (what === "!=") return (slot) => a(slot) !== b(slot);
	if (what === "<") return (slot) => a(slot) < b(slot);
	if (what === "<=") return (slot) => a(slot) <= b(slot);
	if (what === ">") return (slot) => a(slot) > b(slot);
	return (slot) => a(slot) >= b(slot);
}

function numberOf(doc: Editable, node: Node): OfNote<number> {
	if (node.what === "literal") {
		const value = Number(node.value);
		return () => value;
	}
	if (node.what === "field") return fieldOf(doc, node.value as NumberField);
	const a = numberOf(doc, node.parts[0]);
	const b = numberOf(doc, node.parts[1]);
	if (node.what === "+") return (slot) => a(slot) + b(slot);
	if (node.what === "-") return (slot) => a(slot) - b(slot);
	if (node.what === "*") return (slot) => a(slot) * b(slot);
	if (node.what === "/") return (slot) => a(slot) / b(slot);
	return (slot) => a(slot) - Math.floor(a(slot) / b(slot)) * b(slot);
}

function fieldOf(doc: Editable, name: NumberField): OfNote<number> {
	const { store, tempo } = doc;
	const { onset, duration } = store;
	switch (name) {
		case "onset_beats":
			return (slot) => onset[slot] / TICKS_PER_BEAT;
		case "duration_beats":
			return (slot) => duration[slot] / TICKS_PER_BEAT;
		case "end_beats":
			return (slot) => (onset[slot] + duration[slot]) / TICKS_PER_BEAT;
		case "onset_s":
			return (slot) => tempo.secondsAt(onset[slot]);
		case "end_s":
			return (slot) => tempo.secondsAt(onset[slot] + duration[slot]);
		case "duration_s":
			return (slot) => tempo.secondsAt(onset[slot] + duration[slot]) - tempo.secondsAt(onset[slot]);
		case "bar":
		case "beat":
			return barField(tempo, onset, name);
		case "voiced": {
			const curve = f0Of(doc);
			return curve ? voicedShares(doc, curve) : () => 0;
		}
		case "pitch_class":
			return (slot) => store.pitch[slot] % 12;
		default: {
			const column = store[name];
			return (slot) => column[slot];
		}
	}
}

/** Most notes lie in the bar of the one before. */
function barField(tempo: Editable["tempo"], onset: Int32Array, name: "bar" | "beat"): OfNote<number> {
	let bar = 0;
	let start = 0;
	let end = 0;
	return (slot) => {
		const tick = onset[slot];
		if (name === "beat") return tempo.barAt(tick).beat;
		if (tick < start || tick >= end) {
			({ bar } = tempo.barAt(tick));
			start = tempo.barStart(bar);
			end = tempo.barStart(bar + 1);
		}
		return bar;
	};
}

/** Nothing and the empty text are the same. */
function textOf({ store, tracks }: Editable, node: Node): OfNote<string> {
	const value = String(node.value);
	if (node.what === "literal") return () => value;
	const name = value as TextField;
	if (name === "track_name") return (slot) => tracks[store.track[slot]]?.name ?? "";
	return name === "lyric" ? (slot) => store.lyricOf(slot) : (slot) => store.phonemeOf(slot);
}

/** Each different text is looked at once. */
function fittingOf(doc: Editable, node: Node): OfNote<boolean> {
	const wanted = node.what === "~";
	const text = textOf(doc, node.parts[0]);
	const { position, value } = node.parts[1];
	const known = new Map<string, boolean>();
	const told = <T>(look: () => T): T => {
		try {
			return look();
		} catch (error) {
			if (!(error instanceof OpError)) throw error;
			throw new OpError(`expression: ${error.message} (position ${position})`, "expression");
		}
	};
	const pattern = told(() => new Pattern(String(value)));
	return (slot) => {
		const here = text(slot);
		let fits = known.get(here);
		if (fits === undefined) {
			fits = told(() => pattern.foundIn(here));
			known.set(here, fits);
		}
		return fits === wanted;
	};
}

function flagOf(doc: Editable, name: string): OfNote<boolean> {
	const { store, tracks } = doc;
	if (name === "drum") return (slot) => tracks[store.track[slot]]?.is_drum === true;
	const { order, length } = doc.index;
	const marked = new Uint8Array(store.capacity);
	for (const slot of overlaps(doc, order.subarray(0, length))) marked[slot] = 1;
	return (slot) => marked[slot] === 1;
}
