/**
 * The row of a voice: what a zone of a font says for one key, one velocity and the state of the controllers. The twin of
 * `synth/soundfont/row_kernels.py`, with its statements in its order: both give the same numbers, and
 * `tests/vectors/soundfont.json` holds them to it.
 *
 * Refers to nothing outside itself, for its text goes into the audio thread (`dsp/source.ts` says why).
 */
export interface FontRows {
	readonly columns: RowColumns;
	/** Generators of a zone that the player looks at. */
	readonly zone: { keyLow: number; keyHigh: number; velocityLow: number; velocityHigh: number; sample: number; exclusive: number };
	/** Places in the sources of modulators. */
	readonly source: { keyPressure: number; pressure: number; bend: number; bendRange: number; firstControl: number };
	/** Controllers before anybody moves them. */
	usualSources(): Float64Array;
	/** Concave curve at 0-127, in steps of 2⁻³⁰. */
	concaveCurve(): Float64Array;
	fill(cut: RowCut, zone: number, key: number, velocity: number, sources: Float64Array, gain: number, row: Float64Array): void;
	/** Zones that a note of a preset sounds. */
	zonesOf(cut: RowCut & { presets: Int32Array }, bank: number, program: number, key: number, velocity: number): number[];
}

interface RowCut {
	zones: Int32Array;
	modulators: Int32Array;
	samples: Int32Array;
}

export interface RowColumns {
	start: number;
	end: number;
	loopStart: number;
	loopEnd: number;
	loopMode: number;
	rate: number;
	root: number;
	pitch: number;
	attenuation: number;
	cutoff: number;
	q: number;
	pan: number;
	balance: number;
	modLfoPitch: number;
	vibratoPitch: number;
	modEnvelopePitch: number;
	modLfoCutoff: number;
	modEnvelopeCutoff: number;
	modLfoVolume: number;
	modLfoDelay: number;
	modLfo: number;
	vibratoDelay: number;
	vibrato: number;
	/** Delay, attack, hold, decay, release in timecents; sustain as a level 0-1. */
	modEnvelope: number;
	volumeEnvelope: number;
	gain: number;
	count: number;
}

