/** What the pitch tool shows of the recording beside the curve: candidates, doubtful places, and where pins lie on the screen. */
import { tickOfTime } from "../score/curveTime.ts";
import type { ScoreDocument } from "../score/document.ts";
import type { Curve, PinJson } from "../score/types.ts";
import { pitchOfHz } from "../view/pitch.ts";
import { pitchOfValue } from "../view/pitchCurve.ts";
import type { Viewport } from "../view/viewport.ts";

export interface PitchDoubt {
	start_s: number;
	end_s: number;
	doubt: number;
	/** Of the best other reading. */
	name: string;
}

export interface PitchView {
	/** Of a part of the recording; seconds of the score, Hz, 0-1. */
	candidates: { times_s: Float32Array; hz: Float32Array; probability: Float32Array } | null;
	/** Where no pin lies; in order of time; seconds from the curve's first value. */
	doubts: readonly PitchDoubt[];
	/** All of a recording, which are told once; null before they are known. */
	allDoubts: { of: string; doubts: readonly PitchDoubt[] } | null;
	/** The selected pin by its place in the list, -1 for none. */
	selected: number;
	/** The stretch that keys mean where no pin is selected. */
	span: { start_s: number; end_s: number } | null;
	/** What a pin of each kind is called, in the language of the page. */
	nameOf: (pin: PinJson) => string;
	/** Another number when the doubts are others. */
	version: number;
}

/** Where the curve would go: values from a sample on, NaN without a pitch. */
export interface PathPart {
	start: number;
	values: Float32Array;
}

/** A pin that is being drawn or moved, and what would follow from it as far as it is known. */
export type PinPreview =
	| { kind: "pinBox"; startTick: number; endTick: number; lowPitch: number; highPitch: number; path?: readonly PathPart[] }
	| { kind: "pinLine"; ticks: readonly number[]; pitches: readonly number[]; path?: readonly PathPart[] };

/** Where a pin lies: a box, or a flag at the foot of a stem; CSS pixels of the notes. */
export interface PinPlace {
	index: number;
	pin: PinJson;
	x0: number;
	x1: number;
	/** Of a box; a flag has its foot in `y1`. */
	y0: number;
	y1: number;
	isBox: boolean;
}

export const STEM_PX = 22;
export const FLAG_PX = 12;

const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
export const startOf = (pin: PinJson): number => number(pin.start);
export const endOf = (pin: PinJson): number => number(pin.end);

/** The points of a line as [seconds, Hz]. */
export function pointsOf(pin: PinJson): [number, number][] {
	return Array.isArray(pin.points) ? (pin.points as [number, number][]) : [];
}

/** Pins in sight. The one frame that a touch makes voiced is shown by its box. */
export function pinPlaces(doc: ScoreDocument, view: Viewport, curve: Curve): PinPlace[] {
	const pins = curve.pins ?? [];
	const xOf = (time_s: number): number => view.xOf(tickOfTime(curve, doc.tempo, curve.start + time_s));
	const found: PinPlace[] = [];
	pins.forEach((pin, index) => {
		const [x0, x1] = [xOf(startOf(pin)), xOf(endOf(pin))];
		if (!(x1 >= -FLAG_PX && x0 <= view.width_px) || isCompanion(pins, pin)) return;
		if (pin.kind === "box") {
			const [y0, y1] = [pin.high, pin.low].map((hz) => view.centreOf(pitchOfHz(number(hz)))) as [number, number];
			found.push({ index, pin, x0, x1, y0, y1, isBox: true });
		} else {
			const y1 = view.centreOf(footOf(curve, pin, view));
			found.push({ index, pin, x0, x1, y0: y1 - STEM_PX, y1, isBox: false });
		}
	});
	return found;
}

function isCompanion(pins: readonly PinJson[], pin: PinJson): boolean {
	if (pin.kind !== "voiced" || pin.start !== pin.end) return false;
	return pins.some((other) => other.kind === "box" && startOf(other) <= startOf(pin) && startOf(pin) <= endOf(other));
}

/** The pitch at the beginning of a pin, of the curve before it where it says that there is none. */
function footOf(curve: Curve, pin: PinJson, view: Viewport): number {
	const line = pointsOf(pin)[0];
	if (line) return pitchOfHz(line[1]);
	const first = Math.max(0, Math.round(startOf(pin) / curve.hop));
	const last = Math.min(curve.values.length - 1, Math.round(endOf(pin) / curve.hop));
	for (let i = first; i <= last; i++) if (curve.values[i] > 0) return pitchOfValue(curve, curve.values[i]);
	for (let i = Math.min(first, curve.values.length) - 1; i >= 0; i--) if (curve.values[i] > 0) return pitchOfValue(curve, curve.values[i]);
	return view.topPitch - view.height_px / view.row_px / 2;
}

/** A curve whose pitches can be decoded again: evenly spaced in seconds. */
export function canHavePins(curve: Curve): boolean {
	return curve.kind === "uniform" && curve.time === "s";
}
