import { describe, expect, it } from "vitest";
import vectors from "../../../../../tests/vectors/soundfont.json";
import { decodeCut, type FontCut } from "./cut.ts";
import { makeFontRows } from "./fontRows.ts";
import { makeFontState } from "./fontState.ts";
import { makeFontVoice } from "./fontVoice.ts";

const STRIDE = 13;
/** -120 dB of full scale. */
const NEAR = 1e-6;

interface Sounding {
	row: number[];
	sr: number;
	off: number;
	blocks: number;
	changes?: { block: number; off: number; row: number[] }[];
	cents?: number[];
	levels?: number[];
	left: number[];
	right: number[];
	done: boolean;
}

const rows = makeFontRows();
const state = makeFontState(rows.columns);
const voice = makeFontVoice(rows.columns, state);

function cutOfVectors(): FontCut {
	return decodeCut(Uint8Array.from(atob(vectors.cut), (char) => char.charCodeAt(0)).buffer);
}

function soundOf(cut: FontCut, said: Sounding): { left: Float64Array; right: Float64Array; done: boolean } {
	const { block, places } = state;
	const row = Float64Array.from(said.row);
	const own = new Float64Array(places.count);
	own[places.offBlock] = said.off;
	const left = new Float64Array(said.blocks * block);
	const right = new Float64Array(said.blocks * block);
	voice.begin(row, own, said.sr);
	for (let i = 0; i < said.blocks && own[places.isDone] === 0; i++) {
		const changed = said.changes?.find((change) => change.block === i);
		if (changed) {
			row.set(changed.row);
			if (changed.off >= 0) own[places.offBlock] = Math.min(own[places.offBlock], changed.off);
			state.prepare(row, own, said.sr);
		}
		voice.playBlock(cut.pcm, row, own, said.sr, said.cents?.[i] ?? 0, said.levels?.[i] ?? 1, left, right, i * block);
	}
	return { left, right, done: own[places.isDone] > 0 };
}

const farthest = (a: Float64Array, said: readonly number[]): number =>
	said.reduce((most, value, i) => Math.max(most, Math.abs(a[i * STRIDE] - value)), 0);

describe("the sampler's voice, as in tests/vectors/soundfont.json", () => {
	const cut = cutOfVectors();

	it("sounds the zones that Python sounds", () => {
		expect([...rows.concaveCurve()]).toEqual(vectors.curve);
		for (const { bank, program, key, velocity, zones } of vectors.zones) {
			expect(rows.zonesOf(cut, bank, program, key, velocity)).toEqual(zones);
		}
	});

	it("has the same rows, to the last bit", () => {
		for (const said of vectors.rows) {
			const sources = rows.usualSources();
			for (const [place, value] of Object.entries(said.sources)) sources[Number(place)] = value as number;
			const row = new Float64Array(rows.columns.count);
			rows.fill(cut, said.zone, said.key, said.velocity, sources, said.gain, row);
			expect([...row]).toEqual(said.row);
		}
	});

	it.each(vectors.sounds as Sounding[])("makes the same sound of a row: $sr Hz, off at $off", (said) => {
		const { left, right, done } = soundOf(cut, said);
		expect(done).toBe(said.done);
		expect(farthest(left, said.left)).toBeLessThan(NEAR);
		expect(farthest(right, said.right)).toBeLessThan(NEAR);
		expect(Math.max(...said.left.map(Math.abs), ...said.right.map(Math.abs))).toBeGreaterThan(0.003);
	});

	it("hears a cent", () => {
		const said = (vectors.sounds as Sounding[])[0];
		const { left } = soundOf(cut, { ...said, cents: said.cents?.map((cents) => cents + 1) });
		expect(farthest(left, said.left)).toBeGreaterThan(NEAR);
	});

	it("refuses other bytes", () => {
		expect(() => decodeCut(new ArrayBuffer(4))).toThrow("no cut of a SoundFont");
		expect(() => decodeCut(new TextEncoder().encode("RIFF....sfbk....").buffer)).toThrow("no cut of a SoundFont");
	});
});
