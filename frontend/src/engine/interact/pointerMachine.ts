/** The state of the pointer: idle or in one gesture. A second finger ends the gesture and pinches the view instead. */
import type { DocChange } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";
import type { Gesture } from "./gesture.ts";
import { isGuarded } from "./laneGuard.ts";
import { lateHands } from "./lateHands.ts";
import { type Hit, hitAt, type RawPointer, type Sample, sampleOf } from "./pointer.ts";
import { pressSays } from "./trackHits.ts";
import { GESTURES, gestureFor, type Press, type State } from "./transitions.ts";

/** Pixels per frame at most, and what a pixel outside the roll adds. */
const EDGE_SPEED_PX = 28;
const EDGE_GAIN = 0.35;

interface Finger {
	x_px: number;
	y_px: number;
}

/** What the gesture in progress began with. */
interface Pressed {
	press: Press;
	raw: RawPointer;
	hit: Hit | null;
}

export class PointerMachine {
	state: State = "idle";
	readonly #editor: EditorContext;
	readonly #animate: (step: () => boolean) => void;
	#gesture: Gesture | null = null;
	#pointerId = -1;
	#last: RawPointer | null = null;
	#pressed: Pressed | null = null;
	#scrolling = false;
	readonly #fingers = new Map<number, Finger>();
	/** Space is held: the hand pans instead of working, and whether it has. */
	#space: "up" | "down" | "panned" = "up";

	/** `animate` calls its argument once a frame while it answers true. */
	constructor(editor: EditorContext, animate: (step: () => boolean) => void) {
		this.#editor = editor;
		this.#animate = animate;
	}

