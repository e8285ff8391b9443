import type { Limiter } from "../dsp/room.ts";
import type { TrackMeter } from "../dsp/trackMeter.ts";
import type { FontCut } from "./cut.ts";
import type { FontRows, RowColumns } from "./fontRows.ts";
import type { FontState } from "./fontState.ts";
import type { FontControl, FontMessage, FontNote, FontSynth } from "./fontTypes.ts";
import type { FontVoice } from "./fontVoice.ts";

export interface FontParts {
	makeFontRows: () => FontRows;
	makeFontState: (columns: RowColumns) => FontState;
	makeFontVoice: (columns: RowColumns, parts: FontState) => FontVoice;
	makeLimiter: (sampleRate_hz: number) => Limiter;
	makeTrackMeter: () => TrackMeter;
}

interface Part {
	sources: Float64Array;
	keyPressure: Float64Array;
	tuning_cents: number;
	gain: number;
	/** What its voices have mixed; blocks that began before the end of a turn go on behind it. */
	left: Float64Array;
	right: Float64Array;
	isMixed: boolean;
}

interface Change {
	block: number;
	off: number;
	row: Float64Array;
}

interface Sounding {
	note: FontNote;
	cut: FontCut;
	zone: number;
	row: Float64Array;
	state: Float64Array;
	startFrame: number;
	/** Where the curves of the note begin: before the start, when the note came late. */
	firstFrame: number;
	offFrame: number;
	/** The key is up: the release has a block, or a pedal holds. */
	isUp: boolean;
	isHeld: boolean;
	isCaught: boolean;
	exclusive: number;
	isKilled: boolean;
	changes: Change[];
	/** Blocks until nothing is left of a voice that is taken away; 0 for one that is not. */
	fading: number;
}

/**
 * The sampler: notes and controllers in time order, voices that play zones of a cut. What `synth/soundfont/player.py` does
 * for a whole score is done here for 128 samples at a time, while the score is being played.
 */
