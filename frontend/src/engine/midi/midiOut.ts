/**
 * The playback on a MIDI device. Hears what the synthesizer is told, which is taken back when the score changes or the music
 * stops; a message to a device cannot be taken back, so each waits here until shortly before its time, and goes with its
 * timestamp. Whatever ends the music ends all notes.
 */
import type { NoteStart, SynthMessage } from "../audio/dsp/types.ts";
import type { Track } from "../score/types.ts";
import { bytesOf, PAN, VOLUME } from "./messages.ts";

export interface MidiPort {
	send(bytes: number[], at_ms?: number): void;
	/** Firefox can take back what is not sent yet. */
	clear?(): void;
}

/** A call may come so late, and the message still goes on time. */
const AHEAD_MS = 120;
/** Before the first note of a channel its instrument is chosen. */
const SETUP_MS = 2;
const CHANNELS = 16;
const DRUMS = 9;
/** Full volume of a track (MIDI's default for controller 7). */
const USUAL_VOLUME = 100;

interface Waiting {
	at_ms: number;
	/** Ends before beginnings at one time, so that a repeated note is struck again. */
	rank: 0 | 1;
	key: number;
	channel: number;
	pitch: number;
	velocity: number;
	track: number;
}

export class MidiOut {
	#port: MidiPort | null = null;
	/** Sorted by time. */
	#waiting: Waiting[] = [];
	/** Notes that the synthesizer was told of and that have not ended here. */
	readonly #notes = new Map<number, Waiting>();
	/** Which note sounds on a key of a channel, `channel * 128 + pitch`. */
	readonly #sounding = new Map<number, { key: number; at_ms: number }>();
	/** What the device was told of a channel's instrument. */
	readonly #setups = new Map<number, string>();
	#channels: number[] = [];
	readonly #tracks: () => readonly Track[];
	/** The page's clock when what is due at a time of the audio clock is heard. */
	readonly #heard_ms: (at_s: number) => number;

	constructor(tracks: () => readonly Track[], heard_ms: (at_s: number) => number) {
		this.#tracks = tracks;
		this.#heard_ms = heard_ms;
	}

	get isIdle(): boolean {
		return this.#waiting.length === 0;
	}

