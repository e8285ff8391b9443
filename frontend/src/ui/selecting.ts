/** The `select` event: what is selected, once it rests, in the form that `gr.SelectData` reads. */
import type { Box } from "../engine/interact/editorContext";
import type { Roll } from "../engine/roll";
import type { ScoreDocument } from "../engine/score/document";
import { type IdRuns, TICKS_PER_BEAT } from "../engine/score/types";
import type { Scene } from "../engine/state/scene";
import { base64Bytes } from "./base64";

export interface SelectionData {
	/** Start and end in beats; null where nothing is selected. */
	index: [start_beats: number, end_beats: number] | null;
	/** Names of the selected notes; null for more than `NAMES_MAX`. */
	value: string[] | null;
	selected: boolean;
	source: "notes" | "box" | "loop" | "curve" | "segment" | "none";
	start_beats: number | null;
	end_beats: number | null;
	start_s: number | null;
	end_s: number | null;
	low: number | null;
	high: number | null;
	count: number;
	notes: { runs: IdRuns } | { first: number; bits: string };
	curve: { name: string; start_s: number; end_s: number } | null;
	segment: { tier: string; text: string; start_s: number; end_s: number; count: number } | null;
}

const NAMES_MAX = 100;
/** More runs than that are bits of all numbers between the first and the last. */
const RUNS_MAX = 1000;
/** Numbers so far apart are no bits. */
const BITS_MAX = 2 ** 25;
const REST_MS = 120;

/** Tells what is selected whenever that has changed and rests, until the returned function is called. */
export function followSelection(roll: Roll, tell: (data: SelectionData) => void): () => void {
	let box: Box | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let told = "";
	const settle = (): void => {
		// A box goes on while it is drawn, and the arrow keys while one is held.
		if (roll.gesture !== "idle") {
			again();
			return;
		}
		const data = roll.withEditor(({ scene }) => selectionData(scene, roll.loop, box, (tick) => roundTick(roll, tick)));
		const text = JSON.stringify(data);
		if (text === told) return;
		told = text;
		tell(data);
	};
	const again = (): void => {
		clearTimeout(timer);
		timer = setTimeout(settle, REST_MS);
	};
	roll.withEditor((editor) => {
		editor.boxed = (drawn) => {
			box = drawn;
			again();
		};
		const nothing = selectionData(editor.scene, roll.loop, null, (tick) => tick);
		told = JSON.stringify(nothing);
	});
	const unfollow = roll.subscribe(({ type }) => {
		if (type === "selection" && roll.gesture === "idle") box = null;
		if (type === "selection" || type === "loop") again();
	});
	// Spans of curves and segments have no event of their own: a hand that has done something asks.
	const abort = new AbortController();
	let seen = "";
	const look = (): void => {
		const now = roll.withEditor(({ scene }) => JSON.stringify([scene.pieces?.span, scene.segment, [...scene.segmentSet]]));
		if (now !== seen) again();
		seen = now;
	};
	for (const name of ["pointerup", "keyup"]) window.addEventListener(name, look, { signal: abort.signal });
	return () => {
		abort.abort();
		clearTimeout(timer);
		unfollow();
		roll.withEditor((editor) => (editor.boxed = null));
	};
}

/** A box is drawn by hand: what is meant are the lines of the grid beside its edges. */
function roundTick(roll: Roll, tick: number): number {
	return roll.withEditor((editor) => editor.snapAt(tick, "round", false));
}

export function selectionData(
	scene: Scene,
	loop: readonly [number, number] | null,
	box: Box | null,
	snap: (tick: number) => number,
): SelectionData {
	const { doc } = scene;
	const { curve, segment } = layersOf(scene);
	const { source, ticks, low, high } = spanOf(scene, loop, box, snap);
	const beats = ticks?.map((tick) => tick / TICKS_PER_BEAT) as [number, number] | undefined;
	const seconds = ticks?.map((tick) => doc.tempo.secondsAt(tick));
	return {
		index: beats ?? null,
		value: doc.selection.size > NAMES_MAX ? null : Array.from(doc.selection.slots(), (slot) => doc.store.externalId(slot)),
		selected: source !== "none",
		source,
		start_beats: beats?.[0] ?? null,
		end_beats: beats?.[1] ?? null,
		start_s: seconds?.[0] ?? null,
		end_s: seconds?.[1] ?? null,
		low,
		high,
		count: doc.selection.size,
		notes: notesOf(doc),
		curve,
		segment,
	};
}

interface Span {
	source: SelectionData["source"];
	ticks: [number, number] | null;
	low: number | null;
	high: number | null;
}

function spanOf(scene: Scene, loop: readonly [number, number] | null, box: Box | null, snap: (tick: number) => number): Span {
	const { doc } = scene;
	if (box) {
		const [start, end] = [snap(box.startTick), snap(box.endTick)];
		return { source: "box", ticks: end > start ? [start, end] : [box.startTick, box.endTick], low: box.low, high: box.high };
	}
	const slots = doc.selection.slots();
	if (slots.length > 0) {
		const { onset, duration, pitch } = doc.store;
		let [from, to, low, high] = [Number.POSITIVE_INFINITY, 0, 127, 0];
		for (let i = 0; i < slots.length; i++) {
			const slot = slots[i];
			from = Math.min(from, onset[slot]);
			to = Math.max(to, onset[slot] + duration[slot]);
			low = Math.min(low, pitch[slot]);
			high = Math.max(high, pitch[slot]);
		}
		return { source: "notes", ticks: [from, to], low, high };
	}
	const { curve, segment } = layersOf(scene);
	const layer = curve ?? segment;
	const tickOf = (time_s: number): number => Math.round(doc.tempo.ticksAt(time_s));
	if (layer) {
		const ticks: [number, number] = [tickOf(layer.start_s), tickOf(layer.end_s)];
		return { source: curve ? "curve" : "segment", ticks, low: null, high: null };
	}
	if (loop) return { source: "loop", ticks: [loop[0], loop[1]], low: null, high: null };
	return { source: "none", ticks: null, low: null, high: null };
}

function layersOf({ doc, pieces, segment: place, segmentSet }: Scene): Pick<SelectionData, "curve" | "segment"> {
	const span = pieces?.span;
	const curve = pieces && span ? { name: pieces.curve, start_s: span[0], end_s: span[1] } : null;
	const all = [...(segmentSet.size > 0 ? segmentSet : [place])].flatMap((one) => doc.segments[one] ?? []);
	const first = doc.segments[place] ?? all[0];
	if (!first) return { curve, segment: null };
	const start_s = Math.min(...all.map(({ start }) => start));
	const end_s = Math.max(...all.map(({ end }) => end));
	return { curve, segment: { tier: first.type, text: first.text, start_s, end_s, count: all.length } };
}

/** The numbers of the selected notes, as small as they can be said: a million that follow each other are one run. */
export function notesOf({ selection }: Pick<ScoreDocument, "selection">): SelectionData["notes"] {
	const runs = selection.ids();
	const first = runs[0] ?? 0;
	const last = (runs.at(-2) ?? 0) + (runs.at(-1) ?? 0);
	if (runs.length <= 2 * RUNS_MAX || last - first > BITS_MAX) return { runs };
	const bits = new Uint8Array(Math.ceil((last - first) / 8));
	for (let i = 0; i < runs.length; i += 2) {
		const from = runs[i] - first;
		for (let at = from; at < from + runs[i + 1]; at++) bits[at >> 3] |= 1 << (at & 7);
	}
	return { first, bits: base64Bytes(bits) };
}
