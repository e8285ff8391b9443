/** Values of which many versions are kept: one shares with another all that is not changed. */

/** Values of one part. */
const PART = 4096;

export class Kept {
	readonly length: number;
	readonly #parts: readonly Float32Array[];

	private constructor(length: number, parts: readonly Float32Array[]) {
		this.length = length;
		this.#parts = parts;
	}

	/** The array is not written to after this. */
	static of(values: Float32Array): Kept {
		const parts: Float32Array[] = [];
		for (let at = 0; at < values.length; at += PART) parts.push(values.subarray(at, at + PART));
		return new Kept(values.length, parts);
	}

	/** The same with other values from a place on. */
	with(start: number, values: ArrayLike<number>): Kept {
		if (values.length === 0) return this;
		const parts = [...this.#parts];
		const last = Math.floor((start + values.length - 1) / PART);
		for (let i = Math.floor(start / PART); i <= last; i++) parts[i] = parts[i].slice();
		for (let i = 0; i < values.length; i++) parts[Math.floor((start + i) / PART)][(start + i) % PART] = values[i];
		return new Kept(this.length, parts);
	}

	/** Writes into an array that has the values of `before`: those that are others. */
	writeOver(before: Kept | null, into: Float32Array): void {
		const known = before ? before.#parts : [];
		this.#parts.forEach((part, i) => {
			if (part !== known[i]) into.set(part, i * PART);
		});
	}
}
