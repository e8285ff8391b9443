/** Another score as further tracks of this one, from a tick on: its notes keep their beats, and what lies in seconds follows them. */
import { curveFromJson, curveToJson, timeOf } from "./curves.ts";
import { OpError } from "./errors.ts";
import { rowsOf } from "./rows.ts";
import type { DocState } from "./steps.ts";
import { DRUM_CHANNEL, freeChannel, wholeList } from "./trackOps.ts";
import { type Curve, type CurveJson, MAX_TRACKS, type NoteRows, type Op, type Segment, TICKS_PER_BEAT, type Track } from "./types.ts";

/** Seconds by which samples of a curve may lie beside an even grid and still be one. */
const EVEN_S = 1e-6;

/** Tempo, time signatures and keys of the other score are left out: those of this one hold. */
export function addedOps(doc: DocState & { nextId(): number }, other: DocState, tick: number): Op[] {
	const own = doc.store.size > 0 || doc.tracks.length > 0 ? wholeList(doc) : [];
	const tracks = joined(own, wholeList(other));
	if (tracks.length > MAX_TRACKS) throw new OpError(`A score holds at most ${MAX_TRACKS} tracks; delete one first.`, "tracks");
	const from = own.length;
	// Labels and curves alone need no track.
	const ops: Op[] = other.store.size > 0 || other.tracks.length > 0 ? [{ op: "tracks", tracks }] : [];
	const rows = rowsFrom(doc, other, tick, from);
	if (rows.id.length > 0) ops.push({ op: "insert", rows });
	const inTime = (s: number): number => doc.tempo.secondsAt(tick + other.tempo.ticksAt(s));
	if (other.segments.length > 0) ops.push({ op: "segments", segments: withSegments(doc, other, inTime) });
	if (other.markers.length > 0) {
		const moved = other.markers.map(([at, ...rest]) => [at + tick, ...rest] as (typeof other.markers)[number]);
		ops.push({ op: "markers", markers: [...doc.markers, ...moved].sort((a, b) => a[0] - b[0]) });
	}
	const names = new Set(doc.curves.keys());
	for (const curve of other.curves.values()) {
		const json = renamed(placed(curve, tick, inTime), from, names);
		names.add(json.name);
		ops.push({ op: "curve", name: json.name, curve: json });
	}
	return ops;
}

/** A channel says which instrument sounds: tracks that come along take free ones, as long as there are some. */
function joined(own: readonly Track[], more: readonly Track[]): Track[] {
	const all: Track[] = [...own];
	const channels = new Map<number, number>();
	for (const track of more) {
		const isTaken = own.some(({ channel }) => channel === track.channel);
		if (track.channel !== DRUM_CHANNEL && isTaken && !channels.has(track.channel)) channels.set(track.channel, freeChannel(all));
		all.push({ ...track, channel: channels.get(track.channel) ?? track.channel });
	}
	return all;
}

function rowsFrom(doc: { nextId(): number }, other: DocState, tick: number, from: number): NoteRows {
	const { index, store } = other;
	const { ref: _, ...rows } = rowsOf(store, index.order.subarray(0, index.length));
	return {
		...rows,
		id: rows.id.map(() => doc.nextId()),
		onset: rows.onset.map((onset) => onset + tick),
		track: rows.track.map((track) => track + from),
	};
}

function withSegments(doc: DocState, other: DocState, inTime: (s: number) => number): Segment[] {
	const moved = other.segments.map((segment) => ({ ...segment, start: inTime(segment.start), end: inTime(segment.end) }));
	return [...doc.segments, ...moved].sort((a, b) => a.start - b.start);
}

function placed(curve: Curve, tick: number, inTime: (s: number) => number): CurveJson {
	const at = curve.time === "beats" ? (beats: number): number => beats + tick / TICKS_PER_BEAT : inTime;
	const times = Array.from(curve.values, (_, i) => at(timeOf(curve, i)));
	const [first = 0, second = first + curve.hop] = times;
	const hop = second - first;
	if (curve.times === null && times.every((time, i) => Math.abs(time - first - i * hop) < EVEN_S)) {
		return { ...curveToJson(curve), start: first, hop };
	}
	const points = Array.from(curve.values, (value, i): [number, number | null] => [times[i], Number.isNaN(value) ? null : value]);
	const { name, target, unit, time, style } = curve;
	const original =
		curve.original &&
		Array.from(curve.original.values, (value, i): [number, number | null] => {
			return [at(timeOf({ ...curve, times: curve.original?.times ?? null }, i)), Number.isNaN(value) ? null : value];
		});
	return { ...curveToJson(curveFromJson(name, { name, target, unit, time, style, points, original })) };
}

/** A curve of a MIDI file names its track; another name where there is a curve of this one. */
function renamed(json: CurveJson, from: number, names: ReadonlySet<string>): CurveJson {
	const midi = json.style?.midi as { track?: unknown } | undefined;
	let { name, style } = json;
	if (typeof midi?.track === "number") {
		const track = midi.track + from;
		name = name.replace(new RegExp(`\\(track ${midi.track + 1}\\)$`), `(track ${track + 1})`);
		style = { ...style, midi: { ...midi, track } };
	}
	let free = name;
	for (let count = 2; names.has(free); count++) free = `${name} ${count}`;
	return { ...json, name: free, style };
}
