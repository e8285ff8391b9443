/** Everything that a key or a button can ask of the roll. */
import { quantizeOps, shiftSelection, stretchSelection } from "./arrange.ts";
import { clipboardRows, copyOps, copySelection, insertOps, selectInserted, spanOf } from "./clipboard.ts";
import { type CursorHost, cursorCommands } from "./cursor/names.ts";
import { curveCommands } from "./curveCommands.ts";
import { editCommands } from "./editCommands.ts";
import type { EditorContext, Tool } from "./editorContext.ts";
import { limitsOf } from "./gestures/group.ts";
import { type HandHost, handCommands } from "./handCommands.ts";
import { type PanelHost, panelCommands } from "./panelCommands.ts";
import { pinCommands } from "./pinCommands.ts";
import { proposalCommands } from "./proposalCommands.ts";
import { type RulerHost, rulerCommands } from "./rulerCommands.ts";
import { segmentCommands } from "./segmentCommands.ts";
import { heldTracks, holdable } from "./trackBars.ts";
import { trackCommands } from "./trackCommands.ts";

const ZOOM_STEP = 1.25;

/** What commands need of the roll beyond the editor. */
export interface CommandHost extends PanelHost, HandHost, RulerHost, CursorHost {
	editor: EditorContext;
	setTool(tool: Tool): void;
	setFollow(follow: boolean): void;
	readonly follow: boolean;
	/** Ends a gesture in progress; false when there was none. */
	cancelGesture(): boolean;
	cleared(): void;
	/** Begins or ends a take of the microphone. */
	record(): void;
}

export function makeCommands(host: CommandHost) {
	const { editor } = host;
	const history = (step: () => boolean): void => {
		if (editor.readOnly) editor.say("readOnly");
		else step();
	};
	const commands = {
		undo: () => history(() => editor.doc.undo()),
		redo: () => history(() => editor.doc.redo()),
		copy: () => {
			if (!copySelection(editor)) editor.say("nothingSelected");
		},
		cut: () => {
			if (copySelection(editor)) deleteSelection(editor, "cut");
			else editor.say("nothingSelected");
		},
		paste: () => paste(editor),
		pasteAtPointer: () => pasteAtPointer(editor),
		duplicate: () => duplicate(editor),
		delete: () => deleteSelection(editor, "delete"),
		clear: () => clear(host),
		selectAll: () => selectAll(editor),
		letGo: () => {
			if (!host.cancelGesture()) editor.doc.selection.clear();
		},
		selectNext: () => selectNeighbour(editor, 1),
		selectPrevious: () => selectNeighbour(editor, -1),
		quantize: () => void editor.edit(quantizeOps(editor), "quantize"),
		transposeUp: () => shiftSelection(editor, 0, 1),
		transposeDown: () => shiftSelection(editor, 0, -1),
		octaveUp: () => shiftSelection(editor, 0, 12),
		octaveDown: () => shiftSelection(editor, 0, -12),
		nudgeLeft: () => nudge(editor, -1),
		nudgeRight: () => nudge(editor, 1),
		lengthen: () => stretchSelection(editor, 1),
		shorten: () => stretchSelection(editor, -1),
		lyric: () => openLyric(editor),
		playPause: () => playPause(editor),
		stop: () => editor.player?.stop(),
		record: () => {
			if (editor.readOnly) editor.say("readOnly");
			else host.record();
		},
		toStart: () => goTo(editor, 0),
		toEnd: () => goTo(editor, editor.player ? editor.player.endTick() : editor.doc.endTick),
		toggleLoop: () => toggleLoop(editor),
		toggleFollow: () => host.setFollow(!host.follow),
		toolSelect: () => host.setTool("select"),
		toolDraw: () => host.setTool("draw"),
		toolErase: () => host.setTool("erase"),
		toolCurve: () => host.setTool("curve"),
		toolKnife: () => host.setTool("knife"),
		toolJoin: () => host.setTool("join"),
		zoomIn: () => zoomTime(editor, ZOOM_STEP),
		zoomOut: () => zoomTime(editor, 1 / ZOOM_STEP),
		zoomPitchIn: () => void editor.view.zoomPitchAt(editor.view.height_px / 2, ZOOM_STEP),
		zoomPitchOut: () => void editor.view.zoomPitchAt(editor.view.height_px / 2, 1 / ZOOM_STEP),
		zoomFit: () => fitAll(editor),
		zoomSelection: () => fitSelection(editor),
		...rulerCommands(host),
		...panelCommands(host),
		...trackCommands(host),
		...editCommands(host),
		...handCommands(host),
		...segmentCommands(host),
		...curveCommands(host),
		...pinCommands(host),
		...cursorCommands(host),
		...proposalCommands(host),
	};
	// While a segment or a point is selected keys and menus mean it.
	const byName = commands as Record<string, () => void>;
	for (const [name, act] of Object.entries(byName))
		byName[name] = () => {
			const { proposals, tiers, points, pieces, pins } = editor;
			for (const hands of [proposals, tiers, points, pieces, pins]) if (hands?.does(name)) return;
			act();
		};
	return commands;
}

