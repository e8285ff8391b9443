/**
 * What the tracks let a hand do: notes of the active track are taken hold of, ghosts only with Alt, and nothing is
 * written into a track that is locked or hidden.
 */
import { ABSENT } from "../state/trackView.ts";
import type { EditorContext } from "./editorContext.ts";
import type { RawPointer } from "./pointer.ts";
import type { WordKey } from "./words.ts";

/** The topmost note at a place that is drawn but not taken hold of: a ghost, or one of a locked track; else -1. */
export function beyondReach(editor: EditorContext, x_px: number, y_px: number): number {
	const { view, doc, scene } = editor;
	if (y_px < 0 || y_px > view.height_px || !scene.tracks.held.includes(0)) return -1;
	const at = (tracks: Uint8Array): number => doc.index.hitTest(Math.floor(view.tickAt(x_px)), view.rowAt(y_px), 0, tracks);
	const { roles, active } = scene.tracks;
	// Who works on a track that is locked means its notes, whatever lies on them.
	const own = roles[active] === ABSENT ? -1 : at(roles.map((_, track) => (track === active ? 1 : 0)));
	return own >= 0 ? own : at(roles.map((role) => (role === ABSENT ? 0 : 1)));
}

/** Why a press does nothing here, or not what one might expect; null when there is nothing to say. */
export function pressSays(editor: EditorContext, raw: RawPointer, isHit: boolean): WordKey | null {
	if (raw.place !== "notes" || raw.button !== 0 || isHit || editor.tool === "curve") return null;
	const { tracks } = editor.scene;
	if (editor.tool === "draw") return tracks.barOf(tracks.active);
	const slot = beyondReach(editor, raw.x_px, raw.y_px);
	if (slot < 0) return null;
	return tracks.barOf(editor.doc.store.track[slot]) ?? "ghost";
}

/** Makes the track of the ghost at this place the active one; false when none is there. */
export function activateAt(editor: EditorContext, x_px: number, y_px: number): boolean {
	const slot = beyondReach(editor, x_px, y_px);
	const { tracks } = editor.scene;
	if (slot < 0 || tracks.held[editor.doc.store.track[slot]] === 1) return false;
	const number = editor.doc.store.track[slot];
	if (number === tracks.active) return false;
	tracks.setActive(number);
	return true;
}

/** The selection without notes of tracks that were locked or hidden meanwhile. */
export function dropBarred(editor: EditorContext): void {
	const { selection, store } = editor.doc;
	const { tracks } = editor.scene;
	if (selection.size === 0 || !tracks.anyBarred) return;
	const barred = selection.slots().filter((slot) => tracks.barOf(store.track[slot]) !== null);
	selection.deleteAll(barred);
}
