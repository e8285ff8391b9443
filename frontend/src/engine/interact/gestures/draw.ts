/** Writes a note: a click takes the last length, a drag sets it. */
import { type EditorContext, MIN_NOTE_TICKS } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";

export class DrawGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#onset = 0;
	#duration = 0;
	#track = 0;
	#dragged = false;

	enter(editor: EditorContext, sample: Sample): void {
		this.#start = sample;
		this.#onset = editor.snapAt(Math.max(0, sample.tick), "floor", sample.free);
		this.#duration = editor.newDuration;
		this.#track = editor.scene.tracks.active;
		editor.doc.selection.clear();
		editor.sound(sample.pitch, editor.lastVelocity, this.#track);
		this.#show(editor);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#dragged && !(isDrag(this.#start, sample) && Math.abs(sample.x_px - this.#start.x_px) >= 3)) return;
		this.#dragged = true;
		const least = sample.free ? MIN_NOTE_TICKS : editor.step_ticks || MIN_NOTE_TICKS;
		const end = editor.snapAt(sample.tick, "round", sample.free);
		this.#duration = Math.max(least, end - this.#onset);
		this.#show(editor);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.silence();
		editor.clearPreview();
		if (outcome === "cancel") return;
		const { doc } = editor;
		const id = doc.nextId();
		const rows = {
			id: [id],
			onset: [this.#onset],
			duration: [this.#duration],
			pitch: [this.#start.pitch],
			velocity: [editor.lastVelocity],
			track: [this.#track],
		};
		if (!editor.edit([{ op: "insert", rows }], "draw")) return;
		editor.lastDuration = this.#duration;
		doc.selection.setAll([doc.store.slotOf(id)]);
	}

	#show(editor: EditorContext): void {
		editor.show({
			kind: "insert",
			onset: this.#onset,
			duration: this.#duration,
			pitch: this.#start.pitch,
			velocity: editor.lastVelocity,
			track: this.#track,
		});
	}
}
