/** Writes a note, or the chosen chord: a click takes the last length, a drag sets it. */
import { selectInserted } from "../clipboard.ts";
import { type EditorContext, MIN_NOTE_TICKS } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import { type NewRows, pitchForNew, rowsOps, stamp, velocityForNew } from "../newNotes.ts";
import type { Sample } from "../pointer.ts";

export class DrawGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#onset = 0;
	#duration = 0;
	#pitch = 0;
	#velocity = 0;
	#track = 0;
	#dragged = false;

	enter(editor: EditorContext, sample: Sample): void {
		this.#start = sample;
		this.#onset = editor.snapAt(Math.max(0, sample.tick), "floor", sample.free);
		this.#duration = editor.newDuration;
		this.#pitch = pitchForNew(editor, sample.pitch);
		this.#velocity = velocityForNew(editor, sample);
		this.#track = editor.scene.tracks.active;
		editor.doc.selection.clear();
		editor.sound(this.#pitch, this.#velocity, this.#track);
		this.#show(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#dragged && !(isDrag(this.#start, sample) && Math.abs(sample.x_px - this.#start.x_px) >= 3)) return;
		this.#dragged = true;
		this.#velocity = Math.max(this.#velocity, velocityForNew(editor, sample));
		const least = sample.free ? MIN_NOTE_TICKS : editor.step_ticks || MIN_NOTE_TICKS;
		const end = editor.stick(sample.tick, sample.free);
		this.#duration = Math.max(least, end - this.#onset);
		this.#show(editor, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.silence();
		editor.clearPreview();
		if (outcome === "cancel") return;
		const ops = rowsOps(editor, this.#rows(editor));
		if (!editor.edit(ops, "draw")) return;
		selectInserted(editor, ops);
		editor.lastDuration = this.#duration;
	}

	#rows(editor: EditorContext): NewRows {
		return stamp(editor, {
			onset: this.#onset,
			duration: this.#duration,
			pitch: this.#pitch,
			velocity: this.#velocity,
			track: this.#track,
		});
	}

	#show(editor: EditorContext, sample: Sample): void {
		const rows = this.#rows(editor);
		if (rows.onset.length > 1) editor.show({ kind: "rows", rows, ticks: 0, pitch: 0 });
		else {
			const [onset, duration, pitch] = [this.#onset, this.#duration, this.#pitch];
			editor.show({ kind: "insert", onset, duration, pitch, velocity: this.#velocity, track: this.#track });
		}
		const { length } = rows.onset;
		editor.tell({ kind: "newNote", pitch: this.#pitch, tick: this.#onset, duration_ticks: this.#duration, count: length }, sample);
	}
}
