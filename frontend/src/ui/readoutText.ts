/** The numbers of a hand in words, two lines at most. What is typed here as a word comes from the page's language. */
import type { Readout } from "../engine/interact/readout";
import { beatTicks, type TempoMap } from "../engine/score/tempo";
import { TICKS_PER_BEAT } from "../engine/score/types";
import { pitchName, pitchOfHz } from "../engine/view/pitch";
import type { MessageKey } from "./i18n/en";

export type Say = (key: MessageKey, values?: Record<string, string | number>) => string;

const MINUS = "−";

/** With U+2212 as its minus. */
export function number(value: number, digits = 0): string {
	const text = Math.abs(value).toFixed(digits);
	return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** With its sign, also where it is positive. */
export function signed(value: number, digits = 0): string {
	const text = number(value, digits);
	return value > 0 && !text.startsWith(MINUS) && Number(text) !== 0 ? `+${text}` : text;
}

/** Bar, beat, hundredth of a beat. */
export function position(tempo: TempoMap, tick: number): string {
	const { bar, beat, tick: rest } = tempo.barAt(Math.max(0, Math.round(tick)));
	const hundredths = Math.floor((rest * 100) / beatTicks(tempo.signatureAt(Math.max(0, tick))));
	return `${bar}.${beat}.${String(hundredths).padStart(2, "0")}`;
}

/** A sounding pitch: the nearest note, and how far it is from it where it is at all. */
export function soundingName(pitch: number, say: Say): string {
	const nearest = Math.round(pitch);
	const cents = Math.round((pitch - nearest) * 100);
	const name = noteName(nearest);
	return cents === 0 ? name : `${name} ${say("hands.cents", { count: signed(cents) })}`;
}

function noteName(pitch: number): string {
	return pitchName(pitch).replace("#", "♯");
}

const FRACTIONS = new Map(
	[1, 2, 4, 8, 16, 32].flatMap((part): [number, string][] => [
		[Math.round((4 * TICKS_PER_BEAT) / part), `1/${part}`],
		[Math.round((6 * TICKS_PER_BEAT) / part), `1/${part}.`],
		[Math.round((8 * TICKS_PER_BEAT) / part / 3), `1/${part}T`],
	]),
);

function beats(ticks: number, say: Say, sign = false): string {
	const count = ticks / TICKS_PER_BEAT;
	const digits = Number.isInteger(count) ? 0 : 2;
	return say("hands.beats", { count: (sign ? signed : number)(count, digits) });
}

function seconds(tempo: TempoMap, startTick: number, endTick: number, say: Say): string {
	return say("hands.seconds", { count: number(tempo.secondsAt(endTick) - tempo.secondsAt(startTick), 2) });
}

function notes(count: number, say: Say): string {
	return say("hands.notes", { count });
}

function semitones(count: number, say: Say): string {
	return say("hands.semitones", { count: signed(count) });
}

const join = (parts: readonly (string | false)[]): string => parts.filter(Boolean).join(" · ");

/** First the thing, then what changes about it. */
export function readoutLines(readout: Readout, tempo: TempoMap, say: Say): string[] {
	switch (readout.kind) {
		case "note": {
			const { pitch, tick, duration_ticks, rows, ticks, velocity, lyric, count, overlaps = false } = readout;
			const end = tick + duration_ticks;
			return [
				join([lyric, noteName(pitch), position(tempo, tick)]),
				join([
					beats(duration_ticks, say),
					seconds(tempo, tick, end, say),
					rows !== 0 && semitones(rows, say),
					ticks !== 0 && beats(ticks, say, true),
					rows === 0 && ticks === 0 && say("hands.velocity", { count: velocity }),
					count > 1 && notes(count, say),
					overlaps && say("hands.overlaps"),
				]),
			];
		}
		case "newNote": {
			const { pitch, tick, duration_ticks, count } = readout;
			const length = FRACTIONS.get(duration_ticks) ?? beats(duration_ticks, say);
			const sounds = seconds(tempo, tick, tick + duration_ticks, say);
			return [join([noteName(pitch), position(tempo, tick), length, sounds]), count > 1 ? notes(count, say) : ""];
		}
		case "length": {
			const { tick, duration_ticks, delta_ticks } = readout;
			const change = delta_ticks === 0 ? "" : ` (${signed(delta_ticks / TICKS_PER_BEAT, 2)})`;
			return [join([beats(duration_ticks, say), seconds(tempo, tick, tick + duration_ticks, say) + change])];
		}
		case "stretch": {
			const { tick, duration_ticks, factor } = readout;
			return [
				`${number(factor * 100, Number.isInteger(factor * 100) ? 0 : 1)} %`,
				join([beats(duration_ticks, say), seconds(tempo, tick, tick + duration_ticks, say)]),
			];
		}
		case "slide":
			return [say("hands.slid", { beats: beats(readout.ticks, say, true) }), notes(readout.count, say)];
		case "velocity":
			return [number(readout.velocity) + (readout.delta === 0 ? "" : ` (${signed(readout.delta)})`)];
		case "pitch": {
			const { hz, tick } = readout;
			if (!(hz > 0)) return [say("hands.undefined"), position(tempo, tick)];
			return [join([`${number(hz, 1)} Hz`, soundingName(pitchOfHz(hz), say)]), position(tempo, tick)];
		}
		case "value": {
			const { name, unit, value, tick } = readout;
			const shown = Number.isNaN(value) ? say("hands.undefined") : `${number(value, Math.abs(value) < 10 ? 2 : 1)} ${unit}`.trim();
			return [shown, join([name, position(tempo, tick)])];
		}
		case "vibrato": {
			const { depth_cents, rate_hz, onset_s, fade_in_s = 0, fade_out_s = 0 } = readout;
			const first = join([say("hands.cents", { count: number(depth_cents) }), `${number(rate_hz, 1)} Hz`]);
			if (onset_s === undefined) return [first];
			const [onset, fadeIn, fadeOut] = [onset_s, fade_in_s, fade_out_s].map((time) => number(time, 2)) as [string, string, string];
			return [first, say("hands.wave", { onset, fadeIn, fadeOut })];
		}
		case "raised":
			if ("cents" in readout) return [say("hands.cents", { count: signed(readout.cents) })];
			return [`${signed(readout.value, 2)} ${readout.unit}`.trim()];
		case "range": {
			const { startTick, endTick } = readout;
			const bars = (endTick - startTick) / barLength(tempo, startTick);
			const count = number(bars, Number.isInteger(bars) ? 0 : 2);
			return [
				`${place(tempo, startTick)}–${place(tempo, endTick)}`,
				join([say("hands.bars", { count }), seconds(tempo, startTick, endTick, say)]),
			];
		}
		case "box": {
			const { startTick, endTick, low, high, count } = readout;
			return [`${noteName(low)}–${noteName(high)}`, join([seconds(tempo, startTick, endTick, say), count >= 0 && notes(count, say)])];
		}
		case "position": {
			const { tick, pitch } = readout;
			const at = say("hands.seconds", { count: number(tempo.secondsAt(Math.max(0, tick)), 2) });
			return [join([pitch !== null && noteName(pitch), position(tempo, tick), at])];
		}
		case "cut": {
			const at = position(tempo, readout.tick);
			const { count } = readout;
			return [count === 0 ? say("hands.cutNone", { position: at }) : say("hands.cut", { notes: notes(count, say), position: at })];
		}
		case "count":
			return [say(readout.of === "erase" ? "hands.erased" : "hands.joined", { notes: notes(readout.count, say) })];
		case "text":
			return [...readout.lines];
	}
}

/** `2.1`, or `2.1.50` off the beat. */
function place(tempo: TempoMap, tick: number): string {
	return position(tempo, tick).replace(/\.00$/, "");
}

function barLength(tempo: TempoMap, tick: number): number {
	const { bar } = tempo.barAt(tick);
	return tempo.barStart(bar + 1) - tempo.barStart(bar);
}
