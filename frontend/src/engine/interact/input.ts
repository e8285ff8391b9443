/** Listens to one canvas and speaks to the machine in its terms. Everything goes with the returned function. */
import type { SurfaceName } from "../state/surfaces.ts";
import { hover, unhover } from "./hover.ts";
import { withLateHands } from "./lateHands.ts";
import { asksForMenu, listenForMenu, type MenuHost } from "./menuPress.ts";
import { writeAt } from "./newNotes.ts";
import { floatAt } from "./pasting.ts";
import { hitAt, type Place, type RawPointer, sampleOf } from "./pointer.ts";
import type { Readout } from "./readout.ts";
import { activateAt } from "./trackHits.ts";
import { onWheel } from "./wheel.ts";
import { zoomOf } from "./zoom.ts";

/** The part of a surface that is needed to listen to it. */
export interface Pane {
	readonly name: SurfaceName;
	readonly part: string;
	readonly canvas: HTMLCanvasElement;
	readonly width_px: number;
	readonly height_px: number;
}

export interface InputHost extends MenuHost {
	beginLyric(slot: number): void;
	/** The pointer moved over the roll. */
	hovered(tick: number, readout: Readout | null): void;
	/** The pointer rests here: `again` looks once more at what lies under it, as an edit may have changed that. */
	rests(again: (() => void) | null): void;
}

export function listen(host: InputHost, pane: Pane): () => void {
	const { canvas } = pane;
	const place: Place = pane.name === "overlay" ? "notes" : pane.name;
	const abort = new AbortController();
	const options = { signal: abort.signal };
	const { editor, machine } = host;
	const raw = (event: PointerEvent | MouseEvent): RawPointer => rawOf(event, pane, place);

	const look = (at: RawPointer): void => {
		const { cursor, readout } = hover(editor, at);
		canvas.style.cursor = machine.isSpaceHeld ? "grab" : editor.proposals?.isOver(at) ? "pointer" : cursor;
		host.rests(() => look(at));
		host.hovered(editor.view.tickAt(at.x_px), readout);
	};

	canvas.style.touchAction = "none";
	canvas.addEventListener(
		"pointerdown",
		(event) => {
			if (asksForMenu(event)) return;
			canvas.setPointerCapture(event.pointerId);
			machine.down(raw(event), event.pointerId);
			if (machine.state === "pan") canvas.style.cursor = "grabbing";
		},
		options,
	);
	canvas.addEventListener(
		"pointermove",
		(event) => {
			const at = raw(event);
			machine.move(at, event.pointerId);
			if (machine.state !== "idle" || event.pointerType === "touch") return;
			if (place === "notes" && editor.pasting) floatAt(editor, sampleOf(editor, at));
			look(at);
		},
		options,
	);
	canvas.addEventListener(
		"pointerup",
		(event) => {
			machine.up(raw(event), event.pointerId);
			if (event.pointerType !== "touch") look(raw(event));
		},
		options,
	);
	canvas.addEventListener("pointercancel", (event) => machine.cancel(event.pointerId), options);
	canvas.addEventListener(
		"pointerleave",
		() => {
			if (machine.state !== "idle") return;
			unhover(editor);
			host.rests(null);
			host.hovered(0, null);
		},
		options,
	);
	listenForMenu(host, canvas, raw, abort.signal);
	canvas.addEventListener("dblclick", (event) => onDoubleClick(host, raw(event)), options);
	canvas.addEventListener(
		"wheel",
		(event) => {
			const { x_px, y_px } = raw(event);
			const { deltaX, deltaY, deltaMode, shiftKey: shift, altKey: alt } = event;
			const mod = event.ctrlKey || event.metaKey;
			if (onWheel(editor.view, { place, x_px, y_px, deltaX, deltaY, deltaMode, mod, shift, alt })) event.preventDefault();
		},
		{ ...options, passive: false },
	);
	return () => {
		abort.abort();
		host.rests(null);
	};
}

/** On a note its lyric, on empty ground a new note; the pencil has written one by its click already. */
function onDoubleClick({ editor, beginLyric }: InputHost, at: RawPointer): void {
	if (editor.proposals?.doublePress(at)) return;
	if (at.place === "ruler") {
		editor.setLoop(null);
		return;
	}
	if (at.place === "tiers") withLateHands(editor, ({ tierDoubleClick }) => tierDoubleClick(editor, at));
	if (at.place === "curves" || editor.tool === "curve") withLateHands(editor, ({ pointDoubleClick }) => pointDoubleClick(editor, at));
	if (at.place !== "notes" || (editor.tool !== "select" && editor.tool !== "draw")) return;
	const hit = hitAt(editor, at.x_px, at.y_px, at.touch, at.alt);
	if (hit) beginLyric(hit.slot);
	else if (editor.tool === "select" && !activateAt(editor, at.x_px, at.y_px)) {
		if (editor.readOnly) editor.say("readOnly");
		else writeAt(editor, sampleOf(editor, at));
	}
}

function rawOf(event: PointerEvent | MouseEvent, pane: Pane, place: Place): RawPointer {
	const box = pane.canvas.getBoundingClientRect();
	const zoom = zoomOf(pane.canvas);
	return {
		place,
		part: pane.part,
		x_px: (event.clientX - box.left) / zoom,
		y_px: (event.clientY - box.top) / zoom,
		width_px: pane.width_px,
		height_px: pane.height_px,
		button: event.button,
		mod: event.ctrlKey || event.metaKey,
		shift: event.shiftKey,
		alt: event.altKey,
		touch: "pointerType" in event && event.pointerType === "touch",
		pen: "pointerType" in event && event.pointerType === "pen",
		pressure: "pressure" in event ? event.pressure : 0,
	};
}
