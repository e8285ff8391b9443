import { curveFromJson, curveToJson, originalOf, type Said, saidOf, withSamples } from "./curves.ts";
import { OpError } from "./errors.ts";
import { checkKeys, checkMarkers } from "./marks.ts";
import { copyJson, MAX_TICK } from "./rows.ts";
import { placeOfRange, withRange } from "./segmentRange.ts";
import type { Context, DocState, Done } from "./steps.ts";
import { onWholeTicks, TempoMap } from "./tempo.ts";
import { tierLists, withTierLists } from "./tierLists.ts";
import { type Curve, MAX_TRACKS, type Op, type Signature, type Tempo, type Track } from "./types.ts";

export const MIN_BPM = 0.001;
export const MAX_BPM = 10_000;

type OpOf<K extends Op["op"]> = Extract<Op, { op: K }>;

/** As in Python: what it refuses must not be drawn here, or no edit after it would arrive. */
const MAX_DENOMINATOR = 1024;
const MAX_VOLUME = 1e6;

export function applyTempo(state: DocState, op: OpOf<"tempo">, context: Context): Done {
	checkTicks("tempo", op.tempos);
	const tempos = onWholeTicks(op.tempos);
	for (const [tick, bpm] of tempos) {
		if (!(bpm >= MIN_BPM && bpm <= MAX_BPM)) {
			throw new OpError(`tempo ${bpm} at tick ${tick}: it must lie between ${MIN_BPM} and ${MAX_BPM} bpm.`, "tempo");
		}
	}
	const former = copyJson(state.tempo.tempos) as Tempo[];
	state.tempo = TempoMap.from(tempos, state.tempo.signatures);
	context.parts.add("tempo");
	return { step: { op: { op: "tempo", tempos } }, inverse: { op: { op: "tempo", tempos: former } } };
}

export function applySignature(state: DocState, op: OpOf<"signature">, context: Context): Done {
	checkTicks("signature", op.signatures);
	const signatures = onWholeTicks(op.signatures);
	for (const [tick, over, under] of signatures) {
		const powerOfTwo = Number.isInteger(under) && under >= 1 && under <= MAX_DENOMINATOR && Number.isInteger(Math.log2(under));
		if (!(Number.isInteger(over) && over >= 1 && over <= 255 && powerOfTwo)) {
			throw new OpError(
				`signature ${over}/${under} at tick ${tick}: it must be 1 to 255 over a power of two up to ${MAX_DENOMINATOR}.`,
				"signature",
			);
		}
	}
	const former = copyJson(state.tempo.signatures) as Signature[];
	state.tempo = TempoMap.from(state.tempo.tempos, signatures);
	context.parts.add("tempo");
	return { step: { op: { op: "signature", signatures } }, inverse: { op: { op: "signature", signatures: former } } };
}

function checkTicks(what: "tempo" | "signature", list: readonly (Tempo | Signature)[]): void {
	if (!Array.isArray(list) || list.length === 0 || list[0][0] !== 0)
		throw new OpError(`The ${what} list must begin with one at tick 0.`, what);
	for (let i = 1; i < list.length; i++) {
		if (!(list[i][0] > list[i - 1][0])) throw new OpError(`The ${what} list must be sorted; look at tick ${list[i][0]}.`, what);
	}
	const last = list[list.length - 1][0];
	if (last > MAX_TICK) throw new OpError(`The ${what} list goes on at tick ${last}; ${MAX_TICK} is the last.`, what);
}

function checkObjects(what: "tracks" | "segments" | "tiers" | "textgrid", list: unknown): void {
	if (Array.isArray(list) && list.every((item) => typeof item === "object" && item !== null)) return;
	throw new OpError(`${what} must be a list of objects.`, what);
}

export function applyKeys(state: DocState, op: OpOf<"keys">, context: Context): Done {
	const keys = checkKeys(op.keys, state.head.extra);
	const former = state.keys;
	state.keys = copyJson(keys);
	context.parts.add("marks");
	return { step: { op: { op: "keys", keys } }, inverse: { op: { op: "keys", keys: former } } };
}

