/** A change of tempo: what stays at its beat, and what at its second. The same as `score.edit.set_tempo` in Python. */
import { changedWhole, curveToJson } from "../curves.ts";
import { timeOfSample } from "../curveTime.ts";
import { OpError } from "../errors.ts";
import { MAX_TICK } from "../rows.ts";
import { runsOf } from "../runs.ts";
import type { DocState } from "../steps.ts";
import { TempoMap } from "../tempo.ts";
import { type Curve, type KeyRow, type MarkerRow, type NoteColumn, type Op, type Tempo, TICKS_PER_BEAT } from "../types.ts";
import { segmentOps } from "./segmentOps.ts";

export type Keep = "beats" | "seconds";
/** What curves and segments in seconds do when beats are kept: go with the notes, or stay as a recording does. */
export type Layers = "follow" | "stay";

type Warp = (value: number) => number;
const SAME_SAMPLE = 1e-6;

/** Operations of one change of tempo, for one step of undo; none when the list is what it was. */
export function tempoOps(doc: DocState, tempos: readonly Tempo[], keep: Keep, layers: Layers): Op[] {
	const old = doc.tempo;
	if (JSON.stringify(tempos) === JSON.stringify(old.tempos)) return [];
	const change: Op = { op: "tempo", tempos: tempos.map((tempo): Tempo => [...tempo]) };
	const next = TempoMap.from(tempos, old.signatures);
	if (keep === "seconds") return [change, ...inSeconds(doc, old, next)];
	return layers === "stay" ? [change] : [change, ...layersAtBeats(doc, old, next)];
}

/** Where a tick lies after a change that keeps seconds: the loop and the playhead go there. */
export function tickAfter(old: TempoMap, next: TempoMap, tick: number): number {
	return halfUp(next.ticksAt(old.secondsAt(tick)));
}

/** Whether it matters what is kept: there is something in seconds beside the notes. */
export function hasLayersInSeconds(doc: DocState): boolean {
	return doc.segments.length > 0 || [...doc.curves.values()].some((curve) => curve.time === "s" && curve.values.length > 0);
}

function inSeconds(doc: DocState, old: TempoMap, next: TempoMap): Op[] {
	const warp: Warp = (tick) => next.ticksAt(old.secondsAt(tick));
	const ops = noteOps(doc, warp);
	const keys = doc.keys.map((key): KeyRow => moved(key, warp));
	const markers = doc.markers.map((marker): MarkerRow => moved(marker, warp));
	if (!same(keys, doc.keys)) ops.push({ op: "keys", keys });
	if (!same(markers, doc.markers)) ops.push({ op: "markers", markers });
	const ratio = ratioOf(next, old);
	for (const curve of doc.curves.values()) {
		if (curve.time !== "beats" || curve.values.length === 0) continue;
		const inBeats: Warp = (beats) => warp(beats * TICKS_PER_BEAT) / TICKS_PER_BEAT;
		ops.push(
			...curveOps(
				curve,
				changedWhole(curve, (one) => asPoints(one, inBeats, ratio)),
			),
		);
	}
	return ops;
}

function noteOps(doc: DocState, warp: Warp): Op[] {
	const { index, store } = doc;
	const count = index.length;
	const slots = index.order.slice(0, count);
	slots.sort((a, b) => store.id[a] - store.id[b]);
	const onset = new Float64Array(count);
	const duration = new Float64Array(count);
	let last = 0;
	for (let i = 0; i < count; i++) {
		const slot = slots[i];
		const end = warp(store.onset[slot] + store.duration[slot]);
		last = Math.max(last, end);
		onset[i] = halfUp(warp(store.onset[slot]));
		duration[i] = Math.max(1, halfUp(end) - onset[i]);
	}
	checkReach("a note", last);
	// What gets shorter does so first: so no note reaches beyond the last tick in between.
	return [
		...setOps(doc, slots, "duration", duration, (i) => duration[i] < store.duration[slots[i]]),
		...setOps(doc, slots, "onset", onset, (i) => onset[i] !== store.onset[slots[i]]),
		...setOps(doc, slots, "duration", duration, (i) => duration[i] > store.duration[slots[i]]),
	];
}

