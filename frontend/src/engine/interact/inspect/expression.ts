/** What is typed into a field of the inspector: a value, or a change such as `+12`, `*0.5` or `50%`. */
import { beatTicks, type TempoMap } from "../../score/tempo.ts";
import { TICKS_PER_BEAT } from "../../score/types.ts";
import { pitchOfHz } from "../../view/pitch.ts";

export type NumberField = "pitch" | "cents" | "start" | "length" | "velocity" | "track";

/** In the unit of the field: semitones, cents, ticks, steps of velocity. Tracks count from 1 on the screen and from 0 here. */
export type Change = { kind: "set"; value: number } | { kind: "add"; value: number } | { kind: "scale"; factor: number };

/** Null: this is nothing that the field understands. */
export function parseChange(field: NumberField, text: string, tempo: TempoMap, at_ticks = 0): Change | null {
	const typed = plain(text);
	if (typed === "") return null;
	const relative = /^(\+=|-=|\+|-|\*|\/)(.+)$/.exec(typed);
	const percent = /^(\d*\.?\d+)%$/.exec(typed);
	if (percent && field !== "pitch" && field !== "track" && field !== "cents") return scaled(Number(percent[1]) / 100);
	// Cents may lie below 0: there a sign alone belongs to the value.
	if (relative && !(field === "cents" && /^[+-]$/.test(relative[1] as string))) {
		const [, sign, operand] = relative as unknown as [string, string, string];
		if (sign === "*" || sign === "/") {
			const factor = numberIn(operand);
			if (field === "pitch" || field === "track" || field === "cents" || factor === null) return null;
			return scaled(sign === "*" ? factor : 1 / factor);
		}
		const amount = amountIn(field, operand, tempo, at_ticks);
		if (amount === null) return null;
		return { kind: "add", value: sign.startsWith("-") && amount !== 0 ? -amount : amount };
	}
	const value = valueIn(field, typed, tempo, at_ticks);
	return value === null ? null : { kind: "set", value };
}

/** Signs that people type or paste instead of the plain ones. */
function plain(text: string): string {
	return text
		.normalize("NFKC")
		.replace(/\s+/g, "")
		.replace(/[−–]/g, "-")
		.replace(/×/g, "*")
		.replace(/÷/g, "/")
		.replace(/♯/g, "#")
		.replace(/♭/g, "b")
		.replace(/,/g, ".");
}

function scaled(factor: number): Change | null {
	return factor > 0 && Number.isFinite(factor) ? { kind: "scale", factor } : null;
}

function numberIn(text: string): number | null {
	if (!/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text)) return null;
	return Number(text);
}

/** How much to add; for times in beats, seconds (`0.5s`, `120ms`) or note values (`1/8`). */
function amountIn(field: NumberField, text: string, tempo: TempoMap, at_ticks: number): number | null {
	if (field === "start" || field === "length") return spanIn(text, tempo, at_ticks);
	const number = numberIn(text);
	return number !== null && (field === "cents" || Number.isInteger(number)) ? number : null;
}

function valueIn(field: NumberField, text: string, tempo: TempoMap, at_ticks: number): number | null {
	if (field === "pitch") return pitchIn(text);
	if (field === "start") return positionIn(text, tempo);
	if (field === "length") return spanIn(text, tempo, at_ticks);
	const number = numberIn(text);
	if (number === null) return null;
	if (field === "track") return Number.isInteger(number) ? number - 1 : null;
	return field === "cents" ? number : Math.round(number);
}

const STEPS: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** `C#4`, `Db4`, a MIDI number, or a frequency such as `440Hz`. */
export function pitchIn(text: string): number | null {
	const named = /^([A-Ga-g])(##|#|bb|b)?(-?\d+)$/.exec(text);
	if (named) {
		const [, letter, sign, octave] = named as unknown as [string, string, string | undefined, string];
		const shift = (sign?.startsWith("#") ? 1 : -1) * (sign?.length ?? 0);
		return (STEPS[letter.toUpperCase()] as number) + shift + 12 * (Number(octave) + 1);
	}
	const heard = /^(.+)Hz$/i.exec(text);
	const number = numberIn(heard ? (heard[1] as string) : text);
	if (number === null) return null;
	if (heard) return number > 0 ? Math.round(pitchOfHz(number)) : null;
	return Number.isInteger(number) ? number : null;
}

/** Ticks of a length in beats (`0.5`), seconds (`0.5s`, `120ms`), or as a part of a whole note (`1/8`). */
function spanIn(text: string, tempo: TempoMap, at_ticks: number): number | null {
	const part = /^(\d+)\/(\d+)$/.exec(text);
	if (part) {
		const [above, below] = [Number(part[1]), Number(part[2])];
		return below > 0 ? Math.round((4 * TICKS_PER_BEAT * above) / below) : null;
	}
	const heard = /^(.+?)(ms|s)$/.exec(text);
	const number = numberIn(heard ? (heard[1] as string) : text);
	if (number === null) return null;
	if (!heard) return Math.round(number * TICKS_PER_BEAT);
	const seconds = heard[2] === "ms" ? number / 1000 : number;
	return Math.round(tempo.ticksAt(tempo.secondsAt(at_ticks) + seconds) - at_ticks);
}

/** Ticks of `3.1.00` (bar, beat, hundredth of a beat), `3.1`, `3`, `0:12.5` or `12.5s`. */
export function positionIn(text: string, tempo: TempoMap): number | null {
	const clock = /^(?:(\d+):)?(\d+(?:\.\d*)?)(s?)$/.exec(text);
	if (clock && (clock[1] !== undefined || clock[3] === "s")) {
		return Math.round(tempo.ticksAt(Number(clock[1] ?? 0) * 60 + Number(clock[2])));
	}
	const bars = /^(\d+)(?:\.(\d+)(?:\.(\d{1,2}))?)?$/.exec(text);
	if (!bars) return null;
	const bar = Number(bars[1]);
	const beat = Number(bars[2] ?? 1);
	if (bar < 1 || beat < 1) return null;
	const start = tempo.barStart(bar);
	const step = beatTicks(tempo.signatureAt(start));
	// One digit is tenths, as a decimal is read: 3.1.5 is the middle of the beat.
	const hundredths = Number((bars[3] ?? "0").padEnd(2, "0"));
	return Math.round(start + (beat - 1) * step + (hundredths * step) / 100);
}

/** `3.1.00`. */
export function positionText(tick: number, tempo: TempoMap): string {
	const at = tempo.barAt(tick);
	const step = beatTicks(tempo.signatureAt(tick));
	const hundredths = Math.floor((at.tick * 100) / step);
	return `${at.bar}.${at.beat}.${String(hundredths).padStart(2, "0")}`;
}

/** Beats with three digits at most. */
export function beatsText(ticks: number): string {
	return String(Math.round((ticks * 1000) / TICKS_PER_BEAT) / 1000);
}