	down(raw: RawPointer, pointerId = 1): void {
		if (raw.touch) {
			this.#fingers.set(pointerId, { x_px: raw.x_px, y_px: raw.y_px });
			if (this.#fingers.size === 2) this.cancel();
			if (this.#fingers.size > 1) return;
		}
		if (this.#gesture) return;
		const hit = raw.place === "notes" ? hitAt(this.#editor, raw.x_px, raw.y_px, raw.touch, raw.alt) : null;
		const { tool, readOnly } = this.#editor;
		if (isGuarded(this.#editor, raw)) {
			this.#editor.say("laneGuarded");
			return;
		}
		const space = this.#space !== "up";
		if (!space && this.#editor.proposals?.press(raw)) return;
		if (space) this.#space = "panned";
		const point = isOnPoints(this.#editor, raw);
		const hands = lateHands();
		const piece = hands ? hands.pieceAt(this.#editor, raw) !== null : asksForPiece(this.#editor, raw);
		// With Shift it is the recording that is meant, also where points of a curve lie.
		const pin = (!point || raw.shift) && !piece && (hands?.pressesPin(this.#editor, raw) ?? false);
		const press = { ...raw, tool, hit, readOnly, space, pasting: this.#editor.pasting !== null, point, piece, pin };
		const name = gestureFor(press);
		if (!name) {
			if (readOnly && raw.button === 0) this.#editor.say("readOnly");
			return;
		}
		const said = pressSays(this.#editor, raw, hit !== null);
		if (said) this.#editor.say(said);
		if (said && said !== "ghost" && name === "draw") return;
		this.state = name;
		this.#pointerId = pointerId;
		this.#last = raw;
		this.#pressed = { press, raw, hit };
		this.#editor.gesturing = true;
		this.#gesture = GESTURES[name]();
		this.#gesture.enter(this.#editor, this.#sample(raw), hit);
	}

	move(raw: RawPointer, pointerId = 1): void {
		if (raw.touch && this.#fingers.size > 1) {
			this.#pinch(raw, pointerId);
			return;
		}
		if (!this.#gesture || pointerId !== this.#pointerId) return;
		this.#last = { ...raw, button: this.#last?.button ?? raw.button };
		this.#gesture.process(this.#editor, this.#sample(this.#last));
		if (this.#gesture.yields) this.#handOver(this.#last);
		this.#scrollAtEdge();
	}

	up(raw: RawPointer, pointerId = 1): void {
		this.#fingers.delete(pointerId);
		if (!this.#gesture || pointerId !== this.#pointerId) return;
		this.#finish({ ...raw, button: this.#last?.button ?? raw.button }, "commit");
	}

	/** Leaves everything as it was. False when nothing was going on. */
	cancel(pointerId?: number): boolean {
		if (pointerId !== undefined) this.#fingers.delete(pointerId);
		if (pointerId === undefined && !this.#gesture && this.#editor.pasting) {
			this.#editor.stopPasting();
			return true;
		}
		if (!this.#gesture || !this.#last) return false;
		if (pointerId !== undefined && pointerId !== this.#pointerId) return false;
		this.#finish(this.#last, "cancel");
		return true;
	}

	/**
	 * A gesture holds slots and what it read of them: when the notes change under it, it must not be committed. Its own edit
	 * comes when it is over, so one that comes before is a key's, a panel's or Python's.
	 */
	documentChanged({ origin, parts }: DocChange): void {
		if (parts.has("append")) return;
		if (this.#gesture || origin !== "user") this.cancel();
	}

	/** From now on a drag pans; for as long as the key is held. */
	holdSpace(): void {
		if (this.#space === "up") this.#space = "down";
	}

	/** True when nothing was dragged meanwhile: then the key means what it means. */
	releaseSpace(): boolean {
		const wasPressed = this.#space === "down";
		this.#space = "up";
		return wasPressed;
	}

	get isSpaceHeld(): boolean {
		return this.#space !== "up";
	}

	/** A press that was none for pins is what it is without them. */
	#handOver(last: RawPointer): void {
		const { press, raw, hit } = this.#pressed as Pressed;
		const name = gestureFor({ ...press, pin: false });
		if (!name) {
			this.cancel();
			return;
		}
		this.state = name;
		this.#gesture = GESTURES[name]();
		this.#gesture.enter(this.#editor, this.#sample(raw), hit);
		this.#gesture.process(this.#editor, this.#sample(last));
	}

	#finish(raw: RawPointer, outcome: "commit" | "cancel"): void {
		const gesture = this.#gesture;
		this.#gesture = null;
		this.#last = null;
		this.#pointerId = -1;
		this.state = "idle";
		gesture?.exit(this.#editor, this.#sample(raw), outcome);
		this.#editor.gesturing = false;
		this.#editor.untell();
	}

	#sample(raw: RawPointer): Sample {
		return sampleOf(this.#editor, raw);
	}

	/** While the pointer is held outside, the roll scrolls and the gesture goes on. */
	#scrollAtEdge(): void {
		if (this.#scrolling || !this.#gesture?.scrollsAtEdge || !this.#last || !outside(this.#last)) return;
		this.#scrolling = true;
		this.#animate(() => {
			const raw = this.#last;
			const gesture = this.#gesture;
			if (!raw || !gesture || !outside(raw)) {
				this.#scrolling = false;
				return false;
			}
			const dy_px = raw.place === "notes" ? speed(raw.y_px, raw.height_px) : 0;
			if (this.#editor.view.scrollBy(speed(raw.x_px, raw.width_px), dy_px)) gesture.process(this.#editor, this.#sample(raw));
			return true;
		});
	}

	/** Two fingers: what was under them stays under them, in time and in pitch. */
	#pinch(raw: RawPointer, pointerId: number): void {
		const moving = this.#fingers.get(pointerId);
		const other = [...this.#fingers].find(([id]) => id !== pointerId)?.[1];
		if (!moving || !other) return;
		const { view } = this.#editor;
		const before = { x: (moving.x_px + other.x_px) / 2, y: (moving.y_px + other.y_px) / 2 };
		const after = { x: (raw.x_px + other.x_px) / 2, y: (raw.y_px + other.y_px) / 2 };
		const wide = Math.abs(moving.x_px - other.x_px);
		const tall = Math.abs(moving.y_px - other.y_px);
		view.scrollBy(before.x - after.x, before.y - after.y);
		if (wide > 40) view.zoomTimeAt(after.x, Math.abs(raw.x_px - other.x_px) / wide);
		if (tall > 80) view.zoomPitchAt(after.y, Math.abs(raw.y_px - other.y_px) / tall);
		moving.x_px = raw.x_px;
		moving.y_px = raw.y_px;
	}
}

/** Before the hands of pieces are here: a press that is for them, by its mode or key, waits for them and draws nothing. */
function asksForPiece(editor: EditorContext, { place, button, shift, alt }: RawPointer): boolean {
	if (editor.readOnly || button !== 0 || (place !== "curves" && (place !== "notes" || editor.tool !== "curve"))) return false;
	const { curveMode } = editor.hands;
	return curveMode === "span" || curveMode === "points" || (place === "curves" && shift && !alt);
}

/** Alt smooths and Ctrl draws a line, over points as well. */
function isOnPoints(editor: EditorContext, raw: RawPointer): boolean {
	if (raw.mod) return false;
	const point = lateHands()?.pointAt(editor, raw);
	return point != null && (raw.button === 0 || point.index >= 0);
}

function outside({ x_px, y_px, width_px, height_px, place }: RawPointer): boolean {
	return x_px < 0 || x_px > width_px || (place === "notes" && (y_px < 0 || y_px > height_px));
}

function speed(at_px: number, size_px: number): number {
	const beyond = at_px < 0 ? at_px : at_px > size_px ? at_px - size_px : 0;
	return Math.max(-EDGE_SPEED_PX, Math.min(EDGE_SPEED_PX, beyond * EDGE_GAIN));
}
