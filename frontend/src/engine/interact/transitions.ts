/** Which gesture a press begins, as a table: the first row that fits wins. */
import type { Tool } from "./editorContext.ts";
import type { Gesture } from "./gesture.ts";
import { DrawGesture } from "./gestures/draw.ts";
import { EraseGesture } from "./gestures/erase.ts";
import { MoveGesture } from "./gestures/move.ts";
import { PasteGesture } from "./gestures/paste.ts";
import { ResizeGesture } from "./gestures/resize.ts";
import { RubberGesture } from "./gestures/rubber.ts";
import { RulerGesture } from "./gestures/ruler.ts";
import { FingerPanGesture, KeyGesture, OverviewGesture, PanGesture, PickGesture, ScrubGesture } from "./gestures/view.ts";
import { LateGesture } from "./lateHands.ts";
import type { Hit, Place } from "./pointer.ts";

export const GESTURES = {
	pan: () => new PanGesture(),
	fingerPan: () => new FingerPanGesture(),
	paste: () => new PasteGesture(),
	move: () => new MoveGesture(),
	slide: () => new LateGesture("slide"),
	resize: () => new ResizeGesture(),
	stretch: () => new LateGesture("stretch"),
	draw: () => new DrawGesture(),
	run: () => new LateGesture("run"),
	rubber: () => new RubberGesture(),
	erase: () => new EraseGesture(),
	knife: () => new LateGesture("knife"),
	join: () => new LateGesture("join"),
	curve: () => new LateGesture("curve"),
	vibrato: () => new LateGesture("vibrato"),
	velocity: () => new LateGesture("velocity"),
	piece: () => new LateGesture("piece"),
	pin: () => new LateGesture("pin"),
	point: () => new LateGesture("point"),
	tier: () => new LateGesture("tier"),
	ruler: () => new RulerGesture(),
	scrub: () => new ScrubGesture(),
	overview: () => new OverviewGesture(),
	key: () => new KeyGesture(),
	pick: () => new PickGesture(),
} as const satisfies Record<string, () => Gesture>;

export type GestureName = keyof typeof GESTURES;
export type State = "idle" | GestureName;

const LEFT = 0;
const MIDDLE = 1;
const RIGHT = 2;

/** `mod` is Ctrl or Cmd. */
export type Held = "shift" | "mod" | "alt+shift" | "space";

export interface Transition {
	place?: Place;
	button: number;
	tool?: readonly Tool[];
	/** What lies under the pointer: `edge`, `body`, or nothing. */
	hit?: "edge" | "body" | "none";
	/** What is held at the press; without it, whatever is held. */
	held?: Held;
	/** Only a finger, while a paste waits for its place, where points of a curve are shown, on a piece of one, where pins can be set. */
	only?: "touch" | "pasting" | "point" | "piece" | "pin";
	/** Skipped in a roll that is read-only. */
	edits: boolean;
	to: GestureName;
}

const POINTING: readonly Tool[] = ["select", "draw"];