function setOps(doc: DocState, slots: Int32Array, column: NoteColumn, values: Float64Array, changed: (i: number) => boolean): Op[] {
	const ids: number[] = [];
	const wanted: number[] = [];
	for (let i = 0; i < slots.length; i++) {
		if (!changed(i)) continue;
		ids.push(doc.store.id[slots[i]]);
		wanted.push(values[i]);
	}
	return ids.length > 0 ? [{ op: "set", ids: runsOf(Uint32Array.from(ids)), column, values: wanted }] : [];
}

function moved<T extends KeyRow | MarkerRow>(mark: T, warp: Warp): T {
	const tick = halfUp(warp(mark[0]));
	checkReach("a marker", tick);
	const row = [...mark] as unknown as T;
	row[0] = tick;
	return row;
}

function checkReach(what: string, tick: number): void {
	if (tick > MAX_TICK) throw new OpError(`At this tempo ${what} would lie beyond the last possible beat; choose a lower one.`, "tempo");
}

function layersAtBeats(doc: DocState, old: TempoMap, next: TempoMap): Op[] {
	const warp: Warp = (seconds) => next.secondsAt(old.ticksAt(seconds));
	const back: Warp = (seconds) => old.secondsAt(next.ticksAt(seconds));
	const ratio = ratioOf(old, next);
	const ops: Op[] = [];
	for (const curve of doc.curves.values()) {
		if (curve.time !== "s" || curve.values.length === 0) continue;
		const uniform = curve.kind === "uniform" && ratio === null;
		ops.push(
			...curveOps(
				curve,
				changedWhole(curve, (one) => (uniform ? resampled(one, warp, back) : asPoints(one, warp, ratio))),
			),
		);
	}
	const segments = doc.segments.map((segment) => ({ ...segment, start: warp(segment.start), end: warp(segment.end) }));
	ops.push(...segmentOps(doc.segments, segments));
	return ops;
}

/** What times are multiplied by when the tempo never changes; null where it does. */
function ratioOf(old: TempoMap, next: TempoMap): number | null {
	return old.tempos.length > 1 || next.tempos.length > 1 ? null : old.tempos[0][1] / next.tempos[0][1];
}

function curveOps(former: Curve, curve: Curve): Op[] {
	const json = curveToJson(curve);
	return same(json, curveToJson(former)) ? [] : [{ op: "curve", name: curve.name, curve: json }];
}

/** The same values at other times, each at its own; samples stay samples where times are but multiplied. */
function asPoints(curve: Curve, warp: Warp, ratio: number | null): Curve {
	if (curve.kind === "uniform" && ratio !== null) return { ...curve, start: curve.start * ratio, hop: curve.hop * ratio };
	const times = Float64Array.from({ length: curve.values.length }, (_, i) => warp(timeOfSample(curve, i)));
	return { ...curve, kind: "points", start: 0, hop: 0, times };
}

/** Samples as far apart as before, read where they were: between two of them on the line, beside a gap the nearer. */
function resampled(curve: Curve, warp: Warp, back: Warp): Curve {
	const { values, hop, start } = curve;
	const last = values.length - 1;
	const from = warp(start);
	const count = Math.floor((warp(start + last * hop) - from) / hop + SAME_SAMPLE) + 1;
	const read = new Float32Array(count);
	for (let i = 0; i < count; i++) {
		const place = Math.min(last, Math.max(0, (back(from + i * hop) - start) / hop));
		const left = Math.min(last, Math.floor(place + SAME_SAMPLE));
		const share = place - left < SAME_SAMPLE ? 0 : place - left;
		const a = values[left];
		const b = values[Math.min(last, left + 1)];
		const onLine = a + (b - a) * share;
		read[i] = share === 0 ? a : Number.isNaN(onLine) ? (share < 0.5 ? a : b) : onLine;
	}
	return { ...curve, start: from, values: read };
}

/** The nearest whole tick; a half goes up. What arithmetic left a hair below a half is one. */
function halfUp(value: number): number {
	return Math.floor(value + 0.5 + 1e-6);
}

function same(a: unknown, b: unknown): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
