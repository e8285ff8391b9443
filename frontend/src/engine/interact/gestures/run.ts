/** Paints a run with one stroke: a note of the last length in each cell that the pointer passes, at the pitch it passes it. */
import { selectInserted } from "../clipboard.ts";
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import { type NewRows, pitchForNew, rowsOps, velocityForNew } from "../newNotes.ts";
import type { Sample } from "../pointer.ts";

const CELLS_MAX = 4096;

export class RunGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start = 0;
	#duration = 1;
	#track = 0;
	#velocity = 0;
	#last!: Sample;
	#pitches: number[] = [];
	#sounding = -1;

	enter(editor: EditorContext, sample: Sample): void {
		this.#start = editor.snapAt(Math.max(0, sample.tick), "floor", sample.free);
		this.#duration = editor.newDuration;
		this.#track = editor.scene.tracks.active;
		this.#velocity = velocityForNew(editor, sample);
		this.#last = sample;
		editor.doc.selection.clear();
		this.process(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		const from = this.#cell(this.#last);
		const to = Math.min(CELLS_MAX - 1, this.#cell(sample));
		// Drawn back, the run gets shorter.
		this.#pitches.length = Math.min(this.#pitches.length, to + 1);
		for (let cell = Math.min(from, to); cell <= to; cell++) {
			const share = to === from ? 1 : (cell - from) / (to - from);
			// With Ctrl all on one pitch.
			const y = this.#last.y_px + (sample.y_px - this.#last.y_px) * share;
			const row = sample.mod && this.#pitches.length > 0 ? (this.#pitches[0] as number) : editor.view.rowAt(y);
			this.#pitches[cell] = pitchForNew(editor, row);
		}
		this.#last = sample;
		const rows = this.#rows(editor);
		editor.show({ kind: "rows", rows, ticks: 0, pitch: 0 });
		const pitch = this.#pitches[to] as number;
		const tick = this.#start + to * this.#duration;
		editor.tell({ kind: "newNote", pitch, tick, duration_ticks: this.#duration, count: rows.onset.length }, sample);
		if (pitch === this.#sounding) return;
		this.#sounding = pitch;
		editor.sound(pitch, this.#velocity, this.#track);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.silence();
		editor.clearPreview();
		if (outcome === "cancel") return;
		const ops = rowsOps(editor, this.#rows(editor));
		if (editor.edit(ops, "run")) selectInserted(editor, ops);
	}

	#cell(sample: Sample): number {
		return Math.max(0, Math.floor((sample.tick - this.#start) / this.#duration));
	}

	/** Where a note of that pitch and track lies already, none is written over it. */
	#rows(editor: EditorContext): NewRows {
		const rows: NewRows = { onset: [], duration: [], pitch: [], velocity: [], track: [] };
		this.#pitches.forEach((pitch, cell) => {
			const onset = this.#start + cell * this.#duration;
			if (isTaken(editor, onset, onset + this.#duration, pitch, this.#track)) return;
			rows.onset.push(onset);
			rows.duration.push(this.#duration);
			rows.pitch.push(pitch);
			rows.velocity.push(this.#velocity);
			rows.track.push(this.#track);
		});
		return rows;
	}
}

function isTaken({ doc }: EditorContext, startTick: number, endTick: number, pitch: number, track: number): boolean {
	return doc.index.inRect(startTick, endTick, pitch, pitch).some((slot) => doc.store.track[slot] === track);
}
