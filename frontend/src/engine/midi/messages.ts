/** MIDI channel messages, read from bytes and written as bytes. When they came, or are due, is kept beside them. */

export type MidiMessage =
	/** Velocity 1 to 127: 0 is a `noteOff`. */
	| { type: "noteOn"; channel: number; pitch: number; velocity: number }
	| { type: "noteOff"; channel: number; pitch: number }
	| { type: "control"; channel: number; number: number; value: number }
	/** -8192 to 8191 */
	| { type: "pitch_bend"; channel: number; value: number }
	| { type: "pressure"; channel: number; value: number }
	/** `number` is the key's pitch. */
	| { type: "key_pressure"; channel: number; number: number; value: number };

export const SUSTAIN = 64;
export const VOLUME = 7;
export const PAN = 10;
const HALF_BEND = 8192;
/** Data bytes of a status by its upper half, from 0x8 on. */
const LENGTHS = [2, 2, 2, 2, 1, 1, 2];

/**
 * The channel message in the bytes of one event; null for what is none: system messages (clock, active sensing, system
 * exclusive), program changes, and what is cut off or is no MIDI. Web MIDI hands over whole messages, with their status.
 */
export function readMessage(bytes: ArrayLike<number>): MidiMessage | null {
	const status = bytes[0] ?? 0;
	if (status < 0x80 || status >= 0xf0) return null;
	const kind = status >> 4;
	const length = LENGTHS[kind - 8];
	const first = bytes[1];
	const second = length === 2 ? bytes[2] : 0;
	if (!(first < 0x80) || !(second < 0x80)) return null;
	const channel = status & 0xf;
	switch (kind) {
		case 0x8:
			return { type: "noteOff", channel, pitch: first };
		case 0x9:
			if (second === 0) return { type: "noteOff", channel, pitch: first };
			return { type: "noteOn", channel, pitch: first, velocity: second };
		case 0xa:
			return { type: "key_pressure", channel, number: first, value: second };
		case 0xb:
			return { type: "control", channel, number: first, value: second };
		case 0xd:
			return { type: "pressure", channel, value: first };
		case 0xe:
			return { type: "pitch_bend", channel, value: ((second << 7) | first) - HALF_BEND };
		default:
			return null;
	}
}

/** Whether a controller ends all notes of its channel: all sound off, all notes off, and the modes, which do so too. */
export function endsAllNotes(number: number): boolean {
	return number === 120 || number >= 123;
}

export const bytesOf = {
	noteOn: (channel: number, pitch: number, velocity: number): number[] => [0x90 | channel, pitch, velocity],
	noteOff: (channel: number, pitch: number): number[] => [0x80 | channel, pitch, 64],
	control: (channel: number, number: number, value: number): number[] => [0xb0 | channel, number, value],
	program: (channel: number, program: number): number[] => [0xc0 | channel, program],
	allNotesOff: (channel: number): number[] => [0xb0 | channel, 123, 0],
};
