/** What keys and menus can ask of the tracks; those of one track mean the active one. */
import { OpError } from "../score/errors.ts";
import { addTrackOps, changeTrackOps, deleteTrackOps, moveTrackOps } from "../score/trackOps.ts";
import type { Op, Track } from "../score/types.ts";
import { COLOR_MODES } from "../state/trackView.ts";
import type { EditorContext } from "./editorContext.ts";

export function trackCommands({ editor }: { editor: EditorContext }) {
	const { tracks } = editor.scene;
	const turn = (key: "muted" | "solo" | "locked" | "hidden", label: string) => (): void => {
		change(
			editor,
			() => changeTrackOps(editor.doc, tracks.active, { [key]: !tracks.track(tracks.active)?.[key] } as Partial<Track>),
			label,
		);
	};
	const move = (by: 1 | -1) => (): void => {
		const to = tracks.active + by;
		if (to >= 0 && to < tracks.count) change(editor, () => moveTrackOps(editor.doc, tracks.active, to), "moveTrack");
	};
	return {
		previousTrack: () => tracks.setActive(tracks.active - 1),
		nextTrack: () => tracks.setActive(tracks.active + 1),
		addTrack: () => {
			if (change(editor, () => addTrackOps(editor.doc), "addTrack")) tracks.setActive(tracks.count - 1);
		},
		deleteTrack: () => void change(editor, () => deleteTrackOps(editor.doc, tracks.active), "deleteTrack"),
		moveTrackUp: move(-1),
		moveTrackDown: move(1),
		muteTrack: turn("muted", "mute"),
		soloTrack: turn("solo", "solo"),
		lockTrack: turn("locked", "lock"),
		hideTrack: turn("hidden", "hide"),
		toggleGhosts: () => tracks.setShowGhosts(!tracks.showGhosts),
		editAllTracks: () => tracks.setAllEditable(!tracks.allEditable),
		colorNext: () => {
			const at = COLOR_MODES.indexOf(tracks.colorMode);
			tracks.setColorMode(COLOR_MODES[(at + 1) % COLOR_MODES.length]);
		},
	};
}

/** False when it was refused, which the status line then says. */
function change(editor: EditorContext, opsOf: () => Op[], label: string): boolean {
	try {
		return editor.edit(opsOf(), label);
	} catch (error) {
		if (!(error instanceof OpError)) throw error;
		editor.tellOf(error.message);
		return false;
	}
}
