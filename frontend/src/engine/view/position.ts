/** A place in the score as people write it: bars and beats, minutes and seconds, samples. */
import type { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT } from "../score/types.ts";
import { beatTicksOf } from "./grid.ts";

export const TIME_UNITS = ["bars", "seconds", "samples"] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** What a position is counted with. */
export interface Clock {
	tempo: TempoMap;
	sampleRate_hz: number;
	ppqn: number;
}

/** The clock of a document; without a sample rate or a resolution of its own it has the usual ones. */
export function clockOf({ tempo, head }: { tempo: TempoMap; head: { sample_rate?: number | null; ppqn?: number | null } }): Clock {
	return { tempo, sampleRate_hz: head.sample_rate ?? 44100, ppqn: head.ppqn ?? 480 };
}

export function positionText(tick: number, unit: TimeUnit, clock: Clock): string {
	if (unit === "bars") return barsText(tick, clock.tempo);
	const seconds = clock.tempo.secondsAt(tick);
	return unit === "seconds" ? clockText(seconds) : `${Math.round(seconds * clock.sampleRate_hz)}`;
}

/** Bar, beat and hundredths of the beat. */
export function barsText(tick: number, tempo: TempoMap): string {
	const at = tempo.barAt(tick);
	const hundredths = Math.floor((at.tick * 100) / beatTicksOf(tempo.signatureAt(tick)[2]) + 1e-9);
	return `${at.bar}.${at.beat}.${String(hundredths).padStart(2, "0")}`;
}

/** Minutes, seconds and tenths, rounded down. */
export function clockText(seconds: number): string {
	const tenths = Math.floor(Math.max(0, seconds) * 10 + 1e-6);
	return `${Math.floor(tenths / 600)}:${((tenths % 600) / 10).toFixed(1).padStart(4, "0")}`;
}

/**
 * The tick that a text names; null when it names none.
 *
 * `5`, `5.1`, `5.1.50`: bar, beat, hundredths of the beat; three or more digits are ticks at the score's own resolution
 * (`5.1.240`: half a beat at 480 a beat). `0:12.5`, `1:02:03`, `12.5 s`: time. `48000 smp`: samples. A bare number is
 * read in `unit`, with which the field shows it.
 */
export function parsePosition(text: string, unit: TimeUnit, clock: Clock): number | null {
	const said = text.trim().toLowerCase().replaceAll(",", ".").replace(/\s+/g, " ");
	const samples = /^(\d+) ?(?:smp|samples?|샘플)$/.exec(said);
	if (samples) return tickOfSeconds(Number(samples[1]) / clock.sampleRate_hz, clock);
	const time = /^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?) ?(s|sec|seconds?|초)?$/.exec(said);
	if (time && (time[2] !== undefined || time[4] !== undefined || unit === "seconds")) {
		return tickOfSeconds(Number(time[1] ?? 0) * 3600 + Number(time[2] ?? 0) * 60 + Number(time[3]), clock);
	}
	if (unit === "samples" && /^\d+$/.test(said)) return tickOfSeconds(Number(said) / clock.sampleRate_hz, clock);
	return tickOfBars(said, clock);
}

function tickOfBars(said: string, { tempo, ppqn }: Clock): number | null {
	const parts = /^(\d+)(?:\.(\d+)(?:\.(\d+))?)?$/.exec(said);
	if (!parts) return null;
	const [bar, beat, rest] = [Number(parts[1]), Number(parts[2] ?? 1), parts[3] ?? "0"];
	if (bar < 1 || beat < 1) return null;
	const start = tempo.barStart(bar);
	const [, numerator, denominator] = tempo.signatureAt(start);
	const beat_ticks = beatTicksOf(denominator);
	const rest_ticks = rest.length > 2 ? (Number(rest) * TICKS_PER_BEAT) / ppqn : (Number(rest.padEnd(2, "0")) * beat_ticks) / 100;
	if (beat > numerator || rest_ticks >= beat_ticks) return null;
	return withinScore(start + (beat - 1) * beat_ticks + rest_ticks);
}

function tickOfSeconds(seconds: number, { tempo }: Clock): number | null {
	return withinScore(tempo.ticksAt(seconds));
}

function withinScore(tick: number): number | null {
	const whole = Math.round(tick);
	return whole >= 0 && whole <= 2 ** 31 - 1 ? whole : null;
}
