import { expect, it } from "vitest";
import { addedOps } from "./addedScore.ts";
import { ScoreDocument } from "./document.ts";
import { TICKS_PER_BEAT as BEAT, type CurveJson, type DocJson, MAX_TRACKS, type Track } from "./types.ts";

const track = (name: string, channel = 0): Track => ({
	name,
	program: 0,
	channel,
	is_drum: channel === 9,
	color: null,
	muted: false,
	solo: false,
	volume: 1,
});

const f0 = (name: string, style = {}): CurveJson => ({
	name,
	target: "f0",
	unit: "Hz",
	time: "s",
	start: 0,
	hop: 0.5,
	values: [220, 221, null, 223],
	style,
});

function song(bpm: number, more: Partial<DocJson> = {}): ScoreDocument {
	return ScoreDocument.fromJson({
		rows: { id: [0, 1], onset: [0, BEAT], duration: [BEAT, BEAT], pitch: [60, 62], velocity: [90, 80], track: [0, 1], lyric: { 0: "가" } },
		tempos: [[0, bpm]],
		signatures: [[0, 4, 4]],
		tracks: [track("one"), track("two", 9)],
		segments: [],
		curves: [],
		...more,
	});
}

it("adds notes as tracks of their own from a tick on, as one step", () => {
	const doc = song(120);
	const before = JSON.stringify(doc.toJson());
	const other = song(60, { keys: [[0, 2, "major"]], markers: [[BEAT, "후렴"]] });
	doc.edit(addedOps(doc, other, 8 * BEAT), "paste");
	const { rows, tracks, tempos, keys, markers } = doc.toJson();
	expect(rows.onset).toEqual([0, BEAT, 8 * BEAT, 9 * BEAT]);
	expect(rows.track).toEqual([0, 1, 2, 3]);
	expect(new Set(rows.id).size).toBe(4);
	expect(rows.lyric).toEqual({ 0: "가", 2: "가" });
	// The melody's channel is taken, that of drums says what they are.
	expect(tracks.map(({ name, channel }) => [name, channel])).toEqual([
		["one", 0],
		["two", 9],
		["one", 1],
		["two", 9],
	]);
	expect(tempos).toEqual([[0, 120]]);
	expect(keys ?? []).toEqual([]);
	expect(markers).toEqual([[9 * BEAT, "후렴"]]);
	expect(JSON.stringify(other.toJson())).toBe(JSON.stringify(song(60, { keys: [[0, 2, "major"]], markers: [[BEAT, "후렴"]] }).toJson()));
	doc.undo();
	expect(JSON.stringify(doc.toJson())).toBe(before);
});

it("takes what lies in seconds along with the notes", () => {
	// 60 beats a minute there, 120 here: what took a second takes half of one, from second 4 on.
	const doc = song(120, { curves: [f0("f0")] });
	const other = song(60, { curves: [f0("f0")], segments: [{ start: 1, end: 2, type: "words", text: "나" }] });
	doc.edit(addedOps(doc, other, 8 * BEAT), "paste");
	expect(doc.segments).toEqual([{ start: 4.5, end: 5, type: "words", text: "나" }]);
	const added = doc.curves.get("f0 2");
	expect([added?.start, added?.hop]).toEqual([4, 0.25]);
	expect([...(added?.values ?? [])]).toEqual([220, 221, Number.NaN, 223]);
	expect(doc.curves.get("f0")?.start).toBe(0);
});

it("places a curve over a change of tempo by points", () => {
	const doc = song(120, {
		tempos: [
			[0, 120],
			[BEAT, 60],
		],
	});
	doc.edit(addedOps(doc, song(60, { curves: [f0("f0")] }), 0), "paste");
	// Half a second at 60 is half a beat: at 0, 0.25 s, then 0.5 s at beat 1, and half a second for the next half beat.
	expect([...(doc.curves.get("f0")?.times ?? [])]).toEqual([0, 0.25, 0.5, 1]);
});

it("keeps controllers with their tracks", () => {
	const name = "sustain pedal (track 1)";
	const pedal: CurveJson = {
		name,
		target: "control",
		unit: "",
		time: "beats",
		points: [
			[0, 127],
			[2, 0],
		],
		style: { midi: { type: "control", number: 64, track: 0 } },
	};
	const doc = song(120, { curves: [pedal] });
	doc.edit(addedOps(doc, song(120, { curves: [pedal] }), 4 * BEAT), "paste");
	const moved = doc.curves.get("sustain pedal (track 3)");
	expect([...(moved?.times ?? [])]).toEqual([4, 6]);
	expect(moved?.style.midi).toEqual({ type: "control", number: 64, track: 2 });
});

it("refuses more tracks than a score holds", () => {
	const doc = song(120, { tracks: Array.from({ length: MAX_TRACKS - 1 }, (_, i) => track(`${i}`)) });
	expect(() => addedOps(doc, song(120), 0)).toThrow(/at most 256 tracks/);
});

it("adds labels and curves without a track that nothing lies on", () => {
	const doc = song(120);
	const other = ScoreDocument.fromJson({
		...new ScoreDocument().toJson(),
		segments: [{ start: 0, end: 0.5, type: "word", text: "가" }],
		curves: [f0("F0")],
	});
	doc.edit(addedOps(doc, other, 0), "paste");
	expect(doc.tracks.map(({ name }) => name)).toEqual(["one", "two"]);
	expect([doc.segments.length, [...doc.curves.keys()]]).toEqual([1, ["F0"]]);
});
