/**
 * What is said of the note cursor: first what is new, then where. Bars are named when they change, lengths as note values
 * where they are one; of an edit only the new value.
 */
import type { CursorPlace, CursorReport } from "../../engine/interact/cursor/reports";
import { TICKS_PER_BEAT } from "../../engine/score/types";
import { pitchName } from "../../engine/view/pitch";
import type { Say } from "../readoutText";

/** How much is said of a place. */
export const WORDS = ["little", "usual", "all"] as const;
export type Words = (typeof WORDS)[number];

export interface Speaker {
	say: Say;
	words: Words;
	drumName: (pitch: number) => string;
	trackName: (track: number) => string;
}

type Part = string | false | null;
const sentence = (...parts: Part[]): string => parts.filter(Boolean).join(", ");

/** `E4`, `F sharp 4`, a drum by its name. */
export function pitchText(pitch: number, drums: boolean, { say, drumName }: Speaker): string {
	if (drums) return drumName(pitch);
	const name = pitchName(pitch);
	const sharp = /^([A-G])#(.+)$/.exec(name);
	return sharp ? say("cursor.sharp", { letter: sharp[1], octave: sharp[2] }) : name;
}

const PARTS = [1, 2, 4, 8, 16, 32, 64] as const;
const WHOLE_TICKS = 4 * TICKS_PER_BEAT;

/** A note value where the length is one, plain, dotted or of a triplet; else quarters and hundredths of one. */
export function lengthText(ticks: number, say: Say): string {
	for (const part of PARTS) {
		const plain = WHOLE_TICKS / part;
		const name = (): string => say(`cursor.length.${part}`);
		if (ticks === plain) return name();
		if (ticks === plain * 1.5) return say("cursor.dotted", { length: name() });
		if (ticks === Math.round((plain * 2) / 3)) return say("cursor.triplet", { length: name() });
	}
	const percent = Math.round((ticks * 100) / TICKS_PER_BEAT);
	const count = Math.floor(percent / 100);
	if (count === 0) return say("cursor.percent", { percent });
	if (count === 1) return say("cursor.quarterPercent", { percent: percent - 100 });
	return percent % 100 === 0 ? say("cursor.quarters", { count }) : say("cursor.quartersPercent", { count, percent: percent % 100 });
}

/** `bar 3 beat 2.5`; only the beat where the bar is known. */
export function positionText({ bar, beat }: CursorPlace, say: Say, knownBar: number | null = null): string {
	const shown = String(Math.floor(beat * 100 + 1e-6) / 100);
	return bar === knownBar ? say("cursor.beat", { beat: shown }) : say("cursor.bar", { bar, beat: shown });
}

/** A place that the cursor has come to; `from` is where it was, null when it was nowhere. */
export function placeText(place: CursorPlace, from: CursorPlace | null, by: "time" | "pitch", speaker: Speaker): string {
	const { say, words } = speaker;
	const isNote = place.slot >= 0;
	const isAll = words === "all";
	// Along one moment in time the time is known.
	const where = by === "time" || isAll ? positionText(place, say, isAll ? null : (from?.bar ?? null)) : "";
	const name = pitchText(place.pitch, place.drums, speaker);
	if (!isNote) return by === "pitch" ? sentence(name, where) : sentence(say("cursor.rest"), where);
	return sentence(
		name,
		place.held && say("cursor.held"),
		(!place.held || isAll) && place.lyric,
		(!place.held || isAll) && words !== "little" && lengthText(place.duration_ticks, say),
		where,
		words !== "little" && !place.held && chordText(place, say),
		place.selected && say("cursor.isSelected"),
		isAll && say("cursor.velocity", { velocity: place.velocity }),
		isAll && trackText(place.track, speaker),
	);
}

function chordText({ chord }: CursorPlace, say: Say): Part {
	return chord && say("cursor.chord", chord);
}

function trackText(track: number, { say, trackName }: Speaker): string {
	return say("cursor.track", { number: track + 1, name: trackName(track) }).trim();
}

function countText(count: number, say: Say): string {
	return say("cursor.notes", { count });
}

/** The sentence of anything but a move. */
export function newsText(report: Exclude<CursorReport, { kind: "moved" }>, speaker: Speaker): string {
	const { say } = speaker;
	const value = (text: string | null, count: number): string =>
		text === null ? say("cursor.changed", { count }) : sentence(text, count > 1 && countText(count, say));
	switch (report.kind) {
		case "edge":
			return say(`cursor.${report.edge}`);
		case "written": {
			const { pitch, drums, duration_ticks } = report.place;
			return sentence(pitchText(pitch, drums, speaker), lengthText(duration_ticks, say), say("cursor.written"));
		}
		case "deleted":
			return report.count === 1 ? say("cursor.deleted") : say("cursor.deletedMany", { count: report.count });
		case "length":
			return value(report.duration_ticks === null ? null : lengthText(report.duration_ticks, say), report.count);
		case "velocity":
			return value(report.velocity === null ? null : say("cursor.velocity", { velocity: report.velocity }), report.count);
		case "carried": {
			const { place, from, by, count } = report;
			return value(by === "pitch" ? pitchText(place.pitch, place.drums, speaker) : positionText(place, say, from.bar), count);
		}
		case "selected":
			return say(report.on ? "cursor.selected" : "cursor.unselected", { count: report.count });
		case "grid":
			return say("cursor.grid", { length: lengthText(report.step_ticks, say) });
		case "writes":
			return say("cursor.writes", { length: lengthText(report.duration_ticks, say) });
		case "track":
			return sentence(
				say("cursor.track", { number: report.number, name: report.name }).trim(),
				countText(report.notes, say),
				report.muted && say("cursor.muted"),
				report.bar && say(`cursor.${report.bar}`),
			);
		case "place":
			return everythingText(report, speaker);
		case "score":
			return sentence(
				report.notes === 0 ? say("cursor.nothing") : countText(report.notes, say),
				report.selected > 0 && say("cursor.manySelected", { count: report.selected }),
				say("cursor.bars", { count: report.bars }),
				say("cursor.tempo", { bpm: Math.round(report.bpm * 100) / 100 }),
				say("cursor.meter", { numerator: report.meter[0], denominator: report.meter[1] }),
				say("cursor.grid", { length: lengthText(report.step_ticks, say) }),
				say("cursor.writes", { length: lengthText(report.writes_ticks, say) }),
			);
	}
}

function everythingText({ place, phoneme, start_s, end_s }: Extract<CursorReport, { kind: "place" }>, speaker: Speaker): string {
	const { say } = speaker;
	const all: Speaker = { ...speaker, words: "all" };
	if (place.slot < 0) return sentence(pitchText(place.pitch, place.drums, speaker), placeText(place, null, "time", all));
	return sentence(
		placeText(place, null, "time", all),
		phoneme !== "" && say("cursor.phoneme", { text: phoneme }),
		say("cursor.time", { start: start_s.toFixed(2), end: end_s.toFixed(2) }),
	);
}