export function applyMarkers(state: DocState, op: OpOf<"markers">, context: Context): Done {
	const markers = checkMarkers(op.markers, state.head.extra);
	const former = state.markers;
	state.markers = copyJson(markers);
	context.parts.add("marks");
	return { step: { op: { op: "markers", markers } }, inverse: { op: { op: "markers", markers: former } } };
}

export function applyTiers(state: DocState, op: OpOf<"tiers">, context: Context): Done {
	for (const name of ["tiers", "textgrid"] as const) if (op[name] !== null) checkObjects(name, op[name]);
	const { extra } = state.head;
	const former = tierLists(extra);
	const lists = copyJson({ tiers: op.tiers, textgrid: op.textgrid });
	state.head = { ...state.head, extra: withTierLists(extra, copyJson(lists)) };
	// Another list: rows come, go and change places for whoever looks at the segments.
	state.segments = [...state.segments];
	context.parts.add("segments");
	return { step: { op: { op: "tiers", ...lists } }, inverse: { op: { op: "tiers", ...former } } };
}

/** As in Python; a member that is absent has its usual value. */
function checkTrack(track: Track): void {
	const whole = (value: unknown, most: number): boolean => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
	const refuse = (what: string, rule: string): never => {
		throw new OpError(`track "${track.name ?? ""}": ${what} ${JSON.stringify(track[what])} is not ${rule}.`, "tracks");
	};
	const { program = 0, channel = 0, volume = 1, pan = 0, name = "", color = null } = track;
	if (!whole(program, 127)) refuse("program", "a whole number between 0 and 127");
	if (!whole(channel, 15)) refuse("channel", "a whole number between 0 and 15");
	if (!(typeof volume === "number" && volume >= 0 && volume <= MAX_VOLUME)) refuse("volume", `a number from 0 up to ${MAX_VOLUME}`);
	if (!(typeof pan === "number" && pan >= -1 && pan <= 1)) refuse("pan", "a number from -1 to 1");
	if (typeof name !== "string") refuse("name", "a text");
	if (color !== null && typeof color !== "string") refuse("color", "a text");
}

export function applyTracks(state: DocState, op: OpOf<"tracks">, context: Context): Done {
	checkObjects("tracks", op.tracks);
	if (op.tracks.length > MAX_TRACKS) {
		throw new OpError(`${op.tracks.length} tracks are more than a score can hold; ${MAX_TRACKS} fit.`, "tracks");
	}
	for (const track of op.tracks) checkTrack(track);
	const former = state.tracks;
	const tracks = copyJson(op.tracks);
	state.tracks = copyJson(tracks);
	context.parts.add("tracks");
	return { step: { op: { op: "tracks", tracks } }, inverse: { op: { op: "tracks", tracks: former } } };
}

export function applySegments(state: DocState, op: OpOf<"segments">, context: Context): Done {
	checkObjects("segments", op.segments);
	const former = state.segments;
	const segments = copyJson(op.segments);
	state.segments = copyJson(segments);
	context.parts.add("segments");
	return { step: { op: { op: "segments", segments } }, inverse: { op: { op: "segments", segments: former } } };
}

/** Null: the segments are gone and the list is lenient. */
export function applySegmentRange(state: DocState, op: OpOf<"segment_range">, context: Context): Done | null {
	checkObjects("segments", op.segments);
	checkObjects("segments", op.former);
	const start = placeOfRange(state.segments, op, context.lenient);
	if (start === null) return null;
	const former = state.segments.slice(start, start + op.former.length);
	const segments = copyJson(op.segments);
	state.segments = withRange(state.segments, start, { ...op, segments: copyJson(op.segments) });
	context.parts.add("segments");
	return {
		step: { op: { op: "segment_range", start, former, segments } },
		inverse: { op: { op: "segment_range", start, former: segments, segments: former } },
	};
}

