/** Notes to other pitches. */
import { OpError } from "../errors.ts";
import type { Op } from "../types.ts";
import { choiceOf, numberIn, pitchClass, shown, wholeIn } from "./arguments.ts";
import { wholeOps } from "./changes.ts";
import type { Editable } from "./editable.ts";
import { type ScaleName, scaleDegrees, stepped } from "./scales.ts";

export const BEYOND = ["refuse", "keep", "fold"] as const;
export type Beyond = (typeof BEYOND)[number];

export interface TransposeOptions {
	semitones?: number | null;
	/** Steps of `scale`, in place of semitones. */
	steps?: number | null;
	scale?: ScaleName | readonly number[];
	tonic?: string | number;
	/** For notes that would leave 0-127: refuse the whole, keep those where they are, or fold them back by octaves. */
	beyond?: Beyond;
}

export function transpose(doc: Editable, slots: Int32Array, options: TransposeOptions = {}): Op[] {
	const beyond = choiceOf("beyond", options.beyond ?? "refuse", BEYOND);
	const { semitones = null, steps = null } = options;
	if ((semitones === null) === (steps === null)) {
		throw new OpError("semitones: give semitones or steps, one of the two", "semitones");
	}
	if (semitones !== null) {
		const by = wholeIn("semitones", semitones, -127, 127);
		return pitchOps(
			doc,
			slots,
			Int32Array.from({ length: 128 }, (_, pitch) => pitch + by),
			beyond,
		);
	}
	const degrees = scaleDegrees(options.scale ?? "major");
	const tonic = pitchClass(options.tonic ?? "C");
	return pitchOps(doc, slots, stepped(degrees, tonic, wholeIn("steps", steps, -127, 127)), beyond);
}

export interface InvertOptions {
	/** Pitch that stays where it is, or the middle between two; null: the middle of the notes. */
	axis_pitch?: number | null;
	beyond?: Beyond;
}

/** What went up goes down by as much. */
export function invert(doc: Editable, slots: Int32Array, options: InvertOptions = {}): Op[] {
	const beyond = choiceOf("beyond", options.beyond ?? "refuse", BEYOND);
	const { axis_pitch = null } = options;
	let twice = 0;
	if (axis_pitch !== null) {
		twice = numberIn("axis_pitch", axis_pitch, 0, 127) * 2;
		if (!Number.isInteger(twice)) {
			throw new OpError(`axis_pitch must be a pitch or the middle between two, not ${shown(axis_pitch)}`, "axis_pitch");
		}
	} else {
		let lowest = 127;
		let highest = 0;
		for (const slot of slots) {
			const pitch = doc.store.pitch[slot];
			if (pitch < lowest) lowest = pitch;
			if (pitch > highest) highest = pitch;
		}
		twice = lowest + highest;
	}
	return pitchOps(
		doc,
		slots,
		Int32Array.from({ length: 128 }, (_, pitch) => twice - pitch),
		beyond,
	);
}

function pitchOps(doc: Editable, slots: Int32Array, table: Int32Array, beyond: Beyond): Op[] {
	const { store } = doc;
	const placed = table.map((pitch, old) => {
		if ((pitch >= 0 && pitch <= 127) || beyond === "refuse") return pitch;
		if (beyond === "keep") return old;
		return pitch < 0 ? modulo12(pitch) : 116 + modulo12(pitch - 116);
	});
	const pitches = new Int16Array(slots.length);
	for (let i = 0; i < slots.length; i++) {
		const pitch = placed[store.pitch[slots[i]]];
		if (pitch < 0 || pitch > 127) {
			const name = store.externalId(slots[i]);
			throw new OpError(`note ${name}: pitch ${pitch} is not between 0 and 127`, name);
		}
		pitches[i] = pitch;
	}
	return wholeOps(store, slots, "pitch", pitches);
}

function modulo12(value: number): number {
	return value - Math.floor(value / 12) * 12;
}
