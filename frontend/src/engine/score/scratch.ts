/**
 * Memory that a pass over many notes needs and that nobody needs afterwards. Fresh memory of a million numbers costs as much as
 * the pass itself; kept memory would be a third of what the notes take. So it stays for the task that it was made in, and as long
 * after it as nobody wants the room.
 */
type Numbers = Int32Array | Float64Array;

export class Scratch<T extends Numbers> {
	readonly #make: new (
		count: number,
	) => T;
	#kept: WeakRef<T> | null = null;

	constructor(make: new (count: number) => T) {
		this.#make = make;
	}

	/** Room for at least so many, with whatever stands in it; until the next call it is the caller's. */
	of(count: number): T {
		const kept = this.#kept?.deref();
		if (kept && kept.length >= count) return kept;
		const made = new this.#make(count);
		this.#kept = new WeakRef(made);
		return made;
	}
}
