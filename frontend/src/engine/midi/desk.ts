/**
 * Ties together what is played by hand: devices and the computer's keys go in; light, sound, step input, take and the MIDI
 * output come out. One desk of a page hears the devices, that of the roll that somebody came to last.
 */
import type { SynthMessage } from "../audio/dsp/types.ts";
import { Ticker } from "../audio/ticker.ts";
import { HeldKeys } from "./heldKeys.ts";
import { KEYS_SOURCE, KeyPiano } from "./keyPiano.ts";
import { bytesOf, type MidiMessage, readMessage } from "./messages.ts";
import { MidiOut, type MidiPort } from "./midiOut.ts";
import { MidiError, MidiPorts, type MidiProblem } from "./ports.ts";
import { MidiRecorder } from "./recorder.ts";
import type { MidiSettings } from "./settings.ts";
import type { MidiSink, Voice } from "./sink.ts";
import type { MidiStage } from "./stage.ts";
import { StepWriter } from "./stepWriter.ts";
import { Thru } from "./thru.ts";

export interface DeskHost {
	/** Something that is shown changed: devices, modes, the piano's octave. */
	changed(): void;
	problem(kind: MidiProblem | "busy" | "unplugged", reason: string): void;
}

/** The player's other end, for the output. */
export interface Tapped {
	tap: ((message: SynthMessage) => void) | null;
}

const SEND_MS = 25;
const JITTER_MS = 5;
let current: MidiDesk | null = null;

export class MidiDesk {
	readonly ports: MidiPorts;
	readonly piano: KeyPiano;
	readonly step: StepWriter;
	readonly recorder: MidiRecorder;
	settings: MidiSettings;
	pianoOn = false;
	readonly #stage: MidiStage;
	readonly #host: DeskHost;
	readonly #thru: Thru;
	readonly #out: MidiOut;
	readonly #held: HeldKeys;
	readonly #sinks: readonly MidiSink[];
	readonly #sender = new Ticker(SEND_MS, () => this.#sendDue());
	readonly #release: (() => void)[] = [];
	#port: MIDIOutput | null = null;
	/** What the page's clock is ahead of what is heard of the audio clock. */
	#clock_ms = Number.NaN;

