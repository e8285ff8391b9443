/**
 * The values of a `set`, one for each id. Long lists of whole numbers are typed arrays: a quarter of the memory of an array
 * of any values, and nothing for the garbage collector to look through. On the wire all are plain lists.
 */
const LONG = 4096;

export function isLong(count: number): boolean {
	return count >= LONG;
}

/** Room for so many whole numbers between -2^31 and 2^31. */
export function wholeNumbers(count: number): number[] | Int32Array {
	return isLong(count) ? new Int32Array(count) : new Array<number>(count);
}

const made = new WeakSet<Int32Array>();

/** Values that whoever makes them lets go of: they are kept as they are, where others are copied first. */
export function givenAway(values: Int32Array): Int32Array {
	made.add(values);
	return values;
}

/** Values that nobody else writes to. */
export function ownValues(values: Int32Array): Int32Array {
	return made.has(values) ? values : values.slice();
}
