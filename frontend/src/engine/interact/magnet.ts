/** Onsets and ends of other notes, which attract what is dragged. */
import type { Scene } from "../state/scene.ts";

const REACH_PX = 7;
/** Where so many notes sound at once, the nearest of the first ones has to do. */
const LOOKED_AT_MAX = 4000;

/** The nearest onset or end of a note that is not selected, in reach of the pointer; -1 where there is none. */
export function magnetAt({ doc, view }: Scene, tick: number): number {
	const { store, selection, index } = doc;
	const reach_ticks = REACH_PX / view.pxPerTick;
	let best = -1;
	let bestDistance = reach_ticks;
	let looked = 0;
	const offer = (place: number): void => {
		const distance = Math.abs(place - tick);
		if (distance > bestDistance) return;
		bestDistance = distance;
		best = place;
	};
	// A note that ends where the window begins still counts.
	index.forEachIn(Math.max(0, Math.floor(tick - reach_ticks) - 1), Math.ceil(tick + reach_ticks) + 1, (slot) => {
		if (!selection.has(slot)) {
			offer(store.onset[slot]);
			offer(store.onset[slot] + store.duration[slot]);
		}
		if (++looked >= LOOKED_AT_MAX) return false;
	});
	return best;
}
