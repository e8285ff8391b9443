/** Curves as they were analysed: what is heard differs from the recording where a curve differs from these. */
import type { ScoreDocument } from "../../score/document.ts";
import type { Curve, DocChange } from "../../score/types.ts";

/** By name; null for a curve that a hand drew where nothing was. */
type Known = ReadonlyMap<string, Float32Array | null>;

/** Steps whose curves are known when undo comes back to them. */
const MOST_STEPS = 1000;
/** Gestures that make a curve where none was. */
const DRAWN = new Set(["curve", "vibrato"]);

export class Analysed {
	readonly #doc: ScoreDocument;
	readonly #documents = new WeakMap<object, Map<string, Known>>();
	#known: Known = new Map();

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.#takeNew();
		this.#keep();
	}

	/** Values of a curve as the recording has them; null where nobody has analysed it. */
	of(curve: Curve): Float32Array | null {
		const known = this.#known.get(curve.name);
		return known?.length === curve.values.length ? known : null;
	}

	/** What a curve says now is what was heard: of a take, or in a value of a program. */
	take(name: string): void {
		const curve = this.#doc.curves.get(name);
		if (curve) this.#set(name, curve.values);
		this.#keep();
	}

	/** A change of the document; call it for each. */
	changed({ origin, parts, ops, rev }: DocChange): void {
		if (parts.has("reset")) this.#known = new Map();
		const before = origin === "undo" || origin === "redo" ? this.#documents.get(this.#doc.token)?.get(rev) : undefined;
		if (before) this.#known = before;
		else for (const op of ops) this.#apply(op, origin);
		this.#takeNew();
		this.#keep();
	}

	#apply(op: DocChange["ops"][number], origin: DocChange["origin"]): void {
		if (op.op === "curve_range" && (op.pins || origin === "remote")) this.#corrected(op.curve, op.start, op.values.length);
		if (op.op !== "curve") return;
		const isNew = !this.#known.has(op.name);
		const isDrawn = isNew && origin === "user" && DRAWN.has(this.#doc.steps.labels.at(-1) ?? "");
		if (isDrawn) this.#set(op.name, null);
		else if (isNew || origin === "remote") this.#set(op.name, this.#doc.curves.get(op.name)?.values ?? null);
	}

	/** Pins say what was sung, not what is to be sung: the recording is heard as before. */
	#corrected(name: string, start: number, count: number): void {
		const curve = this.#doc.curves.get(name);
		const before = this.#known.get(name);
		if (!curve || !before) return;
		const values = before.slice();
		values.set(curve.values.subarray(start, start + count), start);
		this.#set(name, values);
	}

	#takeNew(): void {
		for (const curve of this.#doc.curves.values()) if (!this.#known.has(curve.name)) this.#set(curve.name, curve.values);
	}

	#set(name: string, values: Float32Array | null): void {
		this.#known = new Map(this.#known).set(name, values);
	}

	#keep(): void {
		const { token, rev } = this.#doc;
		const steps = this.#documents.get(token) ?? new Map<string, Known>();
		this.#documents.set(token, steps);
		steps.delete(rev);
		steps.set(rev, this.#known);
		const [oldest] = steps.keys();
		if (steps.size > MOST_STEPS && oldest !== undefined) steps.delete(oldest);
	}
}
