/** Changes of the list of tracks that the notes go along with: a note names its track by its place in the list. */
import { curveToJson } from "./curves.ts";
import { idsOf, setOp } from "./edit/changes.ts";
import { OpError } from "./errors.ts";
import { copyJson } from "./rows.ts";
import type { DocState } from "./steps.ts";
import { type CurveJson, type IdRuns, MAX_TRACKS, type Op, type Track } from "./types.ts";

/** Colours of a theme; further tracks begin with the first again. */
export const HUES = 8;
export const DRUM_CHANNEL = 9;

export function plainTrack(name = "", channel = 0): Track {
	return { name, program: 0, channel, is_drum: false, color: null, muted: false, solo: false, volume: 1 };
}

/** The tracks, with plain ones for the numbers that only notes use. */
export function wholeList(doc: DocState): Track[] {
	const tracks = copyJson(doc.tracks);
	const used = highestTrack(doc) + 1;
	while (tracks.length < Math.max(used, 1)) tracks.push(plainTrack());
	return tracks;
}

/** One track more, at the end; without a channel of its own a free one. */
export function addTrackOps(doc: DocState, said: Partial<Track> = {}): Op[] {
	const tracks = wholeList(doc);
	if (tracks.length >= MAX_TRACKS) throw new OpError(`A score holds at most ${MAX_TRACKS} tracks; delete one first.`, "tracks");
	const track: Track = { ...plainTrack("", said.is_drum ? DRUM_CHANNEL : freeChannel(tracks)), ...said };
	if (!track.color && track.hue === undefined) track.hue = freeHue(tracks);
	return [{ op: "tracks", tracks: relaxed([...tracks, track]) }];
}

/** The track and its notes go; those behind it move up with theirs. */
export function deleteTrackOps(doc: DocState, number: number): Op[] {
	const tracks = wholeList(doc);
	check(number, tracks);
	const places = Int32Array.from({ length: MAX_TRACKS }, (_, track) => (track > number ? track - 1 : track));
	const kept = settled(tracks);
	kept.splice(number, 1);
	const gone = idsOfTrack(doc, number);
	const ops: Op[] = gone.length > 0 ? [{ op: "delete", ids: gone }] : [];
	return [...ops, ...renumbered(doc, places, number), { op: "tracks", tracks: relaxed(kept) }];
}

/** The track at another place of the list; all notes stay with their tracks. */
export function moveTrackOps(doc: DocState, number: number, to: number): Op[] {
	const tracks = wholeList(doc);
	check(number, tracks);
	check(to, tracks);
	const order = Array.from({ length: MAX_TRACKS }, (_, track) => track);
	order.splice(to, 0, ...order.splice(number, 1));
	const places = new Int32Array(MAX_TRACKS);
	for (const [place, track] of order.entries()) places[track] = place;
	const moved = settled(tracks);
	moved.splice(to, 0, ...moved.splice(number, 1));
	return [...renumbered(doc, places, -1), { op: "tracks", tracks: relaxed(moved) }];
}

/** The notes belong to another track. */
export function setTrackOps(doc: DocState, ids: IdRuns, number: number): Op[] {
	check(number, wholeList(doc));
	return ids.length > 0 ? [{ op: "set", ids, column: "track", value: number }] : [];
}

/** Some of a track's members, e.g. its name; one of the list's numbers. */
export function changeTrackOps(doc: DocState, number: number, change: Partial<Track>): Op[] {
	const tracks = wholeList(doc);
	check(number, tracks);
	tracks[number] = withoutUsual({ ...(tracks[number] as Track), ...change });
	return [{ op: "tracks", tracks }];
}

/** Which of the theme's colours a track has. */
export function hueOf(track: Track | undefined, place: number): number {
	const hue = track?.hue;
	return (Number.isInteger(hue) ? ((hue as number) % HUES) + HUES : place) % HUES;
}

export function idsOfTrack(doc: DocState, number: number): IdRuns {
	const only = new Uint8Array(MAX_TRACKS);
	only[number] = 1;
	return idsOf(doc.store, slotsOfTracks(doc, only));
}

