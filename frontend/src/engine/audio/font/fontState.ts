import type { RowColumns } from "./fontRows.ts";

/**
 * State of a voice and what moves it: two envelopes, two LFOs, looked at once a block of the voice. The twin of
 * `synth/soundfont/state_kernels.py`. Refers to nothing outside itself but its argument.
 */
export interface FontState {
	/** Samples of a block. */
	readonly block: number;
	readonly places: StatePlaces;
	prepare(row: Float64Array, state: Float64Array, rate_hz: number): void;
	stepEnvelope(state: Float64Array, at: number): void;
	letGo(state: Float64Array): void;
	stepLfo(state: Float64Array, at: number, samples: number): void;
	fromCb(centibels: number): number;
	hz(cents: number): number;
}

export interface StatePlaces {
	/** Of an envelope, from its place on. */
	value: number;
	section: number;
	volume: number;
	modulation: number;
	modLfo: number;
	vibrato: number;
	phase: number;
	amplitude: number;
	blocks: number;
	offBlock: number;
	hasLooped: number;
	hasFilter: number;
	lastHz: number;
	b1: number;
	b2: number;
	a1: number;
	a2: number;
	past1: number;
	past2: number;
	q: number;
	filterGain: number;
	left: number;
	right: number;
	isDone: number;
	count: number;
}

