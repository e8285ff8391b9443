/** What the shell shows of keyboards: devices, modes, the take; mirrored into runes. The desk is made when it is first used. */
import { MidiDesk } from "../../engine/midi/desk";
import { type Device, isGranted } from "../../engine/midi/ports";
import type { TakeState } from "../../engine/midi/recorder";
import { type MidiSettings, settingsFrom } from "../../engine/midi/settings";
import type { Roll } from "../../engine/roll";
import { t } from "../i18n/language.svelte";
import { readStored, writeStored } from "../menu/stored";

const PLACE = "gradio-pianoroll.midi";
/** The piano's octave and velocity, kept beside the settings. */
const PIANO_PLACE = "gradio-pianoroll.keyPiano";

export class MidiState {
	panelOpen = $state(false);
	pianoOn = $state(false);
	stepOn = $state(false);
	take = $state<TakeState>("idle");
	/** First and last note under the computer's keys. */
	range = $state("");
	velocity = $state(100);
	/** The browser gave the devices. */
	isOpen = $state(false);
	inputs = $state.raw<Device[]>([]);
	outputs = $state.raw<Device[]>([]);
	settings = $state.raw<MidiSettings>(settingsFrom(readStored(PLACE)));
	/** Why there are no devices; empty when nothing is wrong. */
	problem = $state("");
	readonly #roll: Roll;
	#desk: MidiDesk | null = null;

	constructor(roll: Roll) {
		this.#roll = roll;
	}

	/** Made by the first use. */
	get desk(): MidiDesk {
		this.#desk ??= this.#make();
		return this.#desk;
	}

	/** Null as long as nobody has used it. */
	get made(): MidiDesk | null {
		return this.#desk;
	}

	async connect(): Promise<void> {
		this.problem = "";
		await this.desk.connect();
	}

	change(change: Partial<MidiSettings>): void {
		this.desk.change(change);
		writeStored(PLACE, this.settings);
	}

	openPanel(open: boolean): void {
		this.panelOpen = open;
		if (open) void this.desk;
	}

	togglePiano(): void {
		this.desk.setPiano(!this.pianoOn);
	}

	toggleStep(): void {
		if (this.#roll.readOnly && !this.stepOn) this.#roll.say("readOnly");
		else this.desk.setStep(!this.stepOn);
	}

	async toggleTake(): Promise<void> {
		await this.desk.recorder.toggle();
	}

	shift(what: "octave" | "velocity", by: 1 | -1): void {
		const { piano } = this.desk;
		if (what === "octave") piano.shiftOctave(by);
		else piano.shiftVelocity(by);
		this.read();
	}

	/** The keyboard goes: what is shown of it, too. */
	leave(): void {
		if (this.pianoOn) this.desk.setPiano(false);
		if (this.stepOn) this.desk.setStep(false);
	}

	read(): void {
		const desk = this.#desk;
		if (!desk) return;
		this.pianoOn = desk.pianoOn;
		this.stepOn = desk.step.on;
		this.take = desk.recorder.state;
		this.range = desk.piano.range;
		this.velocity = desk.piano.velocity;
		this.isOpen = desk.ports.isOpen;
		this.inputs = desk.ports.inputs;
		this.outputs = desk.ports.outputs;
		this.settings = desk.settings;
		if (this.isOpen) this.problem = "";
		writeStored(PIANO_PLACE, { octave: desk.piano.octave, velocity: desk.piano.velocity });
	}

	dispose(): void {
		this.#desk?.dispose();
		this.#desk = null;
	}

	#make(): MidiDesk {
		const roll = this.#roll;
		const stage = roll.withEditor((editor) => ({
			doc: roll.doc,
			get player() {
				return roll.player;
			},
			editor,
			showLive: roll.showLive.bind(roll),
		}));
		const desk = new MidiDesk(
			stage,
			{
				// Not before the constructor has returned.
				changed: () => queueMicrotask(() => this.read()),
				problem: (kind, reason) => this.#tell(t(`midi.problem.${kind}`, { reason }), kind !== "busy" && kind !== "unplugged"),
			},
			this.settings,
		);
		const kept = readStored(PIANO_PLACE) as { octave?: unknown; velocity?: unknown } | null;
		if (typeof kept?.octave === "number" && Math.abs(kept.octave - 4) <= 5) desk.piano.octave = Math.round(kept.octave);
		if (typeof kept?.velocity === "number" && kept.velocity >= 1 && kept.velocity <= 127) desk.piano.velocity = Math.round(kept.velocity);
		if (this.settings.connected) void this.#connectAgain(desk);
		queueMicrotask(() => this.read());
		return desk;
	}

	/** Who has connected devices here before, and may still, need not do so again. */
	async #connectAgain(desk: MidiDesk): Promise<void> {
		if (await isGranted()) await desk.connect();
	}

	#tell(sentence: string, stays: boolean): void {
		if (stays) this.problem = sentence;
		this.#roll.hint(sentence);
	}
}
