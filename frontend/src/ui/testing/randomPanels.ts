/** What is done beside the notes: tracks, marks of the ruler, settings. */
import { CHORD_NAMES } from "../../engine/interact/chords.ts";
import { TOOLS } from "../../engine/interact/editorContext.ts";
import type { HandSettings } from "../../engine/interact/handSettings.ts";
import { SCALE_NAMES } from "../../engine/interact/scale.ts";
import { MARK_KINDS, type Mark, type MarkKind } from "../../engine/score/ruling.ts";
import { TICKS_PER_BEAT as BEAT, type Tempo, type Track } from "../../engine/score/types.ts";
import { COLOR_MODES } from "../../engine/state/trackView.ts";
import { SNAP_SETTINGS } from "../../engine/view/snap.ts";
import type { RandomContext } from "./randomContext.ts";

export function track(on: RandomContext): void {
	const { rail } = on;
	const random = on.random;
	const track = random(rail.rows.length);
	const changes: Partial<Track>[] = [
		{ name: on.one(["합창", "Lead", ""]) },
		{ program: random(128) },
		{ channel: random(16) },
		{ is_drum: random(2) === 0 },
		{ color: on.one(["#123456", null]) },
		{ muted: random(2) === 0, solo: random(2) === 0 },
		{ volume: random(20) / 10 },
		{ pan: random(21) / 10 - 1 },
		{ locked: random(2) === 0 },
		{ hidden: random(3) === 0 },
	];
	const acts: [string, () => void][] = [
		["add", () => rail.rows.length < 7 && rail.add()],
		["remove", () => rail.remove(on.one(rail.rows))],
		["move", () => rail.move(track, random(rail.rows.length))],
		["change", () => rail.change(track, on.one(changes), "track")],
		["change", () => rail.change(track, on.one(changes), "track")],
		[
			"slider",
			() => {
				for (let step = 0; step < 4; step++) rail.change(track, { volume: random(100) / 100 }, "volume", true);
				if (random(2)) rail.endStroke();
			},
		],
		["take selected", () => rail.takeSelected(track)],
		["select notes", () => rail.selectNotes(track)],
		["activate", () => rail.activate(track)],
	];
	const [name, act] = on.one(acts);
	on.did = `track ${name}`;
	act();
}

export function mark(on: RandomContext): void {
	const { ruler, doc } = on;
	const random = on.random;
	const mark = on.one(ruler.marks);
	const tick = ruler.snapped(random(30 * BEAT), random(3) === 0);
	const acts: [string, () => void][] = [
		["put", () => putMark(on, on.one(MARK_KINDS), tick, null)],
		["put", () => putMark(on, on.one(MARK_KINDS), tick, null)],
		["replace", () => putMark(on, mark.kind, mark.tick, mark)],
		["move", () => ruler.move(mark, tick)],
		["remove", () => ruler.remove(mark)],
		["step", () => ruler.step(mark, random(9) - 4)],
		["tempo", () => ruler.changeTempo([[0, 40 + random(200)], ...doc.tempo.tempos.slice(1)] as Tempo[])],
		["loop", () => ruler.loopSection(tick)],
	];
	const [name, act] = on.one(acts);
	on.did = `mark ${name}`;
	if (random(3) === 0) ruler.keep = null;
	act();
	if (ruler.question) ruler.answer(on.one(["beats", "seconds", "seconds", null] as const));
}

function putMark(on: RandomContext, kind: MarkKind, tick: number, mark: Mark | null): void {
	const random = on.random;
	const rows: Record<MarkKind, Mark["row"]> = {
		tempo: [tick, 30 + random(200)],
		meter: [tick, 1 + random(12), on.one([2, 4, 8])],
		key: [tick, random(15) - 7, on.one(["major", "minor"])],
		marker: [tick, on.one(["A", "후렴", ""])],
	};
	on.ruler.open(kind, tick, mark);
	on.ruler.put(rows[kind]);
}

export function settings(on: RandomContext): void {
	on.did = "settings";
	const random = on.random;
	const { roll } = on;
	const hands: Partial<HandSettings> = on.one([
		{ magnetic: random(2) === 0 },
		{ scale: on.one(SCALE_NAMES), tonic: random(12) },
		{ scaleSnap: random(2) === 0 },
		{ chord: on.one(CHORD_NAMES) },
		{ strum_ticks: random(2) * random(900) },
		{ curvesFollow: random(2) === 0 },
		{ laneGuard: random(3) === 0 },
	]);
	const acts = [
		() => roll.setHands(hands),
		() => roll.setHands(hands),
		() => roll.setSnap(on.one(SNAP_SETTINGS)),
		() => roll.setTool(on.one(TOOLS)),
		() => roll.tracks.setColorMode(on.one(COLOR_MODES)),
		() => roll.tracks.setAllEditable(random(2) === 0),
		() =>
			roll.view.set({
				scrollTick: random(20 * BEAT),
				pxPerTick: (random(3) ? 20 + random(200) : 1 + random(12)) / BEAT,
				topPitch: 60 + random(60),
				row_px: 6 + random(20),
			}),
		() => roll.seek(random(24 * BEAT)),
		() => roll.setReadOnly(!roll.readOnly && random(3) === 0),
	];
	on.one(acts)();
}