export function applyCurve(state: DocState, op: OpOf<"curve">, place: number | undefined, context: Context): Done {
	const { name } = op;
	const names = [...state.curves.keys()];
	const stood = names.indexOf(name);
	const former = state.curves.get(name);
	const json = op.curve === null ? null : copyJson(op.curve);
	if (json === null) state.curves.delete(name);
	else state.curves.set(name, curveFromJson(name, json));
	if (json !== null && stood < 0 && place !== undefined) state.curves = movedTo(state.curves, name, place);
	context.parts.add("curves");
	const inverse: Op = { op: "curve", name, curve: former ? curveToJson(former) : null };
	return {
		step: { op: { op: "curve", name, curve: json }, place: [...state.curves.keys()].indexOf(name) },
		inverse: { op: inverse, place: stood },
	};
}

function movedTo(curves: Map<string, Curve>, name: string, place: number): Map<string, Curve> {
	const entries = [...curves].filter(([key]) => key !== name);
	entries.splice(place, 0, [name, curves.get(name) as Curve]);
	return new Map(entries);
}

/** Null: the curve is gone and the list is lenient. */
export function applyCurveRange(state: DocState, op: OpOf<"curve_range">, context: Context): Done | null {
	const { curve: name, start } = op;
	const curve = state.curves.get(name);
	const problem = rangeProblem(curve, op);
	if (problem !== null || curve === undefined) {
		if (context.lenient) return null;
		throw new OpError(`Curve "${name}": ${problem}`, name);
	}
	const values = op.values.map((value) => (typeof value === "number" ? Math.fround(value) : null));
	const former = nullable(curve.values, start, values.length);
	const samples = spliced(curve.values, start, values);
	const { pins: _pins, vibratos: _vibratos, ...bare } = curve;
	const came = originalOf(curve);
	const original = op.original ? spliced(came.values, start, op.original) : came.values;
	const said = { ...bare, ...saidOf({ pins: op.pins ?? curve.pins, vibratos: op.vibratos ?? curve.vibratos }) };
	state.curves.set(name, withSamples(said, start, start + values.length, samples, original));
	context.parts.add("curves");
	const originals = op.original ? [{ original: op.original }, { original: nullable(came.values, start, values.length) }] : [{}, {}];
	return {
		step: { op: { op: "curve_range", curve: name, start, values, ...members(op, op), ...originals[0] } },
		inverse: { op: { op: "curve_range", curve: name, start, values: former, ...members(op, curve), ...originals[1] } },
	};
}

/** What an operation says of spans, as it stands in itself or stood in the curve. */
function members(op: Said, { pins, vibratos }: Said): Said {
	return { ...(op.pins && { pins: pins ?? [] }), ...(op.vibratos && { vibratos: vibratos ?? [] }) };
}

function spliced(values: Float32Array, start: number, by: readonly (number | null)[]): Float32Array {
	// A new array: who drew the former one may compare.
	const samples = values.slice();
	for (let i = 0; i < by.length; i++) samples[start + i] = by[i] ?? Number.NaN;
	return samples;
}

function nullable(values: Float32Array, start: number, count: number): (number | null)[] {
	return Array.from(values.subarray(start, start + count), (value) => (Number.isNaN(value) ? null : value));
}

function rangeProblem(curve: Curve | undefined, op: OpOf<"curve_range">): string | null {
	if (curve === undefined) return "there is no such curve; add it first.";
	if (curve.kind !== "uniform") return "it consists of points; replace it whole.";
	if (!Number.isInteger(op.start) || op.start < 0 || op.start + op.values.length > curve.values.length) {
		return `samples ${op.start} to ${op.start + op.values.length} are outside its ${curve.values.length}.`;
	}
	if (op.original && (op.original.length !== op.values.length || op.start + op.original.length > originalOf(curve).values.length)) {
		return "the samples of its original do not fit.";
	}
	return null;
}