export function makeFontRows(): FontRows {
	const ZONE_COLUMNS = 67;
	const MODULATOR_COLUMNS = 5;
	const SAMPLE_COLUMNS = 7;
	const N_WORK = 60;
	const N_SOURCES = 256;
	const FIRST_CONTROL = 128;
	const BEND = 14;
	// Attenuation of a zone counts 0.4 times: so it was in the first synthesizer, and fonts are made for that.
	const ZONE_ATTENUATION = 0.4;
	const columns: RowColumns = {
		start: 0,
		end: 1,
		loopStart: 2,
		loopEnd: 3,
		loopMode: 4,
		rate: 5,
		root: 6,
		pitch: 7,
		attenuation: 8,
		cutoff: 9,
		q: 10,
		pan: 11,
		balance: 12,
		modLfoPitch: 13,
		vibratoPitch: 14,
		modEnvelopePitch: 15,
		modLfoCutoff: 16,
		modEnvelopeCutoff: 17,
		modLfoVolume: 18,
		modLfoDelay: 19,
		modLfo: 20,
		vibratoDelay: 21,
		vibrato: 22,
		modEnvelope: 23,
		volumeEnvelope: 29,
		gain: 35,
		count: 36,
	};
	const work = new Float64Array(N_WORK);
	const curves = concaveCurve();

	function concaveCurve(): Float64Array {
		const scale = 2 ** 30;
		return Float64Array.from({ length: 128 }, (_, i) => {
			const value = i === 127 ? 1 : Math.min(-(40 / 96) * Math.log10((127 - i) / 127), 1);
			return Math.round(value * scale) / scale;
		});
	}

	function clipped(value: number, low: number, high: number): number {
		return Math.min(Math.max(value, low), high);
	}

	function curved(value: number, kind: number): number {
		const place = clipped(kind === 1 ? value : 127 - value, 0, 127);
		const left = Math.min(Math.trunc(place), 126);
		const curve = curves[left] + (place - left) * (curves[left + 1] - curves[left]);
		return kind === 1 ? curve : 1 - curve;
	}

	/** Value of a source, 0-127, as its bits say: direction, polarity, curve. */
	function mapped(given: number, bits: number): number {
		let value = given;
		const isDown = (bits >> 8) & 1;
		const isBipolar = (bits >> 9) & 1;
		const kind = bits >> 10;
		let most = 127;
		if ((bits & 0xff) === BEND) {
			value = value / 128;
			most = 128;
		}
		if (isDown === 1) value = (isBipolar === 1 ? 128 : most) - value;
		if (kind === 0) return isBipolar === 1 ? value / 64 - 1 : value / most;
		if (kind === 3) {
			if (isBipolar === 1) return value >= 64 ? 1 : -1;
			return value >= 64 ? 1 : 0;
		}
		if (isBipolar === 0) return curved(value, kind);
		if (value >= 64) return curved((value - 64) * 2, kind);
		return -curved((64 - value) * 2, kind);
	}

	/** Value of a modulator's source before its curve. */
	function sourceValue(bits: number, velocity: number, key: number, sources: Float64Array): number {
		const number = bits & 0x7f;
		if ((bits & 0x80) !== 0) return sources[FIRST_CONTROL + number];
		if (number === 2) return velocity;
		if (number === 3) return key;
		return sources[number];
	}

	/** Generators of a zone, in `work`, with what its modulators add to them. */
	function addModulators(cut: RowCut, at: number, velocity: number, key: number, sources: Float64Array): void {
		const { zones, modulators } = cut;
		for (let number = 0; number < N_WORK; number++) work[number] = zones[at + number];
		work[48] = work[48] * ZONE_ATTENUATION;
		const first = zones[at + 65];
		for (let i = first; i < first + zones[at + 66]; i++) {
			const place = i * MODULATOR_COLUMNS;
			const source = modulators[place];
			const by = modulators[place + 3];
			let amount = modulators[place + 2];
			// No source at all is 1 as the second one, and nothing as the first.
			if ((source & 0xff) === 0) continue;
			amount = amount * mapped(sourceValue(source, velocity, key, sources), source);
			if ((by & 0xff) !== 0) amount = amount * mapped(sourceValue(by, velocity, key, sources), by);
			if (modulators[place + 4] === 2) amount = Math.abs(amount);
			work[modulators[place + 1]] = work[modulators[place + 1]] + amount;
		}
	}

	/** Times of an envelope whose generators begin at `first`. */
	function fillEnvelope(first: number, key: number, row: Float64Array, place: number): void {
		row[place] = clipped(work[first], -12000, 5000);
		row[place + 1] = clipped(work[first + 1], -12000, 8000);
		row[place + 2] = clipped(work[first + 2] + work[first + 6] * (60 - key), -12000, 5000);
		row[place + 3] = clipped(work[first + 3] + work[first + 7] * (60 - key), -12000, 8000);
		row[place + 4] = clipped(work[first + 5], -12000, 8000);
		row[place + 5] = clipped(1 - 0.001 * work[first + 4], 0, 1);
	}

	function fill(
		cut: RowCut,
		zone: number,
		givenKey: number,
		givenVelocity: number,
		sources: Float64Array,
		gain: number,
		row: Float64Array,
	): void {
		const { zones, samples } = cut;
		const c = columns;
		const at = zone * ZONE_COLUMNS;
		const sample = zones[at + 60] * SAMPLE_COLUMNS;
		const key = zones[at + 46] >= 0 ? Math.min(zones[at + 46], 127) : givenKey;
		const velocity = zones[at + 47] >= 0 ? Math.min(zones[at + 47], 127) : givenVelocity;
		addModulators(cut, at, velocity, key, sources);
		const first = samples[sample];
		const end = samples[sample + 1];
		row[c.start] = clipped(Math.floor(first + work[0] + 32768 * work[4]), first, end);
		row[c.end] = clipped(Math.floor(end + work[1] + 32768 * work[12]), row[c.start], end);
		row[c.loopStart] = clipped(Math.floor(samples[sample + 2] + work[2] + 32768 * work[45]), row[c.start], row[c.end]);
		row[c.loopEnd] = clipped(Math.floor(samples[sample + 3] + work[3] + 32768 * work[50]), row[c.start], row[c.end]);
		const mode = zones[at + 54] & 3;
		row[c.loopMode] = (mode === 1 || mode === 3) && row[c.loopEnd] - row[c.loopStart] >= 2 ? mode : 0;
		row[c.rate] = samples[sample + 4];
		const root = zones[at + 58] >= 0 && zones[at + 58] <= 127 ? zones[at + 58] : samples[sample + 5];
		row[c.root] = 100 * root - samples[sample + 6];
		row[c.pitch] = work[56] * (key - root) + 100 * root + 100 * work[51] + work[52];
		row[c.attenuation] = clipped(work[48], 0, 1440);
		row[c.cutoff] = clipped(work[8], 1500, 13500);
		row[c.q] = clipped(work[9], 0, 960);
		row[c.pan] = clipped(work[17], -500, 500);
		row[c.balance] = clipped(work[59], -960, 960);
		row[c.modLfoPitch] = clipped(work[5], -12000, 12000);
		row[c.vibratoPitch] = clipped(work[6], -12000, 12000);
		row[c.modEnvelopePitch] = clipped(work[7], -12000, 12000);
		row[c.modLfoCutoff] = clipped(work[10], -12000, 12000);
		row[c.modEnvelopeCutoff] = clipped(work[11], -12000, 12000);
		row[c.modLfoVolume] = clipped(work[13], -960, 960);
		row[c.modLfoDelay] = clipped(work[21], -12000, 5000);
		row[c.modLfo] = clipped(work[22], -16000, 4500);
		row[c.vibratoDelay] = clipped(work[23], -12000, 5000);
		row[c.vibrato] = clipped(work[24], -16000, 4500);
		fillEnvelope(25, key, row, c.modEnvelope);
		fillEnvelope(33, key, row, c.volumeEnvelope);
		// Shorter than 16 ms a release would click.
		row[c.volumeEnvelope + 4] = Math.max(row[c.volumeEnvelope + 4], -7200);
		row[c.gain] = gain;
	}

	function usualSources(): Float64Array {
		const sources = new Float64Array(N_SOURCES);
		sources[FIRST_CONTROL + 7] = 100;
		sources[FIRST_CONTROL + 8] = 64;
		sources[FIRST_CONTROL + 10] = 64;
		sources[FIRST_CONTROL + 11] = 127;
		sources[BEND] = 8192;
		sources[16] = 2;
		return sources;
	}

	function zonesOf(cut: RowCut & { presets: Int32Array }, bank: number, program: number, key: number, velocity: number): number[] {
		const { presets, zones } = cut;
		const found: number[] = [];
		for (let preset = 0; preset < presets.length; preset += 4) {
			if (presets[preset] !== bank || presets[preset + 1] !== program) continue;
			for (let zone = presets[preset + 2]; zone < presets[preset + 2] + presets[preset + 3]; zone++) {
				const at = zone * ZONE_COLUMNS;
				const inKeys = zones[at + 61] <= key && key <= zones[at + 62];
				if (inKeys && zones[at + 63] <= velocity && velocity <= zones[at + 64]) found.push(zone);
			}
			break;
		}
		return found;
	}

	return {
		columns,
		zone: { sample: 60, keyLow: 61, keyHigh: 62, velocityLow: 63, velocityHigh: 64, exclusive: 57 },
		source: { keyPressure: 10, pressure: 13, bend: BEND, bendRange: 16, firstControl: FIRST_CONTROL },
		usualSources,
		concaveCurve,
		fill,
		zonesOf,
	};
}
