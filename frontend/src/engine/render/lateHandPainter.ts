import { latePainters } from "./latePainters.ts";

/** Nobody has a hand over the notes before coming to the roll, or sings before that. */
export async function fetchHandPainter(): Promise<void> {
	latePainters.Hands ??= (await import("./handPainter.ts")).HandPainter;
}
