/** Which notes a hand may take hold of, and which changes it may not make, by the tracks that they belong to. */
import { forEachId } from "../score/runs.ts";
import type { Op } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import type { WordKey } from "./words.ts";

interface Looked {
	scene: Scene;
}

/** By track number: 1 where a press takes hold of a note. With `all` (Alt is down) of ghosts, too. */
export function heldTracks({ scene }: Looked, all: boolean): Uint8Array {
	const { held, reachable } = scene.tracks;
	return all ? reachable : held;
}

/** Those of some notes that may be taken hold of. */
export function holdable({ scene }: Looked, slots: Int32Array, all = false): Int32Array {
	const held = heldTracks({ scene }, all);
	const { track } = scene.doc.store;
	return held.includes(0) ? slots.filter((slot) => held[track[slot]] === 1) : slots;
}

/** Why these operations must not be: they touch notes of a track that is locked or hidden. */
export function barOfOps({ scene }: Looked, ops: readonly Op[]): WordKey | null {
	const { tracks } = scene;
	if (!tracks.anyBarred) return null;
	// When the list changes, notes may get other numbers: they only go along with their tracks.
	const listed = ops.some((op) => op.op === "tracks");
	const { store } = scene.doc;
	let bar: WordKey | null = null;
	const look = (track: number): void => {
		bar ??= tracks.barOf(track);
	};
	for (const op of ops) {
		if (listed && op.op !== "delete") continue;
		if (op.op === "insert") op.rows.track.forEach(look);
		else if ("ids" in op) {
			forEachId(op.ids, (id) => {
				const slot = bar === null ? store.slotOf(id) : -1;
				if (slot >= 0) look(store.track[slot]);
			});
			if (op.op === "set" && op.column === "track") for (const track of (op.values ?? [op.value]) as number[]) look(track);
		}
	}
	return bar;
}
