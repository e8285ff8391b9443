/** An operation that was refused. `item` is the note (`n<id>`), the curve or the list that is wrong. */
export class OpError extends Error {
	readonly item: string;

	constructor(message: string, item: string) {
		super(message);
		this.name = "OpError";
		this.item = item;
	}
}

export function noteError(id: number, problem: string): OpError {
	return new OpError(`Note n${id}: ${problem}`, `n${id}`);
}
