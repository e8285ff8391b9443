/** Everything that a key or a button can ask of the roll. */
import { quantizeOps, shiftSelection, stretchSelection } from "./arrange.ts";
import { clipboardRows, copyOps, copySelection, insertOps, selectInserted, spanOf } from "./clipboard.ts";
import type { Desk, Tool } from "./desk.ts";
import { limitsOf } from "./gestures/group.ts";

const ZOOM_STEP = 1.25;

/** What commands need of the roll beyond the desk. */
export interface CommandHost {
	desk: Desk;
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
	const { desk } = host;
	const history = (step: () => boolean): void => {
		if (desk.readOnly) desk.say("readOnly");
		else step();
	};
	return {
		undo: () => history(() => desk.doc.undo()),
		redo: () => history(() => desk.doc.redo()),
		copy: () => {
			if (!copySelection(desk)) desk.say("nothingSelected");
		},
		cut: () => {
			if (copySelection(desk)) deleteSelection(desk, "cut");
			else desk.say("nothingSelected");
		},
		paste: () => paste(desk),
		duplicate: () => duplicate(desk),
		delete: () => deleteSelection(desk, "delete"),
		clear: () => clear(host),
		selectAll: () => desk.doc.selection.setAll(allSlots(desk)),
		letGo: () => {
			if (!host.cancelGesture()) desk.doc.selection.clear();
		},
		selectNext: () => selectNeighbour(desk, 1),
		selectPrevious: () => selectNeighbour(desk, -1),
		quantize: () => void desk.edit(quantizeOps(desk), "quantize"),
		transposeUp: () => shiftSelection(desk, 0, 1),
		transposeDown: () => shiftSelection(desk, 0, -1),
		octaveUp: () => shiftSelection(desk, 0, 12),
		octaveDown: () => shiftSelection(desk, 0, -12),
		nudgeLeft: () => nudge(desk, -1),
		nudgeRight: () => nudge(desk, 1),
		lengthen: () => stretchSelection(desk, 1),
		shorten: () => stretchSelection(desk, -1),
		lyric: () => openLyric(desk),
		playPause: () => playPause(desk),
		stop: () => desk.player?.stop(),
		record: () => {
			if (desk.readOnly) desk.say("readOnly");
			else host.record();
		},
		toStart: () => goTo(desk, 0),
		toEnd: () => goTo(desk, desk.player ? desk.player.endTick() : desk.doc.endTick),
		toggleLoop: () => toggleLoop(desk),
		toggleFollow: () => host.setFollow(!host.follow),
		toolSelect: () => host.setTool("select"),
		toolDraw: () => host.setTool("draw"),
		toolErase: () => host.setTool("erase"),
		toolCurve: () => host.setTool("curve"),
		toolKnife: () => host.setTool("knife"),
		zoomIn: () => zoomTime(desk, ZOOM_STEP),
		zoomOut: () => zoomTime(desk, 1 / ZOOM_STEP),
		zoomPitchIn: () => void desk.view.zoomPitchAt(desk.view.heightPx / 2, ZOOM_STEP),
		zoomPitchOut: () => void desk.view.zoomPitchAt(desk.view.heightPx / 2, 1 / ZOOM_STEP),
		zoomFit: () => fitAll(desk),
		zoomSelection: () => fitSelection(desk),
	};
}

export type Commands = ReturnType<typeof makeCommands>;
export type CommandName = keyof Commands;

function allSlots(desk: Desk): Int32Array {
	const { order, length } = desk.doc.index;
	return order.slice(0, length);
}

function deleteSelection(desk: Desk, label: string): void {
	const { selection } = desk.doc;
	if (selection.size > 0) desk.edit([{ op: "delete", ids: selection.ids() }], label);
}

function clear(host: CommandHost): void {
	const { desk } = host;
	const slots = allSlots(desk);
	if (slots.length > 0 && desk.edit([{ op: "delete", ids: desk.idsOf(slots) }], "clear")) host.cleared();
}

/** At the playhead, which then stands behind the pasted notes, so that pasting again goes on. */
function paste(desk: Desk): void {
	const rows = clipboardRows();
	if (!rows) {
		desk.say("nothingToPaste");
		return;
	}
	const at = Math.round(desk.positionTick());
	const ops = insertOps(desk, rows, at, 0);
	if (!desk.edit(ops, "paste")) return;
	selectInserted(desk, ops);
	if (desk.player?.state !== "playing") desk.seek(at + spanOf(rows));
}

