/**
 * Moves the selected notes by one offset, which is all that changes until they are dropped. With Ctrl a copy is dropped, Shift
 * keeps to time or to pitch, whichever the pointer follows more.
 */
import { copyOps, selectInserted } from "../clipboard.ts";
import { followOps } from "../curveFollow.ts";
import type { EditorContext } from "../editorContext.ts";
import { DRAG_PX, type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { inScale } from "../scale.ts";
import { type Degrees, degreeMapping, degreeOps, degreesOf } from "./degrees.ts";
import { type GroupLimits, limitsOf } from "./group.ts";

export class MoveGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#slot = -1;
	#startTick = 0;
	#limits: GroupLimits | null = null;
	#ticks = 0;
	#pitch = 0;
	/** Where each pitch of the scale goes; null while all go by the same semitones. */
	#degrees: Degrees | null = null;
	#moved = false;
	#wasSelected = false;
	#copy = false;
	#soundPitch = -1;

	enter(editor: EditorContext, sample: Sample, hit: Hit): void {
		const { selection, store } = editor.doc;
		this.#start = sample;
		this.#startTick = sample.tick;
		this.#slot = hit.slot;
		this.#wasSelected = selection.has(hit.slot);
		const extend = sample.mod || sample.shift;
		if (!this.#wasSelected) {
			if (extend) selection.add(hit.slot);
			else selection.setAll([hit.slot]);
		}
		this.#soundPitch = store.pitch[hit.slot];
		editor.sound(this.#soundPitch, store.velocity[hit.slot], store.track[hit.slot]);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		this.#limits ??= limitsOf(editor.doc);
		this.#copy = sample.mod;
		const sideways = this.#isSideways(editor, sample);
		const axis = !sample.shift ? "both" : sideways ? "time" : "pitch";
		this.#ticks = axis === "pitch" ? 0 : this.#timeShift(editor, sample, this.#limits);
		this.#setPitch(editor, axis === "time" ? 0 : sample.pitch - this.#start.pitch, this.#limits);
		this.#show(editor, this.#limits);
		this.#tell(editor, sample);
		this.#soundNew(editor);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		editor.silence();
		editor.clearPreview();
		if (outcome === "cancel") return;
		if (!this.#moved) this.#click(editor, sample);
		else if (this.#ticks !== 0 || this.#pitch !== 0) this.#drop(editor);
	}

	/** By pixels, counted from where the press was even when the view has scrolled since. */
	#isSideways(editor: EditorContext, sample: Sample): boolean {
		const dx_px = Math.abs(sample.tick - this.#startTick) * editor.view.pxPerTick;
		return dx_px >= Math.abs(sample.y_px - this.#start.y_px);
	}

	#timeShift(editor: EditorContext, sample: Sample, limits: GroupLimits): number {
		const onset = editor.doc.store.onset[this.#slot];
		// A drag straight up or down must not pull a note off the grid onto it.
		const still = Math.abs(sample.tick - this.#startTick) * editor.view.pxPerTick < DRAG_PX;
		const wanted = onset + (sample.tick - this.#startTick);
		const ticks = still ? 0 : editor.stick(wanted, sample.free) - onset;
		return Math.max(-limits.firstOnset, Math.min(limits.room_ticks, ticks));
	}

	#setPitch(editor: EditorContext, rows: number, limits: GroupLimits): void {
		const own = editor.doc.store.pitch[this.#slot];
		const wanted = Math.max(-limits.lowest, Math.min(127 - limits.highest, rows));
		this.#degrees = null;
		this.#pitch = wanted;
		if (wanted === 0 || !editor.hands.scaleSnap || editor.scene.scaleMask === 0) return;
		const target = inScale(editor, own + wanted);
		this.#degrees = degreesOf(editor.scene.scaleMask, own, target, limits.lowest, limits.highest);
		this.#pitch = this.#degrees ? this.#degrees[own] - own : 0;
	}

	#show(editor: EditorContext, limits: GroupLimits): void {
		const [ticks, pitch] = [this.#ticks, this.#pitch];
		if (!this.#degrees) editor.show({ kind: "move", ticks, pitch, copy: this.#copy }, "lifted");
		else editor.show({ kind: "mapped", lift: !this.#copy, mapping: degreeMapping(editor, ticks, this.#degrees, limits) }, "lifted");
	}

	#tell(editor: EditorContext, sample: Sample): void {
		const { store, selection } = editor.doc;
		const slot = this.#slot;
		editor.tell(
			{
				kind: "note",
				pitch: store.pitch[slot] + this.#pitch,
				tick: store.onset[slot] + this.#ticks,
				duration_ticks: store.duration[slot],
				rows: this.#pitch,
				ticks: this.#ticks,
				velocity: store.velocity[slot],
				lyric: "",
				count: selection.size,
			},
			sample,
		);
	}

	#drop(editor: EditorContext): void {
		const { selection } = editor.doc;
		if (this.#copy) {
			const ops = copyOps(editor, selection.slots(), this.#ticks, this.#degrees ?? this.#pitch);
			if (editor.edit(ops, "copy")) selectInserted(editor, ops);
			return;
		}
		const [ticks, pitch] = [this.#ticks, this.#pitch];
		const follow = editor.hands.curvesFollow ? followOps(editor, ticks, this.#degrees ?? pitch) : [];
		const ops = this.#degrees ? degreeOps(editor, ticks, this.#degrees) : [{ op: "shift" as const, ids: selection.ids(), ticks, pitch }];
		editor.edit([...ops, ...follow], "move");
	}

	/** Without a drag: Ctrl or Shift let go of a selected note, a plain click keeps only this one. */
	#click(editor: EditorContext, sample: Sample): void {
		const { selection } = editor.doc;
		if (sample.mod || sample.shift) {
			if (this.#wasSelected) selection.delete(this.#slot);
		} else if (selection.size > 1) selection.setAll([this.#slot]);
	}

	#soundNew(editor: EditorContext): void {
		const { store } = editor.doc;
		const pitch = store.pitch[this.#slot] + this.#pitch;
		if (pitch === this.#soundPitch) return;
		this.#soundPitch = pitch;
		editor.sound(pitch, store.velocity[this.#slot], store.track[this.#slot]);
	}
}
