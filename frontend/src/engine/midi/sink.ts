/** What is played by hand, on whatever keys, as those who do something with it are told. */

/** A key of a source: its notes end by its own release. */
export interface Voice {
	/** Names the key among all that are pressed. */
	readonly key: string;
	/** The device, or the computer's keys; with the channel what a pedal belongs to. */
	readonly source: string;
	readonly channel: number;
	readonly pitch: number;
}

/** A controller, as `style.midi` of a curve names it. */
export interface ControlLane {
	readonly type: "control" | "pitch_bend" | "pressure" | "key_pressure";
	readonly number?: number;
}

/** Times are the page's clock (`performance.now()`), in milliseconds. */
export interface MidiSink {
	press(voice: Voice, velocity: number, at_ms: number): void;
	release(voice: Voice, at_ms: number): void;
	/** The sustain pedal of a source's channel. */
	pedal?(source: string, channel: number, value: number, at_ms: number): void;
	control?(lane: ControlLane, value: number, at_ms: number): void;
}