export type Commands = ReturnType<typeof makeCommands>;
export type CommandName = keyof Commands;

function allSlots(editor: EditorContext): Int32Array {
	const { order, length } = editor.doc.index;
	return order.slice(0, length);
}

/** The notes of the active track; a second time those of all tracks that may be edited. */
function selectAll(editor: EditorContext): void {
	const { selection } = editor.doc;
	if (!heldTracks(editor, false).includes(0)) {
		selection.setToEverything();
		return;
	}
	const own = holdable(editor, allSlots(editor));
	const hasOwn = own.length > 0 && selection.size === own.length && own.every((slot) => selection.has(slot));
	selection.setAll(hasOwn ? holdable(editor, allSlots(editor), true) : own);
}

function deleteSelection(editor: EditorContext, label: string): void {
	const { selection } = editor.doc;
	if (selection.size > 0) editor.edit([{ op: "delete", ids: selection.ids() }], label);
}

function clear(host: CommandHost): void {
	const { editor } = host;
	const { tracks } = editor.scene;
	const { track } = editor.doc.store;
	const slots = allSlots(editor).filter((slot) => tracks.barOf(track[slot]) === null);
	if (slots.length > 0 && editor.edit([{ op: "delete", ids: editor.idsOf(slots) }], "clear")) host.cleared();
}

/** At the playhead, which then stands behind the pasted notes, so that pasting again goes on. */
function paste(editor: EditorContext): void {
	const rows = clipboardRows();
	if (!rows) {
		editor.say("nothingToPaste");
		return;
	}
	const at = Math.round(editor.positionTick());
	const ops = insertOps(editor, rows, at, 0);
	if (!editor.edit(ops, "paste")) return;
	selectInserted(editor, ops);
	if (editor.player?.state !== "playing") editor.seek(at + spanOf(rows));
}

/** The copied notes hang at the pointer until a click sets them down. */
function pasteAtPointer(editor: EditorContext): void {
	const rows = clipboardRows();
	if (!rows) editor.say("nothingToPaste");
	else if (editor.readOnly) editor.say("readOnly");
	else {
		editor.pasting = rows;
		editor.say("placePaste");
	}
}

/** Right behind the selection, at the next line of the grid. */
function duplicate(editor: EditorContext): void {
	const { selection, store } = editor.doc;
	if (selection.size === 0) {
		editor.say("nothingSelected");
		return;
	}
	const slots = selection.slots();
	const { firstOnset } = limitsOf(editor.doc);
	let end = 0;
	for (const slot of slots) end = Math.max(end, store.onset[slot] + store.duration[slot]);
	const step = editor.step_ticks || 1;
	const shift = Math.ceil((end - firstOnset) / step) * step;
	const ops = copyOps(editor, slots, shift, 0);
	if (editor.edit(ops, "duplicate")) selectInserted(editor, ops);
}

function nudge(editor: EditorContext, direction: 1 | -1): void {
	const step = editor.step_ticks || 1;
	if (editor.doc.selection.size > 0) {
		shiftSelection(editor, direction * step, 0);
		return;
	}
	editor.seek(Math.max(0, editor.positionTick() + direction * step));
}