	/** Notes on the port before end. */
	setPort(port: MidiPort | null, now_ms: number): void {
		if (port === this.#port) return;
		this.silence(now_ms);
		this.#setups.clear();
		this.#port = port;
	}

	/** What the synthesizer is told. */
	take(message: SynthMessage, now_ms: number): void {
		if (!this.#port) return;
		if (message.type === "start") {
			this.#channels = channelsOf(this.#tracks());
			for (const note of message.notes) this.#plan(note);
		} else if (message.type === "end") this.#endAt(message.key, this.#heard_ms(message.at_s));
		else if (message.type === "cancel") this.#cancel(this.#heard_ms(message.from_s));
		else if (message.type === "silence") this.silence(now_ms);
		else return;
		this.flush(now_ms);
	}

	/** Sends what is due soon; called every few milliseconds. */
	flush(now_ms: number): void {
		let sent = 0;
		while (sent < this.#waiting.length && this.#waiting[sent].at_ms <= now_ms + AHEAD_MS) this.#send(this.#waiting[sent++], now_ms);
		if (sent > 0) this.#waiting.splice(0, sent);
	}

	/** All notes off, now and for what is on its way. */
	silence(now_ms: number): void {
		const port = this.#port;
		this.#waiting = [];
		this.#notes.clear();
		if (!port) return;
		port.clear?.();
		const channels = new Set<number>();
		for (const [place, { at_ms }] of this.#sounding) {
			const channel = place >> 7;
			channels.add(channel);
			// After its beginning, should that lie in the device's queue.
			port.send(bytesOf.noteOff(channel, place & 127), Math.max(now_ms, at_ms + 1));
		}
		this.#sounding.clear();
		// For devices that missed an end.
		for (const channel of this.#setups.keys()) port.send(bytesOf.allNotesOff(channel), now_ms);
		for (const channel of channels) if (!this.#setups.has(channel)) port.send(bytesOf.allNotesOff(channel), now_ms);
	}

	channelOf(track: number): number {
		return channelsOf(this.#tracks())[track] ?? 0;
	}

	/** Something played by hand, at once. */
	pass(bytes: number[]): void {
		this.#port?.send(bytes);
	}

	#plan(note: NoteStart): void {
		const channel = this.#channels[note.track] ?? 0;
		const velocity = Math.min(127, Math.max(1, Math.round(note.velocity * 127)));
		const start: Waiting = {
			at_ms: this.#heard_ms(note.at_s),
			rank: 1,
			key: note.key,
			channel,
			pitch: note.pitch,
			velocity,
			track: note.track,
		};
		this.#notes.set(note.key, start);
		this.#insert(start);
		if (note.until_s !== Number.POSITIVE_INFINITY) this.#insert({ ...start, rank: 0, at_ms: this.#heard_ms(note.until_s) });
	}

	#endAt(key: number, at_ms: number): void {
		const note = this.#notes.get(key);
		if (!note) return;
		this.#waiting = this.#waiting.filter((one) => one.key !== key || one.rank === 1);
		this.#insert({ ...note, rank: 0, at_ms: Math.max(at_ms, note.at_ms) });
	}

	#cancel(from_ms: number): void {
		const gone = new Set<number>();
		for (const one of this.#waiting) if (one.rank === 1 && one.at_ms >= from_ms) gone.add(one.key);
		this.#waiting = this.#waiting.filter((one) => !gone.has(one.key));
		for (const key of gone) this.#notes.delete(key);
		// What is in the device's queue already ends as soon as it begins.
		for (const [place, { key, at_ms }] of this.#sounding) {
			if (at_ms < from_ms) continue;
			this.#port?.send(bytesOf.noteOff(place >> 7, place & 127), at_ms + 1);
			this.#sounding.delete(place);
			this.#forget(key);
		}
	}

	#forget(key: number): void {
		this.#notes.delete(key);
		this.#waiting = this.#waiting.filter((one) => one.key !== key);
	}

	#insert(one: Waiting): void {
		let at = this.#waiting.length;
		const later = (other: Waiting): boolean => other.at_ms > one.at_ms || (other.at_ms === one.at_ms && other.rank > one.rank);
		while (at > 0 && later(this.#waiting[at - 1])) at--;
		this.#waiting.splice(at, 0, one);
	}

	#send(one: Waiting, now_ms: number): void {
		const port = this.#port as MidiPort;
		const place = (one.channel << 7) | one.pitch;
		const at_ms = Math.max(now_ms, one.at_ms);
		const sounds = this.#sounding.get(place);
		if (one.rank === 0) {
			this.#notes.delete(one.key);
			// A later note of this key, perhaps of another track, has taken it over.
			if (sounds?.key !== one.key) return;
			this.#sounding.delete(place);
			port.send(bytesOf.noteOff(one.channel, one.pitch), at_ms);
			return;
		}
		this.#setUp(one, at_ms);
		if (sounds) port.send(bytesOf.noteOff(one.channel, one.pitch), at_ms);
		this.#sounding.set(place, { key: one.key, at_ms });
		port.send(bytesOf.noteOn(one.channel, one.pitch, one.velocity), at_ms);
	}

	#setUp({ channel, track }: Waiting, at_ms: number): void {
		const info = this.#tracks()[track];
		const program = info?.program ?? 0;
		const volume = Math.min(127, Math.max(0, Math.round((info?.volume ?? 1) * USUAL_VOLUME)));
		const pan = panValue(info?.pan ?? 0);
		const setup = `${program} ${volume} ${pan}`;
		if (this.#setups.get(channel) === setup) return;
		this.#setups.set(channel, setup);
		const port = this.#port as MidiPort;
		const before_ms = at_ms - SETUP_MS;
		if (channel !== DRUMS) port.send(bytesOf.program(channel, program), before_ms);
		port.send(bytesOf.control(channel, VOLUME, volume), before_ms);
		port.send(bytesOf.control(channel, PAN, pan), before_ms);
	}
}

/** As files have it: 64 in the middle, 0 and 1 are both hard left (MIDI RP-036). */
function panValue(pan: number): number {
	return pan > -1 ? Math.round(64 + 63 * Math.min(1, pan)) : 0;
}

/**
 * The channel of each track: its own; drums have the tenth. Two tracks of one channel and different instruments would change
 * each other's: the second one has another channel, as long as there are any.
 */
export function channelsOf(tracks: readonly Track[]): number[] {
	const programs = new Map<number, number>();
	const wanted = tracks.map((track) => (track.is_drum ? DRUMS : track.channel & 0xf));
	const taken = new Set(wanted);
	return tracks.map((track, i) => {
		const own = wanted[i];
		if (own === DRUMS || !programs.has(own) || programs.get(own) === track.program) {
			programs.set(own, own === DRUMS ? 0 : track.program);
			return own;
		}
		for (let channel = 0; channel < CHANNELS; channel++) {
			if (channel !== DRUMS && (programs.get(channel) === track.program || !taken.has(channel))) {
				taken.add(channel);
				programs.set(channel, track.program);
				return channel;
			}
		}
		return own;
	});
}
