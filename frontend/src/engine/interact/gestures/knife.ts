/** Cuts the note under the pointer; dragged up or down, all that the blade crosses. */
import { rowsOf } from "../../score/rows.ts";
import type { Op } from "../../score/types.ts";
import type { Desk } from "../desk.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";

export class KnifeGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#tick = 0;
	#low = 0;
	#high = 0;

	enter(desk: Desk, sample: Sample): void {
		this.#low = sample.pitch;
		this.#high = sample.pitch;
		this.#aim(desk, sample);
	}

	process(desk: Desk, sample: Sample): void {
		this.#low = Math.min(this.#low, sample.pitch);
		this.#high = Math.max(this.#high, sample.pitch);
		if (this.#low === this.#high) this.#aim(desk, sample);
		else desk.show({ kind: "knife", tick: this.#tick, pitchLo: this.#low, pitchHi: this.#high });
	}

	exit(desk: Desk, _sample: Sample, outcome: Outcome): void {
		desk.clearPreview();
		if (outcome === "cancel") return;
		desk.edit(cutOps(desk, this.#tick, this.#low, this.#high), "cut");
	}

	/** On the grid where that still cuts the note, else exactly at the pointer. */
	#aim(desk: Desk, sample: Sample): void {
		const snapped = desk.snapAt(sample.tick, "round", sample.free);
		const slot = desk.doc.index.hitTest(Math.floor(sample.tick), sample.pitch);
		this.#tick = slot < 0 || cuts(desk, slot, snapped) ? snapped : Math.round(sample.tick);
		desk.show({ kind: "knife", tick: this.#tick, pitchLo: this.#low, pitchHi: this.#high });
	}
}

function cuts(desk: Desk, slot: number, tick: number): boolean {
	const { onset, duration } = desk.doc.store;
	return tick > onset[slot] && tick < onset[slot] + duration[slot];
}

/** The first part keeps the note's identity and lyric; the second is a new note of the same pitch and loudness. */
export function cutOps(desk: Desk, tick: number, low: number, high: number): Op[] {
	const { doc } = desk;
	const { store } = doc;
	const slots = [...doc.index.inRect(tick, tick + 1, low, high)].filter((slot) => cuts(desk, slot, tick));
	if (slots.length === 0) return [];
	slots.sort((a, b) => store.id[a] - store.id[b]);
	const { id, onset, duration, pitch, velocity, track } = rowsOf(store, slots);
	const rests = onset.map((start, i) => start + duration[i] - tick);
	return [
		{ op: "set", ids: desk.idsOf(slots), column: "duration", values: onset.map((start) => tick - start) },
		{
			op: "insert",
			rows: { id: id.map(() => doc.nextId()), onset: onset.map(() => tick), duration: rests, pitch, velocity, track },
		},
	];
}
