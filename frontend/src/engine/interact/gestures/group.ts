/** How far a selection can go as one, read once when a drag begins. */
import type { ScoreDocument } from "../../score/document.ts";

export interface GroupLimits {
	firstOnset: number;
	lowest: number;
	highest: number;
	/** Shortest duration. */
	shortest: number;
	/** Ticks that the last end may still move. */
	room_ticks: number;
}

const LAST_TICK = 2 ** 31 - 1;

/** Last end of the notes that the limits were read from. */
export function lastEndOf(limits: GroupLimits): number {
	return LAST_TICK - limits.room_ticks;
}

export function limitsOf(doc: ScoreDocument): GroupLimits {
	const { onset, duration, pitch } = doc.store;
	const slots = doc.selection.slots();
	const limits = { firstOnset: LAST_TICK, lowest: 127, highest: 0, shortest: LAST_TICK, room_ticks: LAST_TICK };
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		limits.firstOnset = Math.min(limits.firstOnset, onset[slot]);
		limits.lowest = Math.min(limits.lowest, pitch[slot]);
		limits.highest = Math.max(limits.highest, pitch[slot]);
		limits.shortest = Math.min(limits.shortest, duration[slot]);
		limits.room_ticks = Math.min(limits.room_ticks, LAST_TICK - onset[slot] - duration[slot]);
	}
	return limits;
}
