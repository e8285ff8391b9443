/** On the ruler a click seeks and a drag makes the loop; its ends and its band are dragged too. */
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";

const HANDLE_PX = 7;
/** The lower part of the ruler, where the loop's band lies. */
const BAND_PX = 10;

export type RulerZone = "start" | "end" | "band" | "free";

export function rulerZone(editor: EditorContext, x_px: number, y_px: number, height_px: number): RulerZone {
	const { loop, view } = editor;
	if (!loop) return "free";
	const from_px = view.xOf(loop[0]);
	const to_px = view.xOf(loop[1]);
	if (Math.abs(x_px - to_px) <= HANDLE_PX && x_px > from_px) return "end";
	if (Math.abs(x_px - from_px) <= HANDLE_PX) return "start";
	return x_px > from_px && x_px < to_px && y_px > height_px - BAND_PX ? "band" : "free";
}

export class RulerGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#zone: RulerZone = "free";
	#former: readonly [number, number] | null = null;
	#dragged = false;

	enter(editor: EditorContext, sample: Sample): void {
		this.#start = sample;
		this.#former = editor.loop;
		this.#zone = rulerZone(editor, sample.x_px, sample.y_px, sample.height_px);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#dragged && !isDrag(this.#start, sample)) return;
		this.#dragged = true;
		const range = this.#range(editor, sample);
		if (!range) return;
		editor.setLoop(range);
		editor.tell({ kind: "range", startTick: range[0], endTick: range[1] }, sample);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		if (outcome === "cancel") {
			if (this.#dragged) editor.setLoop(this.#former);
			return;
		}
		if (!this.#dragged) editor.seek(editor.snapAt(Math.max(0, sample.tick), "round", sample.free));
	}

	#range(editor: EditorContext, sample: Sample): [number, number] | null {
		const at = editor.snapAt(Math.max(0, sample.tick), "round", sample.free);
		const former = this.#former;
		if (this.#zone === "free" || !former) {
			const from = editor.snapAt(this.#start.tick, "round", sample.free);
			return ordered(from, at);
		}
		if (this.#zone === "start") return ordered(at, former[1]);
		if (this.#zone === "end") return ordered(former[0], at);
		const moved = former[0] + sample.tick - this.#start.tick;
		const start = editor.snapAt(Math.max(0, moved), "round", sample.free);
		return [start, start + former[1] - former[0]];
	}
}

/** Null when both ends fall on one place. */
function ordered(a: number, b: number): [number, number] | null {
	return a === b ? null : a < b ? [a, b] : [b, a];
}
