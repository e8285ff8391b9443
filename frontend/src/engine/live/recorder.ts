/**
 * From the microphone to the score: opens the device and a session on the server, plays along where the score has more to
 * play, shows what is sung while it is sung, and makes of it one edit with its recording.
 */
import type { Player, PlayerEvent } from "../audio/player.ts";
import type { ScoreDocument } from "../score/document.ts";
import type { LiveLayer } from "../state/liveLayer.ts";
import { randomName, type Sound } from "../transport/handle.ts";
import { Microphone, MicrophoneError, type MicrophoneProblem } from "./microphone.ts";
import { isRefusal, type LiveAnswer, type LiveFinished, type LiveRemote } from "./remote.ts";
import { BlockSender } from "./sender.ts";
import { freeName, TakeLayer } from "./take.ts";

export type RecorderState = "idle" | "opening" | "recording" | "finishing";

export type RecorderProblem = MicrophoneProblem | "server" | "serverBusy" | "lost" | "unplugged" | "gap";

export interface RecorderStage {
	readonly doc: ScoreDocument;
	player: Player | null;
	readonly readOnly: boolean;
	readonly loop: readonly [number, number] | null;
	setLoop(range: readonly [number, number] | null): void;
	showLive(layer: LiveLayer | null): void;
}

export interface RecorderHost {
	remote(): LiveRemote;
	/** Name of the curve and of the track, before their number. */
	takeName(): string;
	state(state: RecorderState): void;
	level(level_db: number | null): void;
	problem(kind: RecorderProblem, reason: string): void;
	stalled(isStalled: boolean): void;
	/** The take is to be in the score with this sound; `curve` tells it from others when it is undone. */
	recorded(curve: string, sound: Sound | null): void;
}

const PATIENCE_MS = 45_000;
const FINISH_TRIES = 4;
const FINISH_WAIT_MS = 500;
/** Samples are on their way through the audio thread for so long. */
const MARGIN_S = 0.01;

export class Recorder {
	state: RecorderState = "idle";
	layer: TakeLayer | null = null;
	/** Calls and blocks of the last take. */
	stats = { blocks: 0, calls: 0, retries: 0, lost: 0 };
	readonly #stage: RecorderStage;
	readonly #host: RecorderHost;
	readonly #page = randomName();
	#microphone: Microphone | null = null;
	#sender: BlockSender | null = null;
	#id = "";
	#max_s = Number.POSITIVE_INFINITY;
	#firstFrame = -1;
	#frame = 0;
	#attempt = 0;
	#loop: readonly [number, number] | null = null;
	#playing = false;
	#failed = false;
	#unfollow: () => void = () => {};

	constructor(stage: RecorderStage, host: RecorderHost) {
		this.#stage = stage;
		this.#host = host;
	}

	/** Begins, or ends what is going on. Call from a user gesture. */
	async toggle(): Promise<void> {
		if (this.state === "idle") await this.start();
		else if (this.state === "opening") this.cancel();
		else if (this.state === "recording") await this.finish();
	}

