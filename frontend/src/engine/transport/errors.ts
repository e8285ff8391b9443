/** Bytes that are not what they should be: cut off, damaged, or of another kind. */
export class DecodeError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "DecodeError";
	}
}
