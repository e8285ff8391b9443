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

const made = new WeakSet<object>();

/** Values, or ids of rows with all else in them, that whoever makes them lets go of: they are kept, where others are copied. */
export function givenAway<T extends object>(values: T): T {
	made.add(values);
	return values;
}

export function isGivenAway(values: object): boolean {
	return made.has(values);
}