export function makeFontState(columns: RowColumns): FontState {
	const BLOCK = 64;
	// Sections of an envelope.
	const ATTACK = 1;
	const DECAY = 3;
	const SUSTAINED = 4;
	const RELEASE = 5;
	const FINISHED = 6;
	// The volume envelope falls by so many centibels from full to nothing.
	const RANGE_CB = 960;
	const NEVER = 1e15;
	// Of an envelope in a state: value, section, blocks in the section, blocks of each section, sustain level.
	const COUNT = 2;
	const LENGTHS = 3;
	const SUSTAIN = 9;
	const VOLUME = 0;
	const MODULATION = 10;
	const MOD_LFO = 20;
	const VIBRATO = 23;
	const places: StatePlaces = {
		value: 0,
		section: 1,
		volume: VOLUME,
		modulation: MODULATION,
		modLfo: MOD_LFO,
		vibrato: VIBRATO,
		phase: 26,
		amplitude: 27,
		blocks: 28,
		offBlock: 29,
		hasLooped: 30,
		hasFilter: 31,
		lastHz: 32,
		b1: 33,
		b2: 34,
		a1: 35,
		a2: 36,
		past1: 37,
		past2: 38,
		q: 39,
		filterGain: 40,
		left: 41,
		right: 42,
		isDone: 43,
		count: 44,
	};
	const p = places;

	function fromCb(centibels: number): number {
		return 10 ** (centibels / -200);
	}

	function seconds(timecents: number): number {
		return 2 ** (timecents / 1200);
	}

	function hz(cents: number): number {
		return 440 * 2 ** ((cents - 6900) / 1200);
	}

	/** Lengths of an envelope's sections in blocks. An attack has one at least, so has a release. */
	function prepareEnvelope(row: Float64Array, place: number, state: Float64Array, at: number, blocksPer_s: number): void {
		state[at + LENGTHS] = Math.floor(blocksPer_s * seconds(row[place]));
		state[at + LENGTHS + 1] = 1 + Math.floor(blocksPer_s * seconds(row[place + 1]));
		state[at + LENGTHS + 2] = Math.floor(blocksPer_s * seconds(row[place + 2]) + 0.5);
		state[at + LENGTHS + DECAY] = Math.floor(blocksPer_s * seconds(row[place + 3]) + 0.5);
		state[at + LENGTHS + SUSTAINED] = NEVER;
		state[at + LENGTHS + RELEASE] = 1 + Math.floor(blocksPer_s * seconds(row[place + 4]));
		state[at + SUSTAIN] = row[place + 5];
	}

	function prepareLfo(row: Float64Array, delay: number, state: Float64Array, at: number, rate_hz: number): void {
		state[at + 2] = Math.floor(rate_hz * seconds(row[delay]));
		const up = state[at + 1] >= 0 ? 1 : -1;
		state[at + 1] = (up * 4 * hz(row[delay + 1])) / (rate_hz / BLOCK);
	}

	return {
		block: BLOCK,
		places,
		fromCb,
		hz,
		/** What a row means at a sample rate; the state of a voice that sounds goes on. */
		prepare(row, state, rate_hz) {
			const c = columns;
			prepareEnvelope(row, c.volumeEnvelope, state, VOLUME, rate_hz / BLOCK);
			prepareEnvelope(row, c.modEnvelope, state, MODULATION, rate_hz / BLOCK);
			prepareLfo(row, c.modLfoDelay, state, MOD_LFO, rate_hz);
			prepareLfo(row, c.vibratoDelay, state, VIBRATO, rate_hz);
			const isOpen = row[c.cutoff] >= 13500 && row[c.q] <= 0;
			if (row[c.modLfoCutoff] !== 0 || row[c.modEnvelopeCutoff] < 0 || !isOpen) state[p.hasFilter] = 1;
			state[p.q] = 10 ** ((row[c.q] / 10 - 3.01) / 20);
			// Half of what a resonance lifts is taken off everything.
			state[p.filterGain] = 10 ** (row[c.q] / -400);
			const angle = Math.PI / 2000;
			state[p.left] = Math.sin((500 - row[c.pan]) * angle) * fromCb(Math.max(row[c.balance], 0));
			state[p.right] = Math.sin((500 + row[c.pan]) * angle) * fromCb(Math.max(-row[c.balance], 0));
		},
		stepEnvelope(state, at) {
			let section = state[at + p.section];
			while (section < FINISHED && state[at + COUNT] >= state[at + LENGTHS + section]) {
				if (section === DECAY) state[at] = state[at + SUSTAIN];
				section++;
				state[at + COUNT] = 0;
			}
			state[at + COUNT] = state[at + COUNT] + 1;
			if (section === ATTACK) state[at] = Math.min(state[at] + 1 / state[at + LENGTHS + ATTACK], 1);
			else if (section === DECAY) {
				state[at] = state[at] - 1 / state[at + LENGTHS + DECAY];
				if (state[at] < state[at + SUSTAIN]) {
					state[at] = state[at + SUSTAIN];
					section = SUSTAINED;
					state[at + COUNT] = 0;
				}
			} else if (section === RELEASE) {
				state[at] = state[at] - 1 / state[at + LENGTHS + RELEASE];
				if (state[at] <= 0) {
					state[at] = 0;
					section = FINISHED;
				}
			}
			state[at + p.section] = section;
		},
		/** Begin of the release. An attack rises evenly in level, a release falls evenly in decibels. */
		letGo(state) {
			if (state[VOLUME + p.section] <= ATTACK && state[VOLUME] > 0) {
				const fallen = -200 * Math.log10(state[VOLUME]);
				state[VOLUME] = Math.max(1 - fallen / RANGE_CB, 0);
			}
			for (const at of [VOLUME, MODULATION]) {
				if (state[at + p.section] < RELEASE) {
					state[at + p.section] = RELEASE;
					state[at + COUNT] = 0;
				}
			}
		},
		/** One block of a triangle that begins to rise after its delay; `at` is its value, its step and delay follow. */
		stepLfo(state, at, samples) {
			if (samples < state[at + 2]) return;
			let value = state[at] + state[at + 1];
			if (value > 1) {
				state[at + 1] = -state[at + 1];
				value = 2 - value;
			} else if (value < -1) {
				state[at + 1] = -state[at + 1];
				value = -2 - value;
			}
			state[at] = Math.min(Math.max(value, -1), 1);
		},
	};
}
