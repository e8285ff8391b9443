/** Gestures that move the view or the playhead and never the score. */
import { overviewScrollTick, overviewWindow } from "../../view/overviewWindow.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { holdable } from "../trackBars.ts";

/** Middle drag: the score sticks to the pointer. */
export class PanGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#last!: Sample;

	enter(_editor: EditorContext, sample: Sample): void {
		this.#last = sample;
	}

	process(editor: EditorContext, sample: Sample): void {
		const vertical = sample.place === "notes" || sample.place === "keys";
		editor.view.scrollBy(this.#last.x_px - sample.x_px, vertical ? this.#last.y_px - sample.y_px : 0);
		this.#last = sample;
	}

	exit(): void {}
}

/** One finger on empty ground: the score sticks to it, and where the roll has reached its edge the page goes on. */
export class FingerPanGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#last!: Sample;
	#moved = false;

	enter(_editor: EditorContext, sample: Sample): void {
		this.#start = sample;
		this.#last = sample;
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		const dx_px = this.#last.x_px - sample.x_px;
		const dy_px = this.#last.y_px - sample.y_px;
		const { topPitch, row_px } = editor.view;
		editor.view.scrollBy(dx_px, dy_px);
		const scrolled_px = (topPitch - editor.view.topPitch) * row_px;
		this.#last = sample;
		const rest_px = dy_px - scrolled_px;
		// The page moves the roll under the finger: the next event is measured from there.
		if (Math.abs(rest_px) >= 1 && editor.scrollPage(rest_px)) this.#last = { ...sample, y_px: sample.y_px + rest_px };
	}

	/** A tap lets go of the selection, as a click does. */
	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		if (outcome === "commit" && !this.#moved) editor.doc.selection.clear();
	}
}

/** Press or drag on the strip: the playhead goes there. */
export class ScrubGesture implements Gesture {
	readonly scrollsAtEdge = true;

	enter(editor: EditorContext, sample: Sample): void {
		editor.seek(Math.max(0, sample.tick));
	}

	process(editor: EditorContext, sample: Sample): void {
		editor.seek(Math.max(0, sample.tick));
	}

	exit(): void {}
}

/** Press or drag on the overview: the window goes there. At the ends of the strip it is at the ends of the score. */
export class OverviewGesture implements Gesture {
	readonly scrollsAtEdge = false;
	/** Pixels between the pointer and the window's left edge. */
	#grip_px = 0;

	enter(editor: EditorContext, sample: Sample): void {
		const { left_px, width_px } = overviewWindow(editor.view, sample.width_px);
		const inside = sample.x_px >= left_px && sample.x_px <= left_px + width_px;
		this.#grip_px = inside ? sample.x_px - left_px : width_px / 2;
		if (!inside) this.process(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		const { view } = editor;
		view.set({ scrollTick: overviewScrollTick(view, sample.width_px, sample.x_px - this.#grip_px) });
	}

	exit(): void {}
}

/** A key sounds while it is held, a drag plays a glissando; the notes of its pitch are selected. */
export class KeyGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#extend = false;

	enter(editor: EditorContext, sample: Sample): void {
		this.#extend = sample.mod || sample.shift;
		this.#press(editor, sample.pitch);
		const { doc } = editor;
		const found = holdable(editor, doc.index.inRect(0, doc.endTick + 1, sample.pitch, sample.pitch), sample.alt);
		if (this.#extend) doc.selection.addAll(found);
		else doc.selection.setAll(found);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (sample.pitch !== editor.scene.pressedPitch) this.#press(editor, sample.pitch);
	}

	exit(editor: EditorContext): void {
		editor.scene.pressedPitch = -1;
		editor.silence();
		editor.changed("keys");
	}

	#press(editor: EditorContext, pitch: number): void {
		editor.scene.pressedPitch = pitch;
		editor.sound(pitch, editor.lastVelocity, editor.scene.tracks.active);
		editor.changed("keys");
	}
}

/** In a roll that is read-only a note can still be heard and selected. */
export class PickGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#told = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void {
		this.#start = sample;
		if (!hit) return;
		const { selection, store } = editor.doc;
		if (sample.mod || sample.shift) selection.toggle(hit.slot);
		else selection.setAll([hit.slot]);
		editor.sound(store.pitch[hit.slot], store.velocity[hit.slot], store.track[hit.slot]);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (this.#told || !isDrag(this.#start, sample)) return;
		this.#told = true;
		editor.say("readOnly");
	}

	exit(editor: EditorContext, _sample: Sample, _outcome: Outcome): void {
		editor.silence();
	}
}
