/** What the toolbar's number fields do to the document. The tempo and signature in force at a tick are what is edited. */
import { MAX_BPM, MIN_BPM } from "../engine/score/documentOps";
import type { Op, Signature, Tempo } from "../engine/score/types";

export const DENOMINATORS = [1, 2, 4, 8, 16, 32] as const;

export function parseTempo(text: string): number | null {
	const bpm = Number(text.trim().replace(",", "."));
	return text.trim() !== "" && Number.isFinite(bpm) && bpm >= MIN_BPM && bpm <= MAX_BPM ? bpm : null;
}

export function parseNumerator(text: string): number | null {
	const beats = Number(text.trim());
	return text.trim() !== "" && Number.isInteger(beats) && beats >= 1 && beats <= 255 ? beats : null;
}

/** Position of the last entry at or before a tick; lists are sorted and begin at 0. */
function inForce(list: readonly (readonly [number, ...unknown[]])[], tick: number): number {
	let low = 0;
	let high = list.length - 1;
	while (low < high) {
		const middle = (low + high + 1) >> 1;
		if ((list[middle]?.[0] ?? 0) <= tick) low = middle;
		else high = middle - 1;
	}
	return low;
}

/** The list in which the tempo at a tick is another one; null when it is the same. */
export function temposWith(tempos: readonly Tempo[], tick: number, bpm: number): Tempo[] | null {
	const at = inForce(tempos, tick);
	if (tempos[at]?.[1] === bpm) return null;
	return tempos.map((tempo, i): Tempo => (i === at ? [tempo[0], bpm] : [...tempo]));
}

export function signatureOps(list: readonly Signature[], tick: number, numerator: number, denominator: number): Op[] {
	const at = inForce(list, tick);
	if (list[at]?.[1] === numerator && list[at]?.[2] === denominator) return [];
	const signatures = list.map((entry, i): Signature => (i === at ? [entry[0], numerator, denominator] : [...entry]));
	return [{ op: "signature", signatures }];
}