	async start(): Promise<void> {
		if (this.state !== "idle" || this.#stage.readOnly) return;
		const attempt = ++this.#attempt;
		this.#failed = false;
		this.#set("opening");
		try {
			const microphone = await Microphone.open({
				block: (pcm, firstFrame) => this.#onBlock(pcm, firstFrame),
				lost: () => this.#onLost(),
			});
			if (attempt !== this.#attempt) return microphone.release();
			this.#microphone = microphone;
			if (!(await this.#openSession(microphone, attempt))) return;
			await this.#begin(microphone, attempt);
		} catch (error) {
			if (attempt !== this.#attempt) return;
			this.#reset();
			if (error instanceof MicrophoneError) this.#host.problem(error.kind, error.message);
			else throw error;
		}
	}

	/** Ends the take and puts it into the score. */
	async finish(): Promise<void> {
		if (this.state !== "recording") return;
		const attempt = ++this.#attempt;
		const { layer } = this;
		const sender = this.#sender;
		this.#set("finishing");
		this.#unfollow();
		if (this.#playing && this.#stage.player?.state === "playing") this.#stage.player.pause();
		await this.#microphone?.stop();
		await sender?.drained();
		const finished = this.#failed ? null : await this.#fetchRest();
		if (attempt !== this.#attempt) return;
		if (finished) layer?.take(finished);
		const id = this.#id;
		if (sender) this.stats = { ...sender.stats, lost: layer?.lost ?? 0 };
		try {
			if (layer) this.#commit(layer, finished);
			if (!this.#failed && !finished) this.#host.problem("lost", "");
			else if (layer && layer.lost > 0) this.#host.problem("gap", String(layer.lost));
		} finally {
			this.#reset();
			if (id) this.#host.remote().close(id);
		}
	}

	/** Lets the microphone go and forgets the take. */
	cancel(): void {
		if (this.state === "idle") return;
		this.#attempt++;
		const id = this.#id;
		this.#reset();
		if (id) this.#host.remote().close(id);
	}

	async #openSession(microphone: Microphone, attempt: number): Promise<boolean> {
		const question = { page: this.#page, sr: microphone.sampleRate_hz, block_samples: microphone.blockSamples };
		const opened = await this.#host.remote().open(question);
		const isCurrent = attempt === this.#attempt;
		if (opened && !isRefusal(opened)) {
			if (!isCurrent) this.#host.remote().close(opened.id);
			this.#id = isCurrent ? opened.id : this.#id;
			this.#max_s = opened.max_s;
			if (isCurrent) this.layer = new TakeLayer(this.#stage.doc, 0, opened.hop_s);
			return isCurrent;
		}
		if (!isCurrent) return false;
		this.#reset();
		this.#host.problem(opened?.error === "busy" ? "serverBusy" : "server", opened?.message ?? "");
		return false;
	}

	async #begin(microphone: Microphone, attempt: number): Promise<void> {
		const { player, doc } = this.#stage;
		this.#sender = new BlockSender({
			remote: this.#host.remote(),
			id: this.#id,
			sampleRate_hz: microphone.sampleRate_hz,
			blockSamples: microphone.blockSamples,
			patience_ms: PATIENCE_MS,
			have: () => this.layer?.have ?? { have_frames: 0, have_notes: 0 },
			answered: (answer) => this.#onAnswer(answer),
			failed: () => this.#onFailed(),
			stalled: (isStalled) => this.#host.stalled(isStalled),
		});
		const position = player?.positionTick() ?? 0;
		// Counted in, or with the metronome, time runs on where the score has nothing to play.
		const keepsTime = player !== null && (player.metronome || player.countInBars > 0);
		this.#playing = player !== null && (player.state === "playing" || position < doc.endTick || keepsTime);
		this.#loop = this.#stage.loop;
		// A take goes straight on: sung over a loop it would have no place.
		if (this.#loop) this.#stage.setLoop(null);
		if (this.#playing) await player?.play({ countInBars: player.countInBars, endless: keepsTime });
		if (attempt !== this.#attempt) return;
		const now_s = microphone.context.currentTime;
		const due_s = player?.scoreSecondsAt(now_s) ?? Number.NaN;
		this.#playing &&= !Number.isNaN(due_s);
		const start_s = doc.tempo.secondsAt(position);
		// What is heard at the beginning comes back over the microphone a little later.
		const lead_s = this.#playing ? start_s - due_s + microphone.roundTrip_s : 0;
		if (this.layer) this.layer.start_s = start_s;
		this.#firstFrame = -1;
		if (player) this.#unfollow = player.subscribe((event) => this.#onPlayer(event));
		this.#set("recording");
		microphone.start(now_s + Math.max(0, lead_s) + MARGIN_S);
		this.#frame = requestAnimationFrame(() => this.#onFrame());
	}

	#onBlock(pcm: Int16Array, firstFrame: number): void {
		const { layer } = this;
		const microphone = this.#microphone;
		if (!layer || !microphone || (this.state !== "recording" && this.state !== "finishing")) return;
		if (this.#firstFrame < 0) {
			this.#firstFrame = firstFrame;
			const due_s = this.#playing ? (this.#stage.player?.scoreSecondsAt(firstFrame / microphone.sampleRate_hz) ?? Number.NaN) : Number.NaN;
			if (!Number.isNaN(due_s)) layer.start_s = Math.max(0, due_s - microphone.roundTrip_s);
		}
		this.#sender?.push(pcm);
	}

	#onAnswer(answer: LiveAnswer): void {
		this.layer?.take(answer);
		this.#host.level(answer.level_db);
	}

	/** Once per frame of the screen: the line where the microphone is moves on, whether the server has answered or not. */
	#onFrame(): void {
		const { layer } = this;
		const microphone = this.#microphone;
		if (this.state !== "recording" || !layer || !microphone) return;
		if (this.#firstFrame >= 0) {
			const passed_s = microphone.context.currentTime - this.#firstFrame / microphone.sampleRate_hz;
			// What the last answer brought was drawn since the last call.
			layer.drawn(passed_s);
			layer.at(passed_s);
			if (passed_s >= this.#max_s - 1) {
				void this.finish();
				return;
			}
		}
		this.#stage.showLive(layer);
		this.#frame = requestAnimationFrame(() => this.#onFrame());
	}

	/** Who pauses or jumps ends the take; the song's end does not, for one may go on singing. */
	#onPlayer(event: PlayerEvent): void {
		if (event.type !== "ended" && this.state === "recording") void this.finish();
	}

	#onLost(): void {
		this.#host.problem("unplugged", "");
		if (this.state === "recording") void this.finish();
		else this.cancel();
	}

	/** The server has given up on this take: what is here already is kept. */
	#onFailed(): void {
		this.#failed = true;
		this.#host.problem("lost", "");
		if (this.state === "recording") void this.finish();
	}

	async #fetchRest(): Promise<LiveFinished | null> {
		for (let tries = 0; tries < FINISH_TRIES; tries++) {
			const have = this.layer?.have ?? { have_frames: 0, have_notes: 0 };
			const finished = await this.#host.remote().finish({ id: this.#id, ...have });
			if (finished) return isRefusal(finished) ? null : finished;
			await new Promise((done) => setTimeout(done, FINISH_WAIT_MS * (tries + 1)));
		}
		return null;
	}

	#commit(layer: TakeLayer, finished: LiveFinished | null): void {
		const { doc, readOnly } = this.#stage;
		if (readOnly || layer.finalLength === 0) return;
		const base = this.#host.takeName();
		const name = freeName(doc, base);
		const span = { start_s: layer.start_s, duration_s: finished?.duration_s ?? null };
		const sound = finished?.audio ? { audio: finished.audio, peaks: finished.peaks ?? null, span } : null;
		this.#host.recorded(name, sound);
		doc.edit(layer.ops(name, name), "take");
	}

	#set(state: RecorderState): void {
		this.state = state;
		this.#host.state(state);
	}

	#reset(): void {
		cancelAnimationFrame(this.#frame);
		this.#unfollow();
		this.#unfollow = () => {};
		this.#sender?.dispose();
		this.#sender = null;
		this.#microphone?.release();
		this.#microphone = null;
		this.layer = null;
		this.#id = "";
		this.#stage.showLive(null);
		if (this.#loop) this.#stage.setLoop(this.#loop);
		this.#loop = null;
		this.#host.level(null);
		this.#host.stalled(false);
		this.#set("idle");
	}
}