export const TRANSITIONS: readonly Transition[] = [
	{ button: MIDDLE, edits: false, to: "pan" },
	{ button: LEFT, held: "space", edits: false, to: "pan" },
	{ place: "notes", button: LEFT, only: "pasting", edits: true, to: "paste" },
	{ place: "notes", button: LEFT, tool: ["select"], hit: "none", only: "touch", edits: false, to: "fingerPan" },
	{ place: "notes", button: LEFT, tool: ["erase"], edits: true, to: "erase" },
	{ place: "notes", button: LEFT, tool: ["knife"], edits: true, to: "knife" },
	{ place: "notes", button: LEFT, tool: ["join"], edits: true, to: "join" },
	{ place: "notes", button: LEFT, tool: ["curve"], hit: "edge", held: "alt+shift", edits: true, to: "vibrato" },
	{ place: "notes", button: LEFT, tool: ["curve"], hit: "body", held: "alt+shift", edits: true, to: "vibrato" },
	{ place: "notes", button: LEFT, tool: ["curve"], only: "piece", edits: true, to: "piece" },
	{ place: "notes", button: LEFT, tool: ["curve"], only: "pin", edits: true, to: "pin" },
	{ place: "notes", button: LEFT, tool: ["curve"], only: "point", edits: true, to: "point" },
	{ place: "notes", button: RIGHT, tool: ["curve"], only: "point", edits: true, to: "point" },
	{ place: "notes", button: LEFT, tool: ["curve"], edits: true, to: "curve" },
	{ place: "notes", button: RIGHT, tool: ["curve"], edits: true, to: "curve" },
	{ place: "notes", button: RIGHT, tool: ["draw"], edits: true, to: "erase" },
	{ place: "notes", button: LEFT, tool: POINTING, hit: "edge", held: "alt+shift", edits: true, to: "stretch" },
	{ place: "notes", button: LEFT, tool: POINTING, hit: "body", held: "alt+shift", edits: true, to: "slide" },
	{ place: "notes", button: LEFT, tool: POINTING, hit: "edge", edits: true, to: "resize" },
	{ place: "notes", button: LEFT, tool: POINTING, hit: "body", edits: true, to: "move" },
	{ place: "notes", button: LEFT, tool: ["draw"], hit: "none", held: "mod", edits: false, to: "rubber" },
	{ place: "notes", button: LEFT, tool: ["draw"], hit: "none", held: "shift", edits: true, to: "run" },
	{ place: "notes", button: LEFT, tool: ["draw"], hit: "none", edits: true, to: "draw" },
	{ place: "notes", button: LEFT, hit: "none", edits: false, to: "rubber" },
	{ place: "notes", button: LEFT, edits: false, to: "pick" },
	{ place: "velocity", button: LEFT, edits: true, to: "velocity" },
	{ place: "curves", button: LEFT, only: "piece", edits: true, to: "piece" },
	{ place: "curves", button: LEFT, only: "point", edits: true, to: "point" },
	{ place: "curves", button: RIGHT, only: "point", edits: true, to: "point" },
	{ place: "curves", button: LEFT, edits: true, to: "curve" },
	{ place: "curves", button: RIGHT, edits: true, to: "curve" },
	{ place: "ruler", button: LEFT, edits: false, to: "ruler" },
	{ place: "strip", button: LEFT, edits: false, to: "scrub" },
	{ place: "tiers", button: LEFT, edits: false, to: "tier" },
	{ place: "overview", button: LEFT, edits: false, to: "overview" },
	{ place: "keys", button: LEFT, edits: false, to: "key" },
];

export interface Press {
	place: Place;
	button: number;
	tool: Tool;
	hit: Hit | null;
	readOnly: boolean;
	mod?: boolean;
	shift?: boolean;
	alt?: boolean;
	space?: boolean;
	touch?: boolean;
	pasting?: boolean;
	point?: boolean;
	piece?: boolean;
	pin?: boolean;
}

function holds(press: Press, held: Held): boolean {
	if (held === "mod") return press.mod === true;
	if (held === "shift") return press.shift === true;
	if (held === "space") return press.space === true;
	return press.alt === true && press.shift === true;
}

export function gestureFor(press: Press, table: readonly Transition[] = TRANSITIONS): GestureName | null {
	const under = !press.hit ? "none" : press.hit.zone === "body" ? "body" : "edge";
	for (const row of table) {
		if (row.button !== press.button) continue;
		if (row.place !== undefined && row.place !== press.place) continue;
		if (row.tool && !row.tool.includes(press.tool)) continue;
		if (row.hit !== undefined && row.hit !== under) continue;
		if (row.held && !holds(press, row.held)) continue;
		if (row.only && press[row.only] !== true) continue;
		if (row.edits && press.readOnly) continue;
		return row.to;
	}
	return null;
}
