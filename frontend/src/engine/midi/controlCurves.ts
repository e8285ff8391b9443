/** Controllers of a take as curves of the score, in the form that MIDI files have there (`docs/formats.md`). */
import { type Curve, type CurveJson, type Op, TICKS_PER_BEAT } from "../score/types.ts";
import type { ControlLane } from "./sink.ts";
import type { TakenLane } from "./take.ts";

/** What files call the controllers, too: both meet in one curve. */
const NAMES: Readonly<Record<number, string>> = {
	1: "modulation",
	2: "breath",
	4: "foot pedal",
	5: "portamento time",
	7: "volume",
	8: "balance",
	10: "pan",
	11: "expression",
	64: "sustain pedal",
	65: "portamento",
	66: "sostenuto pedal",
	67: "soft pedal",
	68: "legato",
	71: "resonance",
	72: "release time",
	73: "attack time",
	74: "brightness",
	84: "portamento control",
	91: "reverb",
	92: "tremolo",
	93: "chorus",
	94: "detune",
	95: "phaser",
};

type Point = [beats: number, value: number | null];

/** What a pass says of its controllers in the place of what the track's curves said there. */
export function controlOps(curves: ReadonlyMap<string, Curve>, track: number, lanes: readonly TakenLane[], toTick: number): Op[] {
	return lanes.map(({ lane, points }): Op => {
		const found = [...curves.values()].find((curve) => isOf(curve, lane, track));
		const name = found?.name ?? freeName(curves, `${titleOf(lane)} (track ${track + 1})`);
		const style = found ? { ...found.style } : styleOf(lane, track);
		const curve = { name, target: found?.target ?? lane.type, unit: found?.unit ?? "", time: "beats", style } as const;
		const said: CurveJson = { ...curve, points: merged(found, points, toTick) };
		return { op: "curve", name, curve: said };
	});
}

/** Controllers that a hand may begin to draw, with what holds before anybody says anything. */
export const DRAWN_LANES: readonly (ControlLane & { usual: number })[] = [
	{ type: "control", number: 64, usual: 0 },
	{ type: "pitch_bend", usual: 0 },
	{ type: "control", number: 11, usual: 127 },
	{ type: "control", number: 1, usual: 0 },
	{ type: "control", number: 7, usual: 100 },
	{ type: "control", number: 67, usual: 0 },
	{ type: "control", number: 66, usual: 0 },
	{ type: "pressure", usual: 0 },
];

/** A lane of a track to draw in, with nothing but its usual value; null where the track has it. */
export function newLaneOp(curves: ReadonlyMap<string, Curve>, track: number, { usual, ...lane }: (typeof DRAWN_LANES)[number]): Op | null {
	if ([...curves.values()].some((curve) => isOf(curve, lane, track))) return null;
	const name = freeName(curves, `${titleOf(lane)} (track ${track + 1})`);
	const style = { ...styleOf(lane, track), visible: true };
	return { op: "curve", name, curve: { name, target: lane.type, unit: "", time: "beats", style, points: [[0, usual]] } };
}

function isOf(curve: Curve, lane: ControlLane, track: number): boolean {
	const said = curve.style.midi as { type?: unknown; number?: unknown; track?: unknown } | undefined;
	if (typeof said !== "object" || said === null) return false;
	const same = said.type === lane.type && (said.number ?? null) === (lane.number ?? null) && said.track === track;
	return same && curve.time === "beats" && curve.times !== null;
}

/** Before and after the pass the curve is what it was. */
function merged(former: Curve | undefined, points: TakenLane["points"], toTick: number): Point[] {
	const said = points.map(([tick, value]): Point => [tick / TICKS_PER_BEAT, value]);
	if (!former?.times) return said;
	const from = said[0][0];
	const to = Math.max(toTick / TICKS_PER_BEAT, said[said.length - 1][0]);
	const before: Point[] = [];
	const after: Point[] = [];
	let held: number | null = null;
	for (let i = 0; i < former.values.length; i++) {
		const at = former.times[i];
		const value = Number.isNaN(former.values[i]) ? null : former.values[i];
		if (at <= to) held = value;
		if (at < from) before.push([at, value]);
		else if (at > to) after.push([at, value]);
	}
	const last = said[said.length - 1];
	if (held !== null && held !== last[1]) {
		if (to > last[0]) said.push([to, held]);
		else last[1] = held;
	}
	return [...before, ...said, ...after];
}

function styleOf(lane: ControlLane, track: number): CurveJson["style"] {
	const [yMin, yMax] = lane.type === "pitch_bend" ? [-8192, 8191] : [0, 127];
	const midi = { type: lane.type, ...(lane.number !== undefined && { number: lane.number }), track };
	return { visible: false, yMin, yMax, midi };
}

function titleOf(lane: ControlLane): string {
	if (lane.type === "control") return NAMES[lane.number ?? 0] ?? `controller ${lane.number}`;
	return lane.type === "key_pressure" ? `key pressure ${lane.number}` : lane.type.replace("_", " ");
}

function freeName(curves: ReadonlyMap<string, Curve>, base: string): string {
	let name = base;
	for (let number = 2; curves.has(name); number++) name = `${base} ${number}`;
	return name;
}
