/** An edit of an hour costs what an edit of half a minute costs: counted in values that are looked at, not in time. */
import { describe, expect, it } from "vitest";
import type { Curve, CurveJson, Op } from "../../score/types.ts";
import { documentOf } from "../testing/stage.ts";
import { Analysed } from "./analysed.ts";
import { EditedSound, type Sung, type SungQuestion } from "./editedSound.ts";
import type { F0Frames } from "./frames.ts";
import { type Phrase, Phrases, phrasesOf } from "./phrases.ts";
import { SungLines } from "./sungLines.ts";

const HOP_S = 0.01;

/** A small generator, so that a failure comes again. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

let looked = 0;

/** Counts the values that are read, one by one or as a part. */
function counted(values: Float32Array): Float32Array {
	return new Proxy(values, {
		get: (target, key) => {
			if (typeof key === "string" && /^\d+$/.test(key)) {
				looked++;
				return target[Number(key)];
			}
			const member = Reflect.get(target, key, target);
			if (typeof member !== "function") return member;
			if (key === "subarray") return (from: number, to: number) => counted(target.subarray(from, to));
			return (...given: unknown[]) => {
				const made = member.apply(target, given);
				looked += made?.length ?? target.length;
				return made;
			};
		},
	});
}

/** Words of 0.4 s with pauses of 0.3 s between them. */
function sung(duration_s: number): Float32Array {
	return Float32Array.from({ length: Math.round(duration_s / HOP_S) }, (_, i) => (i % 70 < 40 ? 200 + (i % 7) : Number.NaN));
}

const json = (name: string, values: Float32Array, more: Partial<CurveJson>): CurveJson => ({
	name, target: "f0", unit: "Hz", time: "s", start: 0, hop: HOP_S, values: Array.from(values, (v) => (Number.isNaN(v) ? null : v)), ...more,
}); // biome-ignore format: a row

describe("phrases", () => {
	it("that change here and there are those of the whole", () => {
		const next = random(1);
		for (let trial = 0; trial < 60; trial++) {
			// Also one voice that goes on for longer than the server sings at once.
			const hz = Float32Array.from({ length: 6000 }, () => (next() < [0.5, 0.95, 0.2][trial % 3] ? 200 : Number.NaN));
			const f0: F0Frames = { start_s: 0.3 * next(), hop_s: HOP_S, hz };
			const phrases = new Phrases(f0, 55);
			let known: readonly Phrase[] = [...phrases.list];
			for (let edit = 0; edit < 20; edit++) {
				const from = Math.floor(next() * 6000);
				const to = Math.min(6000, from + Math.floor(next() ** 3 * 900));
				const kind = next();
				for (let i = from; i < to; i++) hz[i] = kind < 0.3 ? Number.NaN : kind < 0.6 || next() < 0.5 ? 220 : Number.NaN;
				const { gone, come } = phrases.changed(from, to);
				expect([...phrases.list]).toEqual(phrasesOf(f0, 55));
				// Who keeps something by phrase is told all of which it is no more true.
				expect(new Set([...known.filter((one) => !gone.includes(one)), ...come])).toEqual(new Set(phrases.list));
				known = [...phrases.list];
			}
		}
	});
});

const sing = async ({ start_s, end_s }: SungQuestion): Promise<Sung> => ({
	sr: 100, channels: 1, start_s, pcm: new Int16Array(1), changed: [[start_s, end_s]],
}); // biome-ignore format: a row

/** A recording with F0 and loudness, edited in its first seconds; gives how many values each edit looked at. */
async function looks(duration_s: number): Promise<{ pin: number; draw: number; loudness: number; undo: number }> {
	const f0 = sung(duration_s);
	const level = new Float32Array(f0.length).fill(-20);
	const doc = documentOf([], { curves: [json("f0", f0, {}), json("loudness", level, { target: "loudness", unit: "dB" })] });
	const analysed = new Analysed(doc);
	const lines = new SungLines();
	const sound = new EditedSound({ ask: sing, changed: () => {}, refused: () => {} });
	const watched = (curve: Curve): Curve => ({ ...curve, values: counted(curve.values) });
	const all = new EditedSound({ ask: sing, changed: () => {}, refused: () => {} });
	let count = 0;
	doc.subscribe((change) => {
		analysed.changed(change);
		const [now, loud] = ["f0", "loudness"].map((name) => doc.curves.get(name) as Curve);
		const [from, loudFrom] = [now, loud].map((curve) => analysed.of(curve) as Curve);
		const isLouder = loud.values !== loudFrom.values;
		const curves = {
			f0: now, f0From: from, loudness: isLouder ? loud : null, loudnessFrom: isLouder ? loudFrom : null,
			tempo: doc.tempo, start_s: 0, duration_s,
		}; // biome-ignore format: a row
		looked = 0;
		const line = lines.of({ ...curves, f0: watched(now), f0From: watched(from), loudness: isLouder ? watched(loud) : null }, change);
		sound.set(line.edit, line.touched);
		count = looked;
		// What is known piece by piece is what is known when all is looked at.
		const whole = new SungLines().of(curves, null).edit;
		expect(Array.from(line.edit.gain_db ?? [])).toEqual(Array.from(whole.gain_db ?? []));
		all.forget();
		all.set(whole);
		expect(sound.isEdited).toBe(all.isEdited);
	});
	const edited = (ops: Op[], label: string): number => {
		doc.edit(ops, label);
		return count;
	};
	const raised = (start: number, by: number): number[] => Array.from(f0.subarray(start, start + 20), (hz) => hz * by);
	edited([{ op: "curve_range", curve: "f0", start: 10, values: raised(10, 1.1) }], "curve");
	const found = {
		pin: edited([{ op: "curve_range", curve: "f0", start: 80, values: raised(80, 2), pins: [{ kind: "octave", start: 0.8, end: 1, octaves: 1 }] }], "pin"),
		draw: edited([{ op: "curve_range", curve: "f0", start: 150, values: raised(150, 1.2) }], "curve"),
		loudness: edited([{ op: "curve_range", curve: "loudness", start: 150, values: new Array(20).fill(-10) }], "curve"),
		undo: 0,
	}; // biome-ignore format: a row
	const names = async (of: EditedSound): Promise<string[]> => (await of.all()).map(({ name }) => name);
	expect(await names(sound)).toEqual(await names(all));
	expect(await names(sound)).toHaveLength(2);
	doc.undo();
	found.undo = count;
	doc.undo();
	doc.undo();
	doc.undo();
	expect([sound.isEdited, doc.canUndo]).toEqual([false, false]);
	return found;
}

describe("what is looked at after an edit", () => {
	it("is the phrase, of half a minute as of an hour", async () => {
		const short = await looks(30);
		expect(await looks(600)).toEqual(short);
		expect(await looks(3600)).toEqual(short);
		// A phrase has some sixty frames; both lines, its pauses, its name.
		for (const count of Object.values(short)) expect(count).toBeLessThan(1500);
		expect(Math.min(...Object.values(short))).toBeGreaterThan(20);
	});
});
