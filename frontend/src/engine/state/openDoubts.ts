/** Doubtful places of a recording are told once; what pins lie on is not doubted any more. */
import type { PinJson } from "../score/types.ts";
import { endOf, type PitchDoubt, type PitchView, startOf } from "./pitchView.ts";

/** Place of the first one that ends after a time, of those that ascend and lie apart. */
export function firstAfter(places: readonly PitchDoubt[], time_s: number): number {
	let low = 0;
	let high = places.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (places[middle].end_s <= time_s) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Those from one time to another. */
export function doubtsIn(places: readonly PitchDoubt[], start_s: number, end_s: number): PitchDoubt[] {
	const found: PitchDoubt[] = [];
	for (let i = firstAfter(places, start_s); i < places.length && places[i].start_s < end_s; i++) found.push(places[i]);
	return found;
}

/** Brings what is shown in step with the pins; null where the places of this recording are not known. */
export function showOpenDoubts(view: PitchView, of: string, pins: readonly PinJson[]): readonly PitchDoubt[] | null {
	if (view.allDoubts?.of !== of) return null;
	const { doubts } = view.allDoubts;
	const pinned = new Set(pins.flatMap((pin) => doubtsIn(doubts, startOf(pin), endOf(pin))));
	const open = pinned.size === 0 ? doubts : doubts.filter((doubt) => !pinned.has(doubt));
	if (open.length !== view.doubts.length || open.some((doubt, i) => doubt !== view.doubts[i])) {
		view.doubts = open;
		view.version++;
	}
	return view.doubts;
}
