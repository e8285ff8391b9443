/** Curves as they were analysed: what is heard differs from the recording where a curve differs from these. */
import { originalOf } from "../../score/curves.ts";
import type { ScoreDocument } from "../../score/document.ts";
import type { Curve, DocChange } from "../../score/types.ts";
import { Kept } from "./kept.ts";

/**
 * By name, where it is not the curve's own original: what pins have made of that, and null for a curve that a hand drew where
 * nothing was.
 */
type Known = ReadonlyMap<string, Kept | null>;

/** Steps whose curves are known when undo comes back to them. */
const MOST_STEPS = 1000;
/** Gestures that make a curve where none was. */
const DRAWN = new Set(["curve", "vibrato"]);
/** F0 that another engine has heard in the recording. */
const OF_ANOTHER_ENGINE = "takeCurve";

export class Analysed {
	readonly #doc: ScoreDocument;
	readonly #documents = new WeakMap<object, Map<string, Known>>();
	#known: Known = new Map();
	/** What is known, as one array each, which is written over as it changes. */
	readonly #arrays = new Map<string, { kept: Kept; values: Float32Array }>();
	/** Curves before a change. */
	#names: ReadonlySet<string> = new Set();

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.#keep();
	}

	/** A curve as the recording has it; null where nobody has analysed it. Its values hold until the next change. */
	of(curve: Curve): Curve | null {
		const known = this.#known.get(curve.name);
		if (known === null) return null;
		const original = originalOf(curve);
		return { ...curve, ...original, ...(known?.length === original.values.length && { values: this.#array(curve.name, known) }) };
	}

	#array(name: string, kept: Kept): Float32Array {
		const before = this.#arrays.get(name);
		const fits = before?.kept.length === kept.length ? before : null;
		const values = fits?.values ?? new Float32Array(kept.length);
		kept.writeOver(fits?.kept ?? null, values);
		this.#arrays.set(name, { kept, values });
		return values;
	}

	/** A curve is that of a take: what it came with was heard. */
	take(name: string): void {
		this.#forget(name);
		this.#keep();
	}

	/** A change of the document; call it for each. */
	changed({ origin, parts, ops, rev }: DocChange): void {
		const before = origin === "undo" || origin === "redo" ? this.#documents.get(this.#doc.token)?.get(rev) : undefined;
		if (before) this.#known = before;
		else if (parts.has("reset")) this.#known = new Map();
		else {
			const pinned = this.#pinned(ops);
			for (const op of ops) this.#apply(op, origin, pinned);
		}
		this.#keep();
	}

	/** Curves of which a change says what was sung: pins stand at the first of its operations, whatever else they change. */
	#pinned(ops: DocChange["ops"]): ReadonlySet<string> {
		const isTaken = this.#doc.steps.labels.at(-1) === OF_ANOTHER_ENGINE;
		return new Set(ops.flatMap((op) => (op.op === "curve_range" && (op.pins || isTaken) ? [op.curve] : [])));
	}

	#apply(op: DocChange["ops"][number], origin: DocChange["origin"], pinned: ReadonlySet<string>): void {
		if (op.op === "curve_range" && (op.original || pinned.has(op.curve)))
			this.#corrected(op.curve, op.start, op.original, op.values.length);
		if (op.op !== "curve") return;
		const isNew = !this.#names.has(op.name);
		const isDrawn = isNew && origin === "user" && DRAWN.has(this.#doc.steps.labels.at(-1) ?? "");
		if (isDrawn) this.#known = new Map(this.#known).set(op.name, null);
		else if (isNew || origin === "remote") this.#forget(op.name);
	}

	/** Pins say what was sung, not what is to be sung: the recording is heard as before. */
	#corrected(name: string, start: number, original: (number | null)[] | undefined, count: number): void {
		const curve = this.#doc.curves.get(name);
		const known = this.#known.get(name);
		// What came with the change is the curve's own original by now.
		if (!curve || known === null || (original && !known)) return;
		const values = original ? original.map((value) => value ?? Number.NaN) : curve.values.subarray(start, start + count);
		this.#known = new Map(this.#known).set(name, (known ?? Kept.of(originalOf(curve).values)).with(start, values));
	}

	#forget(name: string): void {
		if (!this.#known.has(name)) return;
		const known = new Map(this.#known);
		known.delete(name);
		this.#known = known;
	}

	#keep(): void {
		const { token, rev } = this.#doc;
		this.#names = new Set(this.#doc.curves.keys());
		const steps = this.#documents.get(token) ?? new Map<string, Known>();
		this.#documents.set(token, steps);
		steps.delete(rev);
		steps.set(rev, this.#known);
		const [oldest] = steps.keys();
		if (steps.size > MOST_STEPS && oldest !== undefined) steps.delete(oldest);
	}
}
