/** Writes a note: a click takes the last length, a drag sets it. */
import { type Desk, MIN_NOTE_TICKS } from "../desk.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";

export class DrawGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#onset = 0;
	#duration = 0;
	#track = 0;
	#dragged = false;

	enter(desk: Desk, sample: Sample): void {
		this.#start = sample;
		this.#onset = desk.snapAt(Math.max(0, sample.tick), "floor", sample.free);
		this.#duration = desk.newDuration;
		this.#track = trackForNew(desk);
		desk.doc.selection.clear();
		desk.sound(sample.pitch, desk.lastVelocity, this.#track);
		this.#show(desk);
	}

	process(desk: Desk, sample: Sample): void {
		if (!this.#dragged && !(isDrag(this.#start, sample) && Math.abs(sample.x_px - this.#start.x_px) >= 3)) return;
		this.#dragged = true;
		const least = sample.free ? MIN_NOTE_TICKS : desk.step_ticks || MIN_NOTE_TICKS;
		const end = desk.snapAt(sample.tick, "round", sample.free);
		this.#duration = Math.max(least, end - this.#onset);
		this.#show(desk);
	}

	exit(desk: Desk, _sample: Sample, outcome: Outcome): void {
		desk.silence();
		desk.clearPreview();
		if (outcome === "cancel") return;
		const { doc } = desk;
		const id = doc.nextId();
		const rows = {
			id: [id],
			onset: [this.#onset],
			duration: [this.#duration],
			pitch: [this.#start.pitch],
			velocity: [desk.lastVelocity],
			track: [this.#track],
		};
		if (!desk.edit([{ op: "insert", rows }], "draw")) return;
		desk.lastDuration = this.#duration;
		doc.selection.setAll([doc.store.slotOf(id)]);
	}

	#show(desk: Desk): void {
		desk.show({
			kind: "insert",
			onset: this.#onset,
			duration: this.#duration,
			pitch: this.#start.pitch,
			velocity: desk.lastVelocity,
			track: this.#track,
		});
	}
}

/** A new note goes to the track of the notes that were selected last, or the first. */
function trackForNew(desk: Desk): number {
	const { selection, store } = desk.doc;
	if (selection.size === 0 || selection.size > 64) return 0;
	return store.track[selection.slots()[0]] ?? 0;
}
