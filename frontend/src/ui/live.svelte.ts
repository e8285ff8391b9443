/** What the shell shows of the microphone, mirrored into runes. */
import type { Recorder, RecorderHost, RecorderProblem, RecorderState } from "../engine/live/recorder";
import type { LiveRemote } from "../engine/live/remote";
import type { Roll } from "../engine/roll";
import { tuneOf } from "../engine/state/liveLayer";
import type { Sound } from "../engine/transport/handle";
import { pitchName, pitchOfHz } from "../engine/view/pitch";
import { formatClock } from "./state.svelte";

/** Numbers that change faster than this cannot be read. */
const READ_MS = 66;
/** A reading holds so long after the voice stops. */
const HOLD_MS = 400;
const SILENCE_DB = -60;

export interface LiveHost {
	remote(): LiveRemote;
	takeName(): string;
	problem(kind: RecorderProblem, reason: string): void;
	recorded(curve: string, sound: Sound | null): void;
}

export class LiveState implements RecorderHost {
	phase = $state<RecorderState>("idle");
	/** 0 … 1 of the meter. */
	loudness = $state(0);
	clock = $state("0:00.0");
	/** The note that is sung, and the note that the score wants; empty without. */
	sung = $state("");
	wanted = $state("");
	cents = $state<number | null>(null);
	tune = $state<"right" | "near" | "off" | null>(null);
	waiting = $state(false);
	#recorder: Recorder | null = null;
	#fetching: Promise<void> | null = null;
	readonly #roll: Roll;
	readonly #host: LiveHost;
	#timer: ReturnType<typeof setInterval> | undefined;
	#heard_ms = 0;

	constructor(roll: Roll, host: LiveHost) {
		this.#roll = roll;
		this.#host = host;
	}

	/** What records is fetched the first time. */
	async toggle(): Promise<void> {
		this.#fetching ??= this.#fetch();
		await this.#fetching;
		await this.#recorder?.toggle();
	}

	async #fetch(): Promise<void> {
		try {
			const { Recorder } = await import("../engine/live/recorder");
			this.#recorder = new Recorder(this.#roll, this);
		} catch (error) {
			this.#fetching = null;
			this.problem("server", error instanceof Error ? error.message : String(error));
		}
	}

	/** Lets the microphone go: the roll leaves the page. */
	dispose(): void {
		this.#recorder?.cancel();
		clearInterval(this.#timer);
	}

	// -- what the recorder tells

	remote(): LiveRemote {
		return this.#host.remote();
	}

	takeName(): string {
		return this.#host.takeName();
	}

	state(state: RecorderState): void {
		this.phase = state;
		clearInterval(this.#timer);
		if (state === "recording") this.#timer = setInterval(() => this.#read(), READ_MS);
		else this.#clear();
	}

	level(level_db: number | null): void {
		this.loudness = level_db === null ? 0 : Math.max(0, Math.min(1, 1 - level_db / SILENCE_DB));
	}

	problem(kind: RecorderProblem, reason: string): void {
		this.#host.problem(kind, reason);
	}

	stalled(isStalled: boolean): void {
		this.waiting = isStalled;
	}

	recorded(curve: string, sound: Sound | null): void {
		this.#host.recorded(curve, sound);
	}

	#read(): void {
		const layer = this.#recorder?.layer;
		if (!layer) return;
		this.clock = formatClock(this.#roll.doc.tempo.secondsAt(layer.nowTick) - layer.start_s);
		const latest = layer.latest();
		if (!latest) {
			if (performance.now() - this.#heard_ms > HOLD_MS) this.#clear();
			return;
		}
		this.#heard_ms = performance.now();
		this.sung = pitchName(Math.round(pitchOfHz(latest.f0_hz)));
		this.wanted = latest.pitch < 0 ? "" : pitchName(latest.pitch);
		this.cents = Number.isNaN(latest.cents) ? null : Math.round(latest.cents);
		this.tune = tuneOf(latest.cents);
	}

	#clear(): void {
		this.sung = "";
		this.wanted = "";
		this.cents = null;
		this.tune = null;
	}
}