	constructor(stage: MidiStage, host: DeskHost, settings: MidiSettings) {
		this.#stage = stage;
		this.#host = host;
		this.settings = settings;
		const { editor, doc } = stage;
		this.#thru = new Thru({ press: (pitch, velocity) => this.#sound(pitch, velocity) });
		this.#out = new MidiOut(
			() => doc.tracks,
			(at_s) => this.#heard_ms(at_s),
		);
		this.step = new StepWriter(editor);
		this.recorder = new MidiRecorder(
			stage,
			() => this.settings,
			() => host.changed(),
		);
		this.#sinks = [this.#lights(), this.#thru, this.step, this.recorder];
		this.#held = new HeldKeys({
			press: (voice, velocity, at_ms) => this.#each((sink) => sink.press(voice, velocity, at_ms)),
			release: (voice, at_ms) => this.#each((sink) => sink.release(voice, at_ms)),
			pedal: (source, channel, value, at_ms) => this.#each((sink) => sink.pedal?.(source, channel, value, at_ms)),
			control: (lane, value, at_ms) => this.#each((sink) => sink.control?.(lane, value, at_ms)),
		});
		this.piano = new KeyPiano((message) => this.#play(message, KEYS_SOURCE, performance.now()));
		this.ports = new MidiPorts({
			received: (bytes, input, at_ms) => this.hear(bytes, input, at_ms),
			lost: (input) => this.#held.letGo(performance.now(), input),
			changed: () => host.changed(),
			busy: (name) => host.problem("busy", name),
			output: (port) => this.#setPort(port),
		});
		this.ports.listenTo(settings.input);
		this.ports.sendTo(settings.output);
		this.#thru.setOn(settings.thru);
		this.#release.push(doc.subscribe((change) => this.step.documentChanged(change)));
		this.claim();
	}

	/** From now on this desk hears the devices, unless another one records. */
	claim(): void {
		if (current === this || current?.recorder.state === "recording") return;
		current?.letGo();
		current = this;
	}

	/** Asks for the devices; a refusal is told. True when they are there. */
	async connect(): Promise<boolean> {
		try {
			await this.ports.open();
			this.change({ connected: true });
			return true;
		} catch (error) {
			if (!(error instanceof MidiError)) throw error;
			this.#host.problem(error.kind, error.message);
			return false;
		}
	}

	change(change: Partial<MidiSettings>): void {
		this.settings = { ...this.settings, ...change };
		if (change.input !== undefined) this.ports.listenTo(change.input);
		if (change.output !== undefined) this.ports.sendTo(change.output);
		if (change.thru !== undefined) this.#thru.setOn(change.thru);
		if (change.channel !== undefined) this.#held.letGo(performance.now());
		this.#host.changed();
	}

	setPiano(on: boolean): void {
		this.pianoOn = on;
		this.piano.letGo();
		this.#host.changed();
	}

	setStep(on: boolean): void {
		this.step.on = on;
		this.step.letGo();
		this.#host.changed();
	}

	/** All keys come up: the focus, the page or the roll goes. */
	letGo(): void {
		this.piano.letGo();
		this.#held.letGo(performance.now());
	}

	dispose(): void {
		this.recorder.finish();
		this.letGo();
		this.#thru.silence();
		this.settings = { ...this.settings, output: "" };
		this.ports.close();
		for (const release of this.#release) release();
		if (current === this) current = null;
	}

	/** Bytes of one event of a device, and when they came on the page's clock. */
	hear(bytes: Uint8Array, input: string, at_ms: number): void {
		if (current !== this) return;
		const message = readMessage(bytes);
		if (!message) return;
		const { channel } = this.settings;
		if (channel === 0 || message.channel === channel - 1) this.#play(message, input, at_ms);
	}

	#play(message: MidiMessage, source: string, at_ms: number): void {
		this.#held.receive(message, source, at_ms);
	}

	#each(tell: (sink: MidiSink) => void): void {
		for (const sink of this.#sinks) tell(sink);
	}

	/** Keys that are down are lit in the keyboard column. */
	#lights(): MidiSink {
		const { editor } = this.#stage;
		const light = (voice: Voice, by: 1 | -1): void => {
			const { played } = editor.scene;
			played[voice.pitch] = Math.max(0, played[voice.pitch] + by);
			editor.changed("keys");
		};
		return { press: (voice) => light(voice, 1), release: (voice) => light(voice, -1) };
	}

	#sound(pitch: number, velocity: number): () => void {
		const { player, editor } = this.#stage;
		const track = editor.scene.tracks.active;
		const end = player?.press(pitch, velocity, track);
		if (!this.settings.thruOut || !this.#port) return () => end?.();
		const channel = this.#out.channelOf(track);
		this.#out.pass(bytesOf.noteOn(channel, pitch, velocity));
		return () => {
			end?.();
			this.#out.pass(bytesOf.noteOff(channel, pitch));
		};
	}

	#setPort(port: MIDIOutput | null): void {
		const hadPort = this.#port !== null;
		this.#port = port;
		const safe = port && safely(port);
		this.#out.setPort(safe, performance.now());
		const player = this.#stage.player as (MidiStage["player"] & Tapped) | null;
		if (!player) return;
		player.tap = port ? (message) => this.#out.take(message, performance.now()) : null;
		if (port) this.#sender.start();
		else this.#sender.stop();
		if (hadPort && !port && this.settings.output !== "") this.#host.problem("unplugged", "");
	}

	/** The page's clock when the audio clock's `at_s` is heard. */
	#heard_ms(at_s: number): number {
		const now_ms = performance.now();
		const fresh_ms = now_ms - 1000 * (this.#stage.player?.heardAt(now_ms) ?? 0);
		// Estimates tremble; an end and a beginning of one time are to stay of one time.
		if (!(Math.abs(fresh_ms - this.#clock_ms) < JITTER_MS)) this.#clock_ms = fresh_ms;
		return this.#clock_ms + 1000 * at_s;
	}

	#sendDue(): void {
		if (!this.#out.isIdle) this.#out.flush(performance.now());
	}
}

/** A device that was pulled out takes nothing more, and is told of as gone a moment later. */
function safely(port: MIDIOutput): MidiPort {
	return {
		send: (bytes, at_ms) => {
			if (port.state === "connected") port.send(bytes, at_ms);
		},
		clear: () => (port as MIDIOutput & { clear?(): void }).clear?.(),
	};
}
