/** What the server's answer is as operations: one list, which is one step to undo and one delta. */
import { curveInFrames } from "../../score/curveFrames.ts";
import { curveToJson } from "../../score/curves.ts";
import type { TempoMap } from "../../score/tempo.ts";
import type { Curve, Op, PinJson } from "../../score/types.ts";
import { canHavePins, endOf, startOf } from "../../state/pitchView.ts";
import { pitchOfHz } from "../../view/pitch.ts";
import { type PitchAnswer, type Stretch, unpacked } from "./pitchServer.ts";

/** As the server takes it where nothing else is asked for. */
const USUAL_HOP_S = 256 / 22_050;
const made = new WeakMap<Curve, { tempo: TempoMap; even: Curve }>();

/** A curve that can have pins: itself, or its frames; the same ones as long as neither it nor the tempo changes. */
export function inFrames(curve: Curve, tempo: TempoMap): Curve {
	if (canHavePins(curve)) return curve;
	const known = made.get(curve);
	if (known?.tempo === tempo) return known.even;
	const even = curveInFrames(curve, tempo, USUAL_HOP_S);
	made.set(curve, { tempo, even });
	return even;
}

/** The frames of a curve in its place. */
export function framesOp(even: Curve): Op {
	return { op: "curve", name: even.name, curve: curveToJson(even) };
}

/** Hz in the unit of a curve. */
function inUnit(curve: Curve, hz: number): number | null {
	if (!(hz > 0)) return null;
	return /^(midi|semitones?|note)$/i.test(curve.unit) ? pitchOfHz(hz) : hz;
}

export function samePins(a: readonly PinJson[], b: readonly PinJson[]): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** The changes of a curve that is there, the first of which has the pins. */
export function rangeOps(curve: Curve, { changes, pins }: PitchAnswer): Op[] {
	const ops: Op[] = [];
	for (const { start, values } of changes) {
		const made = Array.from(unpacked(values), (hz) => inUnit(curve, hz));
		const former = curve.values.subarray(start, start + made.length);
		const differs = made.some((value, i) => (value === null ? !Number.isNaN(former[i]) : Math.fround(value) !== former[i]));
		if (differs) ops.push({ op: "curve_range", curve: curve.name, start, values: made });
	}
	if (samePins(pins, curve.pins ?? [])) return ops;
	if (ops.length === 0) ops.push({ op: "curve_range", curve: curve.name, start: 0, values: [] });
	ops[0] = { ...(ops[0] as Extract<Op, { op: "curve_range" }>), pins };
	return ops;
}

/** A whole path as a curve of its own, which begins where the sound does. */
export function newCurveOps(name: string, start_s: number, { frames, changes, pins }: PitchAnswer): Op[] {
	const values = new Float32Array(frames.n).fill(Number.NaN);
	for (const change of changes) values.set(unpacked(change.values), change.start);
	return [curveOp(name, start_s, frames.hop_s, values, { pins })];
}

export function freeName(curves: ReadonlyMap<string, unknown>): string {
	let name = "f0";
	for (let n = 2; curves.has(name); n++) name = `f0 ${n}`;
	return name;
}

/** Told from F0 by its thin line, and from each other by their colours. */
const BESIDE = { lineWidth: 1.2, opacity: 0.9 };
const BESIDE_COLORS = ["#1f9d8f", "#8a63d2", "#b97a00", "#2f86c9", "#7a7f8c"];

/** F0 of another engine, to lie beside, in a colour that no other curve has. */
export function besideOps(name: string, start_s: number, curves: ReadonlyMap<string, Curve>, { frames, values }: PitchAnswer): Op[] {
	if (!values) return [];
	const own = curves.get(name)?.style.color;
	const taken = new Set([...curves.values()].map(({ style }) => style.color));
	const color = own ?? BESIDE_COLORS.find((one) => !taken.has(one)) ?? BESIDE_COLORS[0];
	return [curveOp(name, start_s, frames.hop_s, unpacked(values), { style: { color, ...BESIDE } })];
}

function curveOp(name: string, start: number, hop: number, values: Float32Array, more: Partial<Curve>): Op {
	const curve: Curve = { name, target: "f0", unit: "Hz", time: "s", kind: "uniform", start, hop, times: null, values, style: {}, ...more };
	return { op: "curve", name, curve: curveToJson(curve) };
}

/** As the server says which pins a stretch is about. */
export function isAbout(pin: PinJson, { start_s, end_s }: Stretch): boolean {
	const middle_s = (startOf(pin) + endOf(pin)) / 2;
	return middle_s >= start_s && middle_s <= end_s;
}
