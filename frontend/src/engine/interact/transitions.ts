/** Which gesture a press begins, as a table: the first row that fits wins. */
import type { Tool } from "./editorContext.ts";
import type { Gesture } from "./gesture.ts";
import { CurveGesture } from "./gestures/curve.ts";
import { DrawGesture } from "./gestures/draw.ts";
import { EraseGesture } from "./gestures/erase.ts";
import { KnifeGesture } from "./gestures/knife.ts";
import { MoveGesture } from "./gestures/move.ts";
import { ResizeGesture } from "./gestures/resize.ts";
import { RubberGesture } from "./gestures/rubber.ts";
import { RulerGesture } from "./gestures/ruler.ts";
import { VelocityGesture } from "./gestures/velocity.ts";
import { KeyGesture, OverviewGesture, PanGesture, PickGesture, ScrubGesture } from "./gestures/view.ts";
import type { Hit, Place } from "./pointer.ts";

export const GESTURES = {
	pan: () => new PanGesture(),
	move: () => new MoveGesture(),
	resize: () => new ResizeGesture(),
	draw: () => new DrawGesture(),
	rubber: () => new RubberGesture(),
	erase: () => new EraseGesture(),
	knife: () => new KnifeGesture(),
	curve: () => new CurveGesture(),
	velocity: () => new VelocityGesture(),
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

interface Transition {
	place?: Place;
	button: number;
	tool?: readonly Tool[];
	/** What lies under the pointer: `edge`, `body`, or nothing. */
	hit?: "edge" | "body" | "none";
	/** Skipped in a roll that is read-only. */
	edits: boolean;
	to: GestureName;
}

const POINTING: readonly Tool[] = ["select", "draw"];

export const TRANSITIONS: readonly Transition[] = [
	{ button: MIDDLE, edits: false, to: "pan" },
	{ place: "notes", button: LEFT, tool: ["erase"], edits: true, to: "erase" },
	{ place: "notes", button: LEFT, tool: ["knife"], edits: true, to: "knife" },
	{ place: "notes", button: LEFT, tool: ["curve"], edits: true, to: "curve" },
	{ place: "notes", button: RIGHT, tool: ["curve"], edits: true, to: "curve" },
	{ place: "notes", button: RIGHT, tool: ["draw"], edits: true, to: "erase" },
	{ place: "notes", button: LEFT, tool: POINTING, hit: "edge", edits: true, to: "resize" },
	{ place: "notes", button: LEFT, tool: POINTING, hit: "body", edits: true, to: "move" },
	{ place: "notes", button: LEFT, tool: ["draw"], hit: "none", edits: true, to: "draw" },
	{ place: "notes", button: LEFT, hit: "none", edits: false, to: "rubber" },
	{ place: "notes", button: LEFT, edits: false, to: "pick" },
	{ place: "velocity", button: LEFT, edits: true, to: "velocity" },
	{ place: "curves", button: LEFT, edits: true, to: "curve" },
	{ place: "curves", button: RIGHT, edits: true, to: "curve" },
	{ place: "ruler", button: LEFT, edits: false, to: "ruler" },
	{ place: "strip", button: LEFT, edits: false, to: "scrub" },
	{ place: "tiers", button: LEFT, edits: false, to: "scrub" },
	{ place: "overview", button: LEFT, edits: false, to: "overview" },
	{ place: "keys", button: LEFT, edits: false, to: "key" },
];

export function gestureFor(
	press: { place: Place; button: number; tool: Tool; hit: Hit | null; readOnly: boolean },
	table: readonly Transition[] = TRANSITIONS,
): GestureName | null {
	const under = !press.hit ? "none" : press.hit.zone === "body" ? "body" : "edge";
	for (const row of table) {
		if (row.button !== press.button) continue;
		if (row.place !== undefined && row.place !== press.place) continue;
		if (row.tool && !row.tool.includes(press.tool)) continue;
		if (row.hit !== undefined && row.hit !== under) continue;
		if (row.edits && press.readOnly) continue;
		return row.to;
	}
	return null;
}