/** The next or previous note in time becomes the selected one, and is brought into sight. */
function selectNeighbour(editor: EditorContext, direction: 1 | -1): void {
	const { index, selection, store } = editor.doc;
	if (index.length === 0) return;
	let position = index.lowerBound(editor.positionTick());
	if (selection.size > 0) {
		const slots = selection.slots();
		let edge = index.positionOf(slots[0]);
		for (const slot of slots) {
			const at = index.positionOf(slot);
			edge = direction > 0 ? Math.max(edge, at) : Math.min(edge, at);
		}
		position = edge + direction;
	}
	const held = heldTracks(editor, false);
	const { order, length } = index;
	const inside = (place: number): number => Math.min(length - 1, Math.max(0, place));
	// Past the notes of other tracks; at the end back to the last one that may be taken hold of.
	let place = inside(position);
	for (const way of [direction, -direction]) while (held[store.track[order[place]]] === 0 && inside(place + way) !== place) place += way;
	const slot = order[place];
	if (held[store.track[slot]] === 0) return;
	selection.setAll([slot]);
	editor.view.reveal(store.onset[slot], store.onset[slot] + store.duration[slot], store.pitch[slot]);
}

/** The box over one note, the one for a text where several are selected. */
function openLyric(editor: EditorContext): void {
	const { selection } = editor.doc;
	if (selection.size === 0) editor.say("nothingSelected");
	else if (selection.size > 1) editor.openLyrics();
	else editor.openLyric(selection.slots()[0]);
}

function playPause(editor: EditorContext): void {
	const { player } = editor;
	if (!player) editor.say("noPlayer");
	else if (player.state === "playing") player.pause();
	else void player.play();
}

function goTo(editor: EditorContext, tick: number): void {
	editor.seek(tick);
	const { view } = editor;
	const visible = tick >= view.scrollTick && tick <= view.endVisibleTick;
	if (tick === 0) view.set({ scrollTick: 0 });
	else if (!visible) view.set({ scrollTick: tick - (0.8 * view.width_px) / view.pxPerTick });
}

/** The selection becomes the loop, without one the bar at the playhead; a second time lets it go. */
function toggleLoop(editor: EditorContext): void {
	if (editor.loop) {
		editor.setLoop(null);
		return;
	}
	const { selection, store, tempo } = editor.doc;
	if (selection.size > 0) {
		let end = 0;
		for (const slot of selection.slots()) end = Math.max(end, store.onset[slot] + store.duration[slot]);
		editor.setLoop([limitsOf(editor.doc).firstOnset, end]);
		return;
	}
	const { bar } = tempo.barAt(editor.positionTick());
	editor.setLoop([tempo.barStart(bar), tempo.barStart(bar + 1)]);
}

/** About the playhead when it is in sight, else about the middle. */
function zoomTime(editor: EditorContext, factor: number): void {
	const { view } = editor;
	const playhead_px = view.xOf(editor.positionTick());
	const visible = playhead_px >= 0 && playhead_px <= view.width_px;
	view.zoomTimeAt(visible ? playhead_px : view.width_px / 2, factor);
}

function fitAll(editor: EditorContext): void {
	const { index, endTick, store } = editor.doc;
	if (index.length === 0) {
		// Speech has no notes: all of the recording and its segments.
		const { view, player, doc } = editor;
		let end = player?.endTick() ?? 0;
		for (const segment of doc.segments) end = Math.max(end, doc.tempo.ticksAt(segment.end));
		view.set({ scrollTick: 0, ...(end > 0 && { pxPerTick: view.width_px / (1.02 * end) }) });
		return;
	}
	let low = 127;
	let high = 0;
	for (let i = 0; i < index.length; i++) {
		const pitch = store.pitch[index.order[i]];
		if (pitch < low) low = pitch;
		if (pitch > high) high = pitch;
	}
	editor.view.fit(0, endTick, low, high);
}

function fitSelection(editor: EditorContext): void {
	const { selection, store } = editor.doc;
	if (selection.size === 0) {
		fitAll(editor);
		return;
	}
	const { firstOnset, lowest, highest } = limitsOf(editor.doc);
	let end = 0;
	for (const slot of selection.slots()) end = Math.max(end, store.onset[slot] + store.duration[slot]);
	editor.view.fit(firstOnset, end, lowest, highest);
}