/** Slots, ascending, of the notes whose track has a 1. */
function slotsOfTracks({ store }: DocState, wanted: Uint8Array): Int32Array {
	const { track, highWater } = store;
	const slots = new Int32Array(store.size);
	let found = 0;
	for (let slot = 0; slot < highWater; slot++) if (wanted[track[slot]] === 1 && store.isAlive(slot)) slots[found++] = slot;
	return slots.subarray(0, found);
}

function highestTrack({ store }: DocState): number {
	const { track, highWater } = store;
	let highest = -1;
	for (let slot = 0; slot < highWater; slot++) if (track[slot] > highest && store.isAlive(slot)) highest = track[slot];
	return highest;
}

function check(number: number, tracks: readonly Track[]): void {
	if (Number.isInteger(number) && number >= 0 && number < tracks.length) return;
	throw new OpError(`There is no track ${number}; tracks are numbered from 0 to ${tracks.length - 1}.`, "tracks");
}

export function freeChannel(tracks: readonly Track[]): number {
	const taken = new Set(tracks.map((track) => track.channel));
	for (let channel = 0; channel < 16; channel++) if (channel !== DRUM_CHANNEL && !taken.has(channel)) return channel;
	return 0;
}

function freeHue(tracks: readonly Track[]): number {
	const taken = new Set(tracks.map(hueOf));
	const wanted = tracks.length % HUES;
	if (!taken.has(wanted)) return wanted;
	for (let hue = 0; hue < HUES; hue++) if (!taken.has(hue)) return hue;
	return wanted;
}

/** Tracks that say which colour they have: it must not change with their places. */
function settled(tracks: readonly Track[]): Track[] {
	return tracks.map((track, place) => (track.color ? track : { ...track, hue: hueOf(track, place) }));
}

/** Tracks without a colour that their place says as well. */
function relaxed(tracks: readonly Track[]): Track[] {
	return tracks.map((track, place) => {
		if (track.hue !== place % HUES) return track;
		const { hue: _, ...rest } = track;
		return rest as Track;
	});
}

/** Members that came later are written only where they say something. */
function withoutUsual(track: Track): Track {
	const { pan, locked, hidden, ...rest } = track;
	return {
		...rest,
		...(pan === 0 || pan === undefined ? {} : { pan }),
		...(locked ? { locked } : {}),
		...(hidden ? { hidden } : {}),
	} as Track;
}

function renumbered(doc: DocState, places: Int32Array, gone: number): Op[] {
	const { track } = doc.store;
	const moved = new Uint8Array(MAX_TRACKS);
	for (let number = 0; number < MAX_TRACKS; number++) if (number !== gone && places[number] !== number) moved[number] = 1;
	const slots = slotsOfTracks(doc, moved);
	const values = new Uint8Array(slots.length);
	for (let i = 0; i < values.length; i++) values[i] = places[track[slots[i]]];
	const ops = slots.length > 0 ? [setOp(doc.store, slots, "track", values)] : [];
	return [...ops, ...curveOps(doc, places, gone)];
}

/** Curves that came from a MIDI file name their track, too. */
function curveOps(doc: DocState, places: Int32Array, gone: number): Op[] {
	const removed: Op[] = [];
	const added: Op[] = [];
	for (const name of [...doc.curves.keys()].sort()) {
		const json = curveToJson(doc.curves.get(name) as Parameters<typeof curveToJson>[0]);
		const said = json.style?.midi as { track?: unknown } | undefined;
		const track = typeof said === "object" && said !== null ? said.track : undefined;
		if (typeof track !== "number" || !Number.isInteger(track) || track < 0 || track >= MAX_TRACKS) continue;
		if (track !== gone && places[track] === track) continue;
		removed.push({ op: "curve", name, curve: null });
		if (track !== gone) added.push(movedCurve(json, track, places[track]));
	}
	return [...removed, ...added];
}

function movedCurve(json: CurveJson, track: number, place: number): Op {
	const name = json.name.replace(new RegExp(`\\(track ${track + 1}\\)$`), `(track ${place + 1})`);
	const midi = { ...(json.style?.midi as object), track: place };
	return { op: "curve", name, curve: { ...json, name, style: { ...json.style, midi } } };
}
