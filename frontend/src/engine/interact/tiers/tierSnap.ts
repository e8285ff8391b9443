/** Where a boundary that is dragged goes: onto one of another tier, an onset of a note or of the recording, the grid, or where the recording crosses zero. */
import { SHARED_S } from "../../score/edit/segmentLimits.ts";
import { tierTypes } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import { magnetAt } from "../magnet.ts";
import { soundOnsets } from "./soundOnsets.ts";
import { countUntil, placesOf } from "./tierHit.ts";

const STICK_PX = 6;
/** A boundary is not carried further than this to where the wave crosses zero: half a period of 100 Hz. */
const ZERO_REACH_S = 0.005;

export interface SnapHow {
	type: string;
	/** Nothing attracts it. */
	free: boolean;
	/** Where it came from: what lies there moves along and attracts nothing. */
	from_s?: number;
}

export function placeFor(editor: EditorContext, tick: number, { type, free, from_s }: SnapHow): number {
	const { doc, scene } = editor;
	const { tempo } = doc;
	const at_s = tempo.secondsAt(Math.max(0, tick));
	if (free) return at_s;
	const near_s = nearBoundary(editor, at_s, type, from_s);
	if (near_s !== null) return near_s;
	const onset = doc.index.length > 0 ? magnetAt(scene, tick) : -1;
	if (onset >= 0) return tempo.secondsAt(onset);
	const heard_s = heardNear(editor, at_s);
	if (heard_s !== null) return zeroNear(editor, heard_s) ?? heard_s;
	if (doc.index.length > 0) {
		// Speech without notes has no beats that it could lie on.
		if (editor.step_ticks > 0) return tempo.secondsAt(Math.max(0, editor.stick(tick, false)));
	}
	return zeroNear(editor, at_s) ?? at_s;
}

/** The nearest boundary of another tier in reach. */
function nearBoundary({ doc, view }: EditorContext, at_s: number, type: string, from_s: number | undefined): number | null {
	const { segments, tempo } = doc;
	const x_px = view.xOf(tempo.ticksAt(at_s));
	let nearest: number | null = null;
	let nearest_px = STICK_PX;
	for (const other of tierTypes(segments)) {
		if (other === type) continue;
		const places = placesOf(segments, other);
		const count = countUntil(segments, places, at_s);
		for (let i = Math.max(0, count - 2); i < Math.min(places.length, count + 1); i++) {
			for (const s of [segments[places[i]].start, segments[places[i]].end]) {
				if (from_s !== undefined && Math.abs(s - from_s) <= SHARED_S) continue;
				const away_px = Math.abs(view.xOf(tempo.ticksAt(s)) - x_px);
				if (away_px < nearest_px) [nearest, nearest_px] = [s, away_px];
			}
		}
	}
	return nearest;
}

/** The nearest onset in the recording in reach; null where there is none. */
function heardNear({ recording, doc, view }: EditorContext, at_s: number): number | null {
	if (!recording) return null;
	const { samples, rate_hz, start_s } = recording;
	const onsets = soundOnsets(samples, rate_hz);
	let [low, high] = [0, onsets.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (onsets[middle] < at_s - start_s) low = middle + 1;
		else high = middle;
	}
	const x_px = view.xOf(doc.tempo.ticksAt(at_s));
	let nearest: number | null = null;
	let nearest_px = STICK_PX;
	for (const one of onsets.subarray(Math.max(0, low - 1), low + 1)) {
		const away_px = Math.abs(view.xOf(doc.tempo.ticksAt(Math.max(0, one + start_s))) - x_px);
		if (away_px < nearest_px) [nearest, nearest_px] = [one + start_s, away_px];
	}
	return nearest;
}

/** Where the recording crosses zero nearest to a time of the score; null where it is not decoded, or nothing is near. */
export function zeroNear({ recording }: EditorContext, at_s: number): number | null {
	if (!recording) return null;
	const { samples, rate_hz, start_s } = recording;
	const place = nearestZero(samples, (at_s - start_s) * rate_hz, ZERO_REACH_S * rate_hz);
	return place === null ? null : start_s + place / rate_hz;
}

/** In samples, a fraction: where the line between two samples of different signs crosses zero. */
export function nearestZero(samples: Float32Array, at: number, reach: number): number | null {
	const first = Math.max(0, Math.floor(at - reach));
	const end = Math.min(samples.length - 1, Math.ceil(at + reach));
	let nearest: number | null = null;
	for (let i = first; i < end; i++) {
		const [a, b] = [samples[i], samples[i + 1]];
		// Silence crosses nothing.
		if (a === b || a * b > 0) continue;
		const place = i + a / (a - b);
		if (Math.abs(place - at) > reach) continue;
		if (nearest === null || Math.abs(place - at) < Math.abs(nearest - at)) nearest = place;
	}
	return nearest;
}
