/** What a person chooses about their keyboards. It belongs to the viewer, not to the score. */
import { ALL_INPUTS } from "./ports.ts";
import type { RecordOptions } from "./recorder.ts";

export interface MidiSettings extends RecordOptions {
	/** Devices were asked for here before. */
	connected: boolean;
	/** `ALL_INPUTS`, or the id of a device. */
	input: string;
	/** The id of a device; empty for none. */
	output: string;
	/** 1 to 16; 0 listens to all. */
	channel: number;
	/** What is played is heard. */
	thru: boolean;
	/** What is played goes to the output as well. */
	thruOut: boolean;
}

export const MIDI_SETTINGS: MidiSettings = {
	connected: false,
	input: ALL_INPUTS,
	output: "",
	channel: 0,
	thru: true,
	thruOut: false,
	mode: "overdub",
	latency_ms: 0,
	pedal: "lengthen",
	controllers: true,
};

export const MAX_LATENCY_MS = 1000;

/** What was kept, perhaps by another version: values of another kind give way to the usual ones. */
export function settingsFrom(kept: unknown): MidiSettings {
	const stored = (typeof kept === "object" && kept !== null ? kept : {}) as Record<string, unknown>;
	const same = Object.entries(MIDI_SETTINGS).map(([name, usual]) => {
		const value = stored[name];
		return [name, typeof value === typeof usual ? value : usual];
	});
	const settings = Object.fromEntries(same) as MidiSettings;
	if (!Number.isInteger(settings.channel) || settings.channel < 0 || settings.channel > 16) settings.channel = 0;
	if (!(Math.abs(settings.latency_ms) <= MAX_LATENCY_MS)) settings.latency_ms = 0;
	if (settings.mode !== "replace") settings.mode = "overdub";
	if (settings.pedal !== "curve") settings.pedal = "lengthen";
	return settings;
}
