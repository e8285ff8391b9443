/** What hands do on the surfaces of a roll: press, drag, click twice, turn the wheel. */
import type { PitchServer } from "../../engine/interact/pins/pitchServer.ts";
import { type GestureName, TRANSITIONS } from "../../engine/interact/transitions.ts";
import type { FakeCanvas } from "./fakePage.ts";
import { type RandomContext, SIZES, type Surface } from "./randomContext.ts";
import { commandName, press } from "./randomKeys.ts";
import { python } from "./randomPrograms.ts";

export function gesture(on: RandomContext, row = on.nextOf(TRANSITIONS, on.tally.decks.presses)): void {
	const { roll } = on;
	const { place = on.one(Object.keys(SIZES) as Surface[]), button, tool, hit, held, only } = row;
	if (tool && on.random(10) > 0) roll.setTool(on.one(tool));
	if (only === "pasting") {
		if (roll.doc.selection.size === 0) roll.commands.selectAll();
		roll.commands.copy();
		roll.commands.pasteAtPointer();
	}
	// A recording whose server never answers: what hands do meanwhile is what matters here.
	if (only === "pin") serve(on, { sound: () => ({ path: "a.wav", start_s: 0 }), ask: () => new Promise(() => {}), progress: () => {} });
	const surface: Surface = place === "notes" ? "overlay" : (place as Surface);
	const part = hit === "edge" || hit === "body" ? hit : !hit && surface === "overlay" && on.random(2) ? "body" : null;
	const from = part ? onNote(on, part) : somewhere(on, surface);
	const keys = {
		ctrlKey: held === "mod" || on.random(6) === 0,
		metaKey: false,
		shiftKey: held === "shift" || held === "alt+shift" || on.random(6) === 0,
		altKey: held === "alt+shift" || on.random(6) === 0,
	};
	const touch = only === "touch" || on.random(6) === 0;
	const pointerType = touch ? "touch" : on.random(9) === 0 ? "pen" : "mouse";
	const id = ++on.pointers;
	const at = (type: string, [x, y]: readonly [number, number]) =>
		send(on, surface, type, { ...keys, pointerType, pressure: 0.4, isPrimary: true, pointerId: id, button, clientX: x, clientY: y });
	const looksOnly = on.random(8) === 0;
	if (looksOnly) roll.setReadOnly(true);
	if (held === "space") roll.keys.down(press(" "));
	at("pointermove", from);
	at("pointerdown", from);
	const name = roll.gesture as GestureName | "idle";
	on.did = `gesture ${name}`;
	const [width_px, height_px] = SIZES[surface];
	let [x, y] = from;
	const rough = on.random(4) === 0;
	for (let moves = on.random(7); moves > 0; moves--) {
		x += on.random(rough ? 400 : 90) - (rough ? 200 : 45);
		y += on.random(rough ? 300 : 70) - (rough ? 150 : 35);
		x = Math.max(-60, Math.min(width_px + 60, x));
		y = Math.max(-60, Math.min(height_px + 60, y));
		at("pointermove", [x, y]);
		if (on.random(4) === 0) on.page.frames();
	}
	const end = on.random(12);
	if (end === 0) roll.keys.down(press("Escape"));
	else if (end === 1) at("pointercancel", [x, y]);
	else if (end === 2) on.random(2) ? roll.commands.undo() : roll.commands[commandName(on)]();
	else if (end === 3 && touch) {
		const second = { ...keys, pointerType, isPrimary: false, pointerId: id + 1000, button: 0, clientX: x + 90, clientY: y + 90 };
		send(on, surface, "pointerdown", second);
		send(on, surface, "pointermove", { ...second, clientX: x + 200 });
		send(on, surface, "pointerup", second);
	} else if (end === 4) python(on);
	at("pointerup", [x, y]);
	if (on.random(5) === 0) at("pointerleave", [x, y]);
	if (held === "space") roll.keys.up({ key: " " });
	if (looksOnly) roll.setReadOnly(false);
	if (only === "pin") serve(on, null);
	if (end <= 4) on.did = `gesture ${name}, broken off`;
}

function serve({ roll }: RandomContext, server: PitchServer | null): void {
	roll.withEditor((editor) => {
		editor.pitchServer = server;
	});
}

export function doubleClick(on: RandomContext): void {
	on.did = "double click";
	const surface = on.one(["overlay", "overlay", "ruler"] as const);
	const [clientX, clientY] = on.random(2) ? somewhere(on, surface) : onNote(on, "body");
	send(on, surface, "dblclick", {
		clientX,
		clientY,
		button: 0,
		altKey: on.random(5) === 0,
		ctrlKey: false,
		metaKey: false,
		shiftKey: false,
	});
}

export function menu(on: RandomContext): void {
	on.did = "context menu";
	const [clientX, clientY] = somewhere(on, "overlay");
	send(on, "overlay", "contextmenu", { clientX, clientY, button: 2, pointerType: "mouse", ctrlKey: on.random(2) === 0 });
}

export function wheel(on: RandomContext): void {
	on.did = "wheel";
	const surface = on.one(Object.keys(SIZES) as Surface[]);
	const [clientX, clientY] = somewhere(on, surface);
	const deltaY = on.random(800) - 400;
	const keys = { ctrlKey: on.random(3) === 0, shiftKey: on.random(3) === 0, altKey: on.random(3) === 0, metaKey: false };
	send(on, surface, "wheel", { ...keys, clientX, clientY, deltaX: on.random(200) - 100, deltaY, deltaMode: on.random(3) });
}

function send(on: RandomContext, surface: Surface, type: string, values: object): void {
	(on.canvases.get(surface) as FakeCanvas).dispatchEvent(on.page.event(type, values));
}

function somewhere(on: RandomContext, surface: Surface): readonly [number, number] {
	const [width_px, height_px] = SIZES[surface];
	return [on.random(width_px), on.random(height_px)];
}

/** On some note that is brought into sight; anywhere when there is none. */
function onNote(on: RandomContext, part: "edge" | "body"): readonly [number, number] {
	const { view, doc } = on.roll;
	const { order, length } = doc.index;
	if (length === 0) return somewhere(on, "overlay");
	const slot = order[on.random(length)] as number;
	const { onset, duration, pitch } = doc.store;
	const from = onset[slot] as number;
	const end = from + (duration[slot] as number);
	view.reveal(from, end, pitch[slot] as number);
	const x = part === "body" ? (view.xOf(from) + view.xOf(end)) / 2 : on.random(2) ? view.xOf(end) - 1 : view.xOf(from) + 1;
	return [x, view.yOf(pitch[slot] as number) + view.row_px / 2];
}
