/** Gestures that move the view or the playhead and never the score. */
import type { Desk } from "../desk.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";

/** Middle drag: the score sticks to the pointer. */
export class PanGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#last!: Sample;

	enter(_desk: Desk, sample: Sample): void {
		this.#last = sample;
	}

	process(desk: Desk, sample: Sample): void {
		const vertical = sample.place === "notes" || sample.place === "keys";
		desk.view.scrollBy(this.#last.x_px - sample.x_px, vertical ? this.#last.y_px - sample.y_px : 0);
		this.#last = sample;
	}

	exit(): void {}
}

/** Press or drag on the strip: the playhead goes there. */
export class ScrubGesture implements Gesture {
	readonly scrollsAtEdge = true;

	enter(desk: Desk, sample: Sample): void {
		desk.seek(Math.max(0, sample.tick));
	}

	process(desk: Desk, sample: Sample): void {
		desk.seek(Math.max(0, sample.tick));
	}

	exit(): void {}
}

/** Press or drag on the overview: the window goes there. */
export class OverviewGesture implements Gesture {
	readonly scrollsAtEdge = false;
	/** Pixels between the pointer and the window's left edge. */
	#grip_px = 0;

	enter(desk: Desk, sample: Sample): void {
		const { view } = desk;
		const scale = sample.width_px / view.contentTicks;
		const left_px = view.scrollTick * scale;
		const width_px = (view.endVisibleTick - view.scrollTick) * scale;
		const inside = sample.x_px >= left_px && sample.x_px <= left_px + Math.max(8, width_px);
		this.#grip_px = inside ? sample.x_px - left_px : width_px / 2;
		this.process(desk, sample);
	}

	process(desk: Desk, sample: Sample): void {
		const { view } = desk;
		view.set({ scrollTick: ((sample.x_px - this.#grip_px) * view.contentTicks) / sample.width_px });
	}

	exit(): void {}
}

/** A key sounds while it is held, a drag plays a glissando; the notes of its pitch are selected. */
export class KeyGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#extend = false;

	enter(desk: Desk, sample: Sample): void {
		this.#extend = sample.mod || sample.shift;
		this.#press(desk, sample.pitch);
		const { doc } = desk;
		const found = doc.index.inRect(0, doc.endTick + 1, sample.pitch, sample.pitch);
		if (this.#extend) doc.selection.addAll(found);
		else doc.selection.setAll(found);
	}

	process(desk: Desk, sample: Sample): void {
		if (sample.pitch !== desk.scene.pressedPitch) this.#press(desk, sample.pitch);
	}

	exit(desk: Desk): void {
		desk.scene.pressedPitch = -1;
		desk.silence();
		desk.changed("keys");
	}

	#press(desk: Desk, pitch: number): void {
		desk.scene.pressedPitch = pitch;
		desk.sound(pitch, desk.lastVelocity, 0);
		desk.changed("keys");
	}
}

/** In a roll that is read-only a note can still be heard and selected. */
export class PickGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#told = false;

	enter(desk: Desk, sample: Sample, hit: Hit | null): void {
		this.#start = sample;
		if (!hit) return;
		const { selection, store } = desk.doc;
		if (sample.mod || sample.shift) selection.toggle(hit.slot);
		else selection.setAll([hit.slot]);
		desk.sound(store.pitch[hit.slot], store.velocity[hit.slot], store.track[hit.slot]);
	}

	process(desk: Desk, sample: Sample): void {
		if (this.#told || !isDrag(this.#start, sample)) return;
		this.#told = true;
		desk.say("readOnly");
	}

	exit(desk: Desk, _sample: Sample, _outcome: Outcome): void {
		desk.silence();
	}
}
