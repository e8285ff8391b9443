/** The pitch curve and the segments under the selected notes go where the notes go. */
import { curveToJson, edited, valueAt } from "../score/curves.ts";
import { sampleAt, timeOfSample, timeOfTick } from "../score/curveTime.ts";
import { segmentOps } from "../score/edit/segmentOps.ts";
import type { Curve, Op, Segment } from "../score/types.ts";
import { isOnPianoGrid } from "../view/pitchCurve.ts";
import type { EditorContext } from "./editorContext.ts";

/** The span of a note, and where it goes. */
interface Span {
	startTick: number;
	endTick: number;
	semitones: number;
}

/** For notes that move by `ticks` and by semitones, or each pitch to its own place. Read before the notes are moved. */
export function followOps(editor: EditorContext, ticks: number, pitch: number | Uint8Array): Op[] {
	const { doc } = editor;
	const { store, selection, index } = doc;
	const slots = selection.slots().sort((a, b) => index.positionOf(a) - index.positionOf(b));
	const spans = Array.from(slots, (slot): Span => {
		const semitones = typeof pitch === "number" ? pitch : pitch[store.pitch[slot]] - store.pitch[slot];
		return { startTick: store.onset[slot], endTick: store.onset[slot] + store.duration[slot], semitones };
	});
	const ops: Op[] = [];
	for (const curve of doc.curves.values()) if (isOnPianoGrid(curve)) ops.push(...curveOps(editor, curve, spans, ticks));
	if (ticks !== 0) ops.push(...followingSegments(editor, spans, ticks));
	return ops;
}

function curveOps(editor: EditorContext, curve: Curve, spans: readonly Span[], ticks: number): Op[] {
	return curve.kind === "points" ? pointOps(editor, curve, spans, ticks) : sampleOps(editor, curve, spans, ticks);
}

/** Taken out of the old places first, so that notes can swap. */
function sampleOps({ doc }: EditorContext, curve: Curve, spans: readonly Span[], ticks: number): Op[] {
	const timeAt = (tick: number): number => timeOfTick(curve, doc.tempo, Math.max(0, tick));
	let values = curve.values.slice();
	let first = Number.POSITIVE_INFINITY;
	let last = -1;
	const put = (i: number, value: number): void => {
		values[i] = value;
		first = Math.min(first, i);
		last = Math.max(last, i);
	};
	for (const { startTick, endTick } of spans) {
		const end = sampleAt(curve, timeAt(endTick));
		for (let i = sampleAt(curve, timeAt(startTick)); i < end; i++) put(i, Number.NaN);
	}
	if (last < 0) return [];
	const lastTime = timeAt((spans.reduce((end, span) => Math.max(end, span.endTick), 0) as number) + ticks);
	const length = Math.max(values.length, Math.ceil((lastTime - curve.start) / curve.hop));
	if (length > values.length) {
		const longer = new Float32Array(length).fill(Number.NaN);
		longer.set(values);
		values = longer;
	}
	const place = { ...curve, values };
	for (const { startTick, endTick, semitones } of spans) {
		const end = sampleAt(place, timeAt(endTick + ticks));
		const from = timeAt(startTick);
		const to = timeAt(startTick + ticks);
		for (let i = sampleAt(place, to); i < end; i++) {
			const was = valueAt(curve, onSample(curve, from + timeOfSample(curve, i) - to));
			if (!Number.isNaN(was)) put(i, transposed(curve, was, semitones));
		}
	}
	if (length > curve.values.length) return [{ op: "curve", name: curve.name, curve: curveToJson(edited(curve, { values })) }];
	const changed = Array.from(values.subarray(first, last + 1), (value) => (Number.isNaN(value) ? null : value));
	return [{ op: "curve_range", curve: curve.name, start: first, values: changed }];
}

/** A time that is a sample's but for rounding is that sample's: its neighbour may be undefined. */
function onSample(curve: Curve, time: number): number {
	const at = (time - curve.start) / curve.hop;
	const nearest = Math.round(at);
	return Math.abs(at - nearest) < 1e-6 ? curve.start + nearest * curve.hop : time;
}

function pointOps({ doc }: EditorContext, curve: Curve, spans: readonly Span[], ticks: number): Op[] {
	const timeAt = (tick: number): number => timeOfTick(curve, doc.tempo, Math.max(0, tick));
	const moved = new Map<number, { time: number; value: number }>();
	for (const { startTick, endTick, semitones } of spans) {
		const shift = timeAt(startTick + ticks) - timeAt(startTick);
		const end = sampleAt(curve, timeAt(endTick));
		for (let i = sampleAt(curve, timeAt(startTick)); i < end; i++) {
			moved.set(i, { time: timeOfSample(curve, i) + shift, value: transposed(curve, curve.values[i], semitones) });
		}
	}
	if (moved.size === 0) return [];
	// What stood where the notes come to lie gives way.
	const covered = merged(spans).map(({ startTick, endTick }) => ({ from: timeAt(startTick + ticks), to: timeAt(endTick + ticks) }));
	const kept = Array.from(curve.values, (value, i) => ({ i, time: timeOfSample(curve, i), value })).filter(({ i, time }) => {
		const over = lastBefore(covered, time, ({ from }) => from);
		return !moved.has(i) && !(over && time < over.to);
	});
	const points = [...kept, ...moved.values()].sort((a, b) => a.time - b.time);
	const times = Float64Array.from(points, ({ time }) => time);
	const values = Float32Array.from(points, ({ value }) => value);
	return [{ op: "curve", name: curve.name, curve: curveToJson(edited(curve, { times, values })) }];
}

function transposed({ unit }: Curve, value: number, semitones: number): number {
	return /^(midi|semitones?|note)$/i.test(unit) ? value + semitones : value * 2 ** (semitones / 12);
}

/** A segment whose middle lies in a note is the note's. */
function followingSegments({ doc }: EditorContext, spans: readonly Span[], ticks: number): Op[] {
	const { tempo, segments } = doc;
	let changed = false;
	const places = merged(spans);
	const placed = segments.map((segment): Segment => {
		const middle = tempo.ticksAt((segment.start + segment.end) / 2);
		const span = lastBefore(places, middle, ({ startTick }) => startTick);
		if (!span || middle >= span.endTick) return segment;
		changed = true;
		const shift = tempo.secondsAt(Math.max(0, span.startTick + ticks)) - tempo.secondsAt(span.startTick);
		return { ...segment, start: segment.start + shift, end: segment.end + shift };
	});
	if (!changed) return [];
	return segmentOps(
		segments,
		placed.sort((a, b) => a.start - b.start),
	);
}

/** Chords sing at one time: the spans in which any note sounds, apart from each other. They come by onset. */
function merged(spans: readonly Span[]): { startTick: number; endTick: number }[] {
	const places: { startTick: number; endTick: number }[] = [];
	for (const { startTick, endTick } of spans) {
		const last = places[places.length - 1];
		if (last && startTick < last.endTick) last.endTick = Math.max(last.endTick, endTick);
		else places.push({ startTick, endTick });
	}
	return places;
}

/** The last that begins at or before a place, of those that ascend. */
function lastBefore<T>(list: readonly T[], at: number, startOf: (item: T) => number): T | undefined {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (startOf(list[middle] as T) <= at) low = middle + 1;
		else high = middle;
	}
	return list[low - 1];
}
