/** What makes sound, when somebody wants to hear something: most visits begin with looking. */
import type * as Module from "./sounding.ts";

let known: typeof Module | null = null;

/** Null before `fetchSounding` has brought it. */
export function soundingNow(): typeof Module | null {
	return known;
}

export async function fetchSounding(): Promise<void> {
	known ??= await import("./sounding.ts");
}
