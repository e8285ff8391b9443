/** What asks for a context menu: the right button where it does nothing else, Ctrl or Shift with it, a finger that rests. */
import type { EditorContext } from "./editorContext.ts";
import { hitAt, type Place, type RawPointer } from "./pointer.ts";
import type { PointerMachine } from "./pointerMachine.ts";
import { gestureFor } from "./transitions.ts";

const LONG_PRESS_MS = 450;
/** A finger never rests quite still. */
const REST_PX = 9;
const RIGHT = 2;

/** What a menu is asked for. */
export interface MenuTarget {
	/** A surface, or whatever else of the shell has a menu. */
	place: Place | "track" | "lane";
	/** Which lane of its kind. */
	part?: string;
	/** In the window. */
	clientX: number;
	clientY: number;
	tick: number;
	pitch: number;
	/** The note under the pointer, or -1. */
	slot: number;
	/** Of a row of the track list: which. */
	track?: number;
	byKey: boolean;
}

/** Right presses that belong to the menu, never to a gesture. */
export function asksForMenu({ button, ctrlKey, shiftKey, metaKey }: MouseEvent): boolean {
	return button === RIGHT && (ctrlKey || shiftKey || metaKey);
}

export interface MenuHost {
	editor: EditorContext;
	machine: PointerMachine;
	/** Absent where nobody shows menus. */
	menu?(target: MenuTarget): void;
}

export function listenForMenu(
	host: MenuHost,
	canvas: HTMLCanvasElement,
	raw: (event: MouseEvent) => RawPointer,
	signal: AbortSignal,
): void {
	const { editor, machine } = host;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let rested: PointerEvent | null = null;
	let wasLong = false;
	const lift = (): void => {
		clearTimeout(timer);
		rested = null;
	};
	const open = (event: MouseEvent, touch: boolean): void => {
		const at = raw(event);
		machine.cancel();
		host.menu?.({
			place: at.place,
			part: at.part,
			clientX: event.clientX,
			clientY: event.clientY,
			tick: Math.max(0, editor.view.tickAt(at.x_px)),
			pitch: editor.view.rowAt(at.y_px),
			slot: at.place === "notes" ? (hitAt(editor, at.x_px, at.y_px, touch)?.slot ?? -1) : -1,
			byKey: false,
		});
	};

	signal.addEventListener("abort", lift);
	canvas.addEventListener(
		"pointerdown",
		(event) => {
			lift();
			wasLong = false;
			if (event.pointerType === "mouse" || !event.isPrimary) return;
			rested = event;
			timer = setTimeout(() => {
				wasLong = true;
				rested = null;
				open(event, true);
			}, LONG_PRESS_MS);
		},
		{ signal },
	);
	canvas.addEventListener(
		"pointermove",
		(event) => {
			if (rested && Math.hypot(event.clientX - rested.clientX, event.clientY - rested.clientY) > REST_PX) lift();
		},
		{ signal },
	);
	for (const name of ["pointerup", "pointercancel"] as const) canvas.addEventListener(name, lift, { signal });
	canvas.addEventListener(
		"contextmenu",
		(event) => {
			event.preventDefault();
			// The browser's own long press, which comes after ours or before it.
			if (wasLong || (event instanceof PointerEvent && event.pointerType !== "mouse" && event.pointerType !== "")) return;
			const at = raw(event);
			const hit = at.place === "notes" ? hitAt(editor, at.x_px, at.y_px) : null;
			const { tool, readOnly } = editor;
			const isGesture = gestureFor({ place: at.place, button: RIGHT, tool, hit, readOnly }) !== null;
			// A Mac's Ctrl+click comes as a left press that asks for a menu.
			if (isGesture && event.isTrusted && !asksForMenu(event) && event.button === RIGHT) return;
			open(event, false);
		},
		{ signal },
	);
}
