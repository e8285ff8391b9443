/**
 * The edits and the language of selections when somebody wants them: most visits change a few notes by hand and need none.
 * Once they are here they answer at once.
 */
import type * as Catalogue from "./all.ts";

export type Edits = typeof Catalogue;

let known: Edits | null = null;

/** Null before `fetchEdits` has brought them. */
export function edits(): Edits | null {
	return known;
}

export async function fetchEdits(): Promise<Edits> {
	known ??= await import("./all.ts");
	return known;
}