export function makeFontSynth(parts: FontParts, sampleRate_hz: number): FontSynth {
	const FONT_GAIN = 0.5;
	const KILLED_TIMECENTS = -200;
	const HOP_S = 0.01;
	const MAX_VOICES = 192;
	/** A block of a voice may stand for what comes half a block after its beginning: so far events are looked at before. */
	const AHEAD = 32;
	const FADE_BLOCKS = 4;
	const SUSTAIN = 64;
	const SOSTENUTO = 66;
	const DOWN = 64;
	const rows = parts.makeFontRows();
	const state = parts.makeFontState(rows.columns);
	const voice = parts.makeFontVoice(rows.columns, state);
	const limiter = parts.makeLimiter(sampleRate_hz);
	const meter = parts.makeTrackMeter();
	const { columns, source } = rows;
	const { places, block: BLOCK } = state;
	const RELEASE_OF_VOLUME = columns.volumeEnvelope + 4;
	const RELEASE_OF_MODULATION = columns.modEnvelope + 4;
	const cuts = new Map<string, FontCut>();
	/** Sources that a modulator listens to; the others change nothing that sounds. */
	const isHeard = new Uint8Array(256);
	isHeard.fill(1, 0, source.firstControl);
	const players: Part[] = [];
	let voices: Sounding[] = [];
	let notes: FontNote[] = [];
	let controls: FontControl[] = [];
	let isTailLeft = false;

	function partOf(number: number): Part {
		let part = players[number];
		if (!part) {
			part = {
				sources: rows.usualSources(),
				keyPressure: new Float64Array(128),
				tuning_cents: 0,
				gain: 1,
				left: new Float64Array(128 + BLOCK),
				right: new Float64Array(128 + BLOCK),
				isMixed: false,
			};
			players[number] = part;
		}
		return part;
	}

	function take(cut: FontCut, holds: number[]): void {
		for (let i = 0; i < holds.length; i += 3) cuts.set(`${holds[i]} ${holds[i + 1]} ${holds[i + 2]}`, cut);
		for (let i = 0; i < cut.modulators.length; i += 5) {
			for (const bits of [cut.modulators[i], cut.modulators[i + 3]]) {
				if ((bits & 0x80) !== 0) isHeard[source.firstControl + (bits & 0x7f)] = 1;
			}
		}
	}

	function insert<T extends { at_s: number }>(queue: T[], item: T): void {
		let at = queue.length;
		while (at > 0 && queue[at - 1].at_s > item.at_s) at--;
		queue.splice(at, 0, item);
	}

	function fillRow(sounding: Sounding, row: Float64Array): void {
		const { note, cut, zone } = sounding;
		const part = partOf(note.part);
		part.sources[source.keyPressure] = part.keyPressure[note.pitch];
		rows.fill(cut, zone, note.pitch, note.velocity, part.sources, part.gain, row);
		row[columns.pitch] += part.tuning_cents;
		if (sounding.isKilled) {
			row[RELEASE_OF_VOLUME] = KILLED_TIMECENTS;
			row[RELEASE_OF_MODULATION] = KILLED_TIMECENTS;
		}
	}

	function blockAt(sounding: Sounding, frame: number): number {
		return Math.max(Math.floor((frame - sounding.startFrame + BLOCK / 2) / BLOCK), 0);
	}

	function change(sounding: Sounding, frame: number, off = -1): void {
		const row = new Float64Array(columns.count);
		fillRow(sounding, row);
		sounding.changes.push({ block: blockAt(sounding, frame), off, row });
	}

	function release(sounding: Sounding, frame: number): void {
		sounding.isHeld = false;
		sounding.state[places.offBlock] = Math.max(blockAt(sounding, frame), 1);
	}

	/** Keys that come up before a frame: their sounds end, or a pedal holds them. */
	function liftKeys(before: number): void {
		for (const sounding of voices) {
			if (sounding.isUp || sounding.offFrame >= before) continue;
			sounding.isUp = true;
			const { sources } = partOf(sounding.note.part);
			const isCaught = sounding.isCaught && sources[source.firstControl + SOSTENUTO] >= DOWN;
			if (isCaught || sources[source.firstControl + SUSTAIN] >= DOWN) sounding.isHeld = true;
			else release(sounding, sounding.offFrame);
		}
	}

	function movePedal(number: number, frame: number, hasCaught: boolean): void {
		const { sources } = partOf(number);
		const sustains = sources[source.firstControl + SUSTAIN] >= DOWN;
		const catches = sources[source.firstControl + SOSTENUTO] >= DOWN;
		for (const sounding of voices) {
			if (sounding.note.part !== number) continue;
			// The middle pedal holds the keys that are down when it goes down.
			if (catches && !hasCaught) sounding.isCaught = !sounding.isUp && sounding.startFrame <= frame && sounding.offFrame > frame;
			if (sounding.isHeld && !sustains && !(catches && sounding.isCaught)) release(sounding, frame);
		}
	}

	/** Sets a value; whether a row that sounds is another one now. */
	function set(part: Part, place: number, value: number): boolean {
		if (place < 256) {
			const isOther = part.sources[place] !== value;
			part.sources[place] = value;
			return isOther && isHeard[place] === 1;
		}
		const [tuning, gain] = [part.tuning_cents, part.gain];
		if (place === 256) part.tuning_cents = value;
		else if (place === 257) part.gain = value;
		else {
			const before = part.keyPressure[place - 512];
			part.keyPressure[place - 512] = value;
			return before !== value;
		}
		return tuning !== part.tuning_cents || gain !== part.gain;
	}

	function control(event: FontControl, frame: number): void {
		const part = partOf(event.part);
		const caught = part.sources[source.firstControl + SOSTENUTO] >= DOWN;
		let isOther = false;
		if (event.isWhole) {
			const usual = rows.usualSources();
			const said = new Set<number>();
			for (let i = 0; i < event.values.length; i += 2) said.add(event.values[i]);
			for (let place = 0; place < 256; place++) if (!said.has(place)) isOther = set(part, place, usual[place]) || isOther;
			for (let key = 0; key < 128; key++) if (!said.has(512 + key)) isOther = set(part, 512 + key, 0) || isOther;
			if (!said.has(256)) isOther = set(part, 256, 0) || isOther;
			if (!said.has(257)) isOther = set(part, 257, 1) || isOther;
		}
		for (let i = 0; i < event.values.length; i += 2) isOther = set(part, event.values[i], event.values[i + 1]) || isOther;
		movePedal(event.part, frame, caught);
		if (!isOther) return;
		for (const sounding of voices) if (sounding.note.part === event.part) change(sounding, frame);
	}

	/** A closed hi-hat ends an open one. */
	function endClass(number: number, classes: Set<number>, frame: number): void {
		for (const sounding of voices) {
			if (sounding.note.part !== number || sounding.isKilled) continue;
			if (!classes.has(sounding.exclusive) || sounding.startFrame >= frame) continue;
			sounding.isKilled = true;
			sounding.isUp = true;
			change(sounding, frame, blockAt(sounding, frame));
		}
	}

	/** Takes away the softest voice, a released one first. */
	function makeRoom(): void {
		let least: Sounding | null = null;
		let leastSize = Number.POSITIVE_INFINITY;
		let playing = 0;
		for (const sounding of voices) {
			if (sounding.fading > 0) continue;
			playing++;
			const size = sounding.state[places.amplitude] * (sounding.isUp && !sounding.isHeld ? 0.1 : 1);
			if (sounding.state[places.blocks] > 0 && size < leastSize) {
				least = sounding;
				leastSize = size;
			}
		}
		if (playing >= MAX_VOICES && least) least.fading = FADE_BLOCKS;
	}

	function strike(note: FontNote, frame: number): void {
		const cut = cuts.get(`${note.bank} ${note.program} ${Math.floor(note.pitch / 12)}`);
		const offFrame = note.until_s === Number.POSITIVE_INFINITY ? note.until_s : Math.round(note.until_s * sampleRate_hz);
		if (!cut || note.velocity <= 0 || offFrame <= frame) return;
		for (const sounding of voices) {
			const { part, pitch } = sounding.note;
			if (sounding.isHeld && part === note.part && pitch === note.pitch) release(sounding, frame);
		}
		const struck: Sounding[] = rows.zonesOf(cut, note.bank, note.program, note.pitch, note.velocity).map((zone) => ({
			note,
			cut,
			zone,
			row: new Float64Array(columns.count),
			state: new Float64Array(places.count),
			startFrame: frame,
			firstFrame: Math.round(note.at_s * sampleRate_hz),
			offFrame,
			isUp: false,
			isHeld: false,
			isCaught: false,
			exclusive: cut.zones[zone * 67 + rows.zone.exclusive],
			isKilled: false,
			changes: [],
			fading: 0,
		}));
		const classes = new Set(struck.map(({ exclusive }) => exclusive).filter((number) => number !== 0));
		if (classes.size > 0) endClass(note.part, classes, frame);
		for (const sounding of struck) {
			makeRoom();
			sounding.state[places.offBlock] = Number.POSITIVE_INFINITY;
			fillRow(sounding, sounding.row);
			voices.push(sounding);
		}
	}

	/** Everything that happens before a frame, in the order of time; controllers before notes. */
	function advance(first: number, before: number): void {
		let [nextControl, nextNote] = [0, 0];
		for (;;) {
			const event = controls[nextControl];
			const note = notes[nextNote];
			let controlFrame = event ? Math.max(first, Math.round(event.at_s * sampleRate_hz)) : before;
			const noteFrame = note ? Math.max(first, Math.round(note.at_s * sampleRate_hz)) : before;
			// Controllers are looked at once a block, pedals when they move.
			const isPedal =
				event?.values.some(
					(place, i) => i % 2 === 0 && (place === source.firstControl + SUSTAIN || place === source.firstControl + SOSTENUTO),
				) ?? false;
			if (event && !isPedal) controlFrame = Math.max(first, Math.floor(controlFrame / BLOCK) * BLOCK);
			if (Math.min(controlFrame, noteFrame) >= before) break;
			if (controlFrame <= noteFrame) {
				liftKeys(controlFrame);
				control(event, controlFrame);
				nextControl++;
			} else {
				liftKeys(noteFrame);
				strike(note, noteFrame);
				nextNote++;
			}
		}
		if (nextControl > 0) controls = controls.slice(nextControl);
		if (nextNote > 0) notes = notes.slice(nextNote);
		liftKeys(before);
	}

	function curveAt(values: Float32Array, frame: number): number {
		const place = Math.max(0, frame / sampleRate_hz / HOP_S);
		const left = Math.min(Math.floor(place), values.length - 1);
		const right = Math.min(left + 1, values.length - 1);
		return values[left] + (Math.min(place, values.length - 1) - left) * (values[right] - values[left]);
	}

	function play(sounding: Sounding, first: number, end: number): void {
		const { note, state: own, row } = sounding;
		const part = partOf(note.part);
		part.isMixed = true;
		if (own[places.blocks] === 0) voice.begin(row, own, sampleRate_hz);
		while (own[places.isDone] === 0) {
			const block = own[places.blocks];
			const frame = sounding.startFrame + block * BLOCK;
			if (frame >= end) break;
			let isChanged = false;
			while (sounding.changes.length > 0 && sounding.changes[0].block <= block) {
				const { row: next, off } = sounding.changes.shift() as Change;
				row.set(next);
				if (off >= 0) own[places.offBlock] = Math.min(own[places.offBlock], off);
				isChanged = true;
			}
			if (isChanged) state.prepare(row, own, sampleRate_hz);
			const at = frame - sounding.firstFrame;
			const cents = note.f0_hz ? 6900 + 1200 * Math.log2(curveAt(note.f0_hz, at) / 440) - 100 * note.pitch : 0;
			let level = note.loudness ? curveAt(note.loudness, at) : 1;
			const isFading = sounding.fading > 0;
			if (isFading) level *= --sounding.fading / FADE_BLOCKS;
			voice.playBlock(sounding.cut.pcm, row, own, sampleRate_hz, cents, level, part.left, part.right, frame - first);
			if (isFading && sounding.fading === 0) own[places.isDone] = 1;
		}
	}

	/** Hands out what the parts have mixed, each where its peak is looked at. */
	function mix(left: Float32Array, right: Float32Array, frames: number): void {
		left.fill(0, 0, frames);
		right.fill(0, 0, frames);
		for (let number = 0; number < players.length; number++) {
			const part = players[number];
			if (!part?.isMixed) continue;
			const toLeft = meter.left(number, left);
			const toRight = meter.right(number, right);
			for (let i = 0; i < frames; i++) {
				toLeft[i] += part.left[i] * FONT_GAIN;
				toRight[i] += part.right[i] * FONT_GAIN;
			}
			// What voices that are over have left behind the end is heard in one more turn.
			part.isMixed = false;
			for (const side of [part.left, part.right]) {
				side.copyWithin(0, frames);
				side.fill(0, side.length - frames);
				for (let i = 0; i < BLOCK; i++) if (side[i] !== 0) part.isMixed = true;
			}
		}
		meter.close(left, right, frames);
	}

	function fade(sounding: Sounding): void {
		if (sounding.fading > 0) return;
		sounding.fading = FADE_BLOCKS;
		// One that has not begun never does.
		if (sounding.state[places.blocks] === 0) sounding.state[places.isDone] = 1;
	}

	function post(message: FontMessage): void {
		if (message.type === "cut") take(message.cut, message.holds);
		else if (message.type === "start") for (const note of message.notes) insert(notes, note);
		else if (message.type === "control") for (const event of message.events) insert(controls, event);
		else if (message.type === "end") {
			const frame = Math.round(message.at_s * sampleRate_hz);
			for (const sounding of voices) if (sounding.note.key === message.key && !sounding.isUp) sounding.offFrame = frame;
			for (const note of notes) if (note.key === message.key) note.until_s = message.at_s;
		} else if (message.type === "cancel") {
			notes = notes.filter((note) => note.at_s < message.from_s);
			controls = controls.filter((event) => event.at_s < message.from_s);
			const frame = message.from_s * sampleRate_hz - 0.5;
			for (const sounding of voices) if (sounding.startFrame >= frame) fade(sounding);
		} else if (message.type === "meters") meter.setOn(message.on);
		else {
			notes = [];
			controls = [];
			for (const sounding of voices) fade(sounding);
		}
	}

	return {
		post,
		process(left, right, frames, startFrame) {
			const end = startFrame + frames;
			advance(startFrame, end + AHEAD);
			for (const sounding of voices) play(sounding, startFrame, end);
			mix(left, right, frames);
			if (voices.length > 0 || isTailLeft) limiter.process(left, right, frames);
			isTailLeft = voices.length > 0;
			if (voices.some((sounding) => sounding.state[places.isDone] > 0)) {
				voices = voices.filter((sounding) => sounding.state[places.isDone] === 0);
			}
		},
		liveVoices: () => voices.length,
		takePeaks: () => meter.take(),
		isSilent: () => voices.length === 0 && notes.length === 0 && !isTailLeft,
	};
}
