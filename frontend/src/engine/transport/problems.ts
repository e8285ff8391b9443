/** What can go wrong between the browser and Python, in kinds that the shell has sentences for. */
import { GoneError, RefusedError } from "./remote.ts";

export interface Problem {
	kind: "fetch" | "gone" | "upload" | "decode" | "value";
	reason: string;
}

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function problemOf(error: unknown): Problem {
	if (error instanceof GoneError) return { kind: "gone", reason: error.message };
	if (error instanceof RefusedError) return { kind: "value", reason: error.message };
	const network = error instanceof TypeError || (error instanceof Error && error.message.startsWith("HTTP "));
	return { kind: network ? "fetch" : "decode", reason: reasonOf(error) };
}