/** Right behind the selection, at the next line of the grid. */
function duplicate(desk: Desk): void {
	const { selection, store } = desk.doc;
	if (selection.size === 0) {
		desk.say("nothingSelected");
		return;
	}
	const slots = selection.slots();
	const { firstOnset } = limitsOf(desk.doc);
	let end = 0;
	for (const slot of slots) end = Math.max(end, store.onset[slot] + store.duration[slot]);
	const step = desk.step_ticks || 1;
	const shift = Math.ceil((end - firstOnset) / step) * step;
	const ops = copyOps(desk, slots, shift, 0);
	if (desk.edit(ops, "duplicate")) selectInserted(desk, ops);
}

function nudge(desk: Desk, direction: 1 | -1): void {
	const step = desk.step_ticks || 1;
	if (desk.doc.selection.size > 0) {
		shiftSelection(desk, direction * step, 0);
		return;
	}
	desk.seek(Math.max(0, desk.positionTick() + direction * step));
}

/** The next or previous note in time becomes the selected one, and is brought into sight. */
function selectNeighbour(desk: Desk, direction: 1 | -1): void {
	const { index, selection, store } = desk.doc;
	if (index.length === 0) return;
	let position = index.lowerBound(desk.positionTick());
	if (selection.size > 0) {
		const slots = selection.slots();
		let edge = index.positionOf(slots[0]);
		for (const slot of slots) {
			const at = index.positionOf(slot);
			edge = direction > 0 ? Math.max(edge, at) : Math.min(edge, at);
		}
		position = edge + direction;
	}
	const slot = index.order[Math.min(index.length - 1, Math.max(0, position))];
	selection.setAll([slot]);
	desk.view.reveal(store.onset[slot], store.onset[slot] + store.duration[slot], store.pitch[slot]);
}

/** The box over one note, the one for a text where several are selected. */
function openLyric(desk: Desk): void {
	const { selection } = desk.doc;
	if (selection.size === 0) desk.say("nothingSelected");
	else if (selection.size > 1) desk.openLyrics();
	else desk.openLyric(selection.slots()[0]);
}

function playPause(desk: Desk): void {
	const { player } = desk;
	if (!player) desk.say("noPlayer");
	else if (player.state === "playing") player.pause();
	else void player.play();
}

function goTo(desk: Desk, tick: number): void {
	desk.seek(tick);
	const { view } = desk;
	const visible = tick >= view.scrollTick && tick <= view.endVisibleTick;
	if (tick === 0) view.set({ scrollTick: 0 });
	else if (!visible) view.set({ scrollTick: tick - (0.8 * view.widthPx) / view.pxPerTick });
}

/** The selection becomes the loop, without one the bar at the playhead; a second time lets it go. */
function toggleLoop(desk: Desk): void {
	if (desk.loop) {
		desk.setLoop(null);
		return;
	}
	const { selection, store, tempo } = desk.doc;
	if (selection.size > 0) {
		let end = 0;
		for (const slot of selection.slots()) end = Math.max(end, store.onset[slot] + store.duration[slot]);
		desk.setLoop([limitsOf(desk.doc).firstOnset, end]);
		return;
	}
	const { bar } = tempo.barAt(desk.positionTick());
	desk.setLoop([tempo.barStart(bar), tempo.barStart(bar + 1)]);
}

/** About the playhead when it is in sight, else about the middle. */
function zoomTime(desk: Desk, factor: number): void {
	const { view } = desk;
	const playhead_px = view.xOf(desk.positionTick());
	const visible = playhead_px >= 0 && playhead_px <= view.widthPx;
	view.zoomTimeAt(visible ? playhead_px : view.widthPx / 2, factor);
}

function fitAll(desk: Desk): void {
	const { index, endTick, store } = desk.doc;
	if (index.length === 0) {
		desk.view.set({ scrollTick: 0 });
		return;
	}
	let low = 127;
	let high = 0;
	for (let i = 0; i < index.length; i++) {
		const pitch = store.pitch[index.order[i]];
		if (pitch < low) low = pitch;
		if (pitch > high) high = pitch;
	}
	desk.view.fit(0, endTick, low, high);
}

function fitSelection(desk: Desk): void {
	const { selection, store } = desk.doc;
	if (selection.size === 0) {
		fitAll(desk);
		return;
	}
	const { firstOnset, lowest, highest } = limitsOf(desk.doc);
	let end = 0;
	for (const slot of selection.slots()) end = Math.max(end, store.onset[slot] + store.duration[slot]);
	desk.view.fit(firstOnset, end, lowest, highest);
}
