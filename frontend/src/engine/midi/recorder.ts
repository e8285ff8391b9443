/**
 * Records what is played along with the playback: after the count-in, through the tempo map, moved by the latency, round
 * after round of a loop. A take is one step of undo; each round is in the score, and heard, when the next one begins.
 */
import { Ticker } from "../audio/ticker.ts";
import type { NoteRows, Op } from "../score/types.ts";
import type { LiveLayer } from "../state/liveLayer.ts";
import { controlOps } from "./controlCurves.ts";
import type { ControlLane, MidiSink, Voice } from "./sink.ts";
import type { MidiStage } from "./stage.ts";
import { type Pass, Take, type TakeOptions } from "./take.ts";

export interface RecordOptions extends TakeOptions {
	/** Notes of the range beside the new ones, or in their place. */
	mode: "overdub" | "replace";
	/** What is played arrives so much too late, in milliseconds. */
	latency_ms: number;
}

export type TakeState = "idle" | "starting" | "recording";

const LOOK_MS = 25;
const NOTHING = new Float32Array(0);
/** A round of a loop began: nothing else moves the place back by so much. */
const BACK_TICKS = 64;

export class MidiRecorder implements MidiSink {
	state: TakeState = "idle";
	readonly #stage: MidiStage;
	readonly #options: () => RecordOptions;
	readonly #changed: (state: TakeState) => void;
	readonly #ticker = new Ticker(LOOK_MS, () => this.look(performance.now()));
	#take: Take | null = null;
	#track = 0;
	#gesture = "";
	#takes = 0;
	#attempt = 0;
	#lastTick = 0;
	#last_ms = 0;
	/** Where the present round ends, as long as the loop says so. */
	#roundEnd = Number.POSITIVE_INFINITY;
	#unfollow: () => void = () => {};

	constructor(stage: MidiStage, options: () => RecordOptions, changed: (state: TakeState) => void) {
		this.#stage = stage;
		this.#options = options;
		this.#changed = changed;
	}

	async toggle(): Promise<void> {
		if (this.state === "idle") await this.start();
		else this.finish();
	}

	/** Call from a user gesture: sound may begin with it. */
	async start(): Promise<void> {
		const { player, editor } = this.#stage;
		if (this.state !== "idle") return;
		const track = editor.scene.tracks.active;
		const bar = editor.readOnly ? "readOnly" : editor.scene.tracks.barOf(track);
		if (bar || !player) {
			editor.say(bar ?? "noPlayer");
			return;
		}
		const attempt = ++this.#attempt;
		this.#set("starting");
		const from = this.#startTick();
		if (player.state !== "playing") await player.play({ countInBars: player.countInBars, endless: true });
		if (attempt !== this.#attempt) return;
		const now_ms = performance.now();
		// Who refuses sound plays nothing to play along with, and has said so.
		if (Number.isNaN(this.#placeOf(now_ms))) {
			this.#set("idle");
			return;
		}
		this.#track = track;
		this.#gesture = `midi take ${++this.#takes} ${now_ms}`;
		this.#take = new Take(this.#options(), from);
		this.#lastTick = from;
		this.#last_ms = now_ms;
		this.#roundEnd = this.#loopEnd();
		this.#unfollow = player.subscribe((event) => {
			if (event.type !== "play") this.finish();
		});
		this.#set("recording");
		this.#ticker.start();
	}

	/** Ends the take and puts it into the score. */
	finish(): void {
		this.#attempt++;
		const take = this.#take;
		if (!take) {
			if (this.state === "starting") this.#stage.player?.pause();
			this.#set("idle");
			return;
		}
		this.look(performance.now());
		this.#unfollow();
		this.#ticker.stop();
		const last = this.#take ?? take;
		this.#take = null;
		if (this.#stage.player?.state === "playing") this.#stage.player.pause();
		this.#stage.showLive(null);
		this.#commit(last.close(this.#lastTick));
		this.#set("idle");
	}

	press(voice: Voice, velocity: number, at_ms: number): void {
		this.#at(at_ms, (take, tick) => take.press(voice, velocity, tick));
	}

	release(voice: Voice, at_ms: number): void {
		this.#at(at_ms, (take, tick) => take.release(voice, tick));
	}

	pedal(source: string, channel: number, value: number, at_ms: number): void {
		this.#at(at_ms, (take, tick) => take.pedal(source, channel, value, tick));
	}

	control(lane: ControlLane, value: number, at_ms: number): void {
		this.#at(at_ms, (take, tick) => take.control(lane, value, tick));
	}

	/** Follows the playback to a moment: ends a round that is over, shows what sounds. Called many times a second. */
	look(now_ms: number): void {
		const take = this.#take;
		const tick = this.#placeOf(now_ms);
		if (!take || Number.isNaN(tick) || now_ms < this.#last_ms) return;
		this.#last_ms = now_ms;
		if (tick < this.#lastTick - BACK_TICKS && this.#lastTick > take.from) this.#nextRound(take, tick);
		else this.#roundEnd = Math.max(this.#loopEnd(), tick);
		this.#lastTick = tick;
		this.#stage.showLive(this.#layer(tick));
	}

	#nextRound(take: Take, tick: number): void {
		const from = this.#stage.player?.loop?.[0] ?? tick;
		this.#take = take.again(from);
		this.#commit(take.close(Number.isFinite(this.#roundEnd) ? this.#roundEnd : this.#lastTick));
		this.#roundEnd = this.#loopEnd();
	}

	#at(at_ms: number, act: (take: Take, tick: number) => void): void {
		const take = this.#take;
		if (!take) return;
		this.look(at_ms);
		const current = this.#take ?? take;
		const tick = this.#placeOf(at_ms);
		if (Number.isNaN(tick)) return;
		// What comes late out of the round before belongs to the first beat of this one.
		act(current, at_ms < this.#last_ms && tick > this.#lastTick + BACK_TICKS ? current.from : tick);
	}

	/** The place in the score that was heard when something was played, in ticks; before the first one in the count-in. */
	#placeOf(at_ms: number): number {
		const { player } = this.#stage;
		if (player?.state !== "playing") return Number.NaN;
		const time_s = player.heardAt(at_ms - this.#options().latency_ms);
		const span = player.spanAt(time_s);
		return span ? span.tempo.ticksAt(span.tempo.secondsAt(span.fromTick) + time_s - span.at_s) : Number.NaN;
	}

	/** Where the player will begin: in a loop, when there is one. */
	#startTick(): number {
		const { player } = this.#stage;
		const at = Math.round(player?.positionTick() ?? 0);
		const loop = player?.loop;
		return player?.state !== "playing" && loop && (at < loop[0] || at >= loop[1]) ? loop[0] : at;
	}

	#loopEnd(): number {
		const loop = this.#stage.player?.loop;
		return loop && this.#lastTick < loop[1] ? loop[1] : Number.POSITIVE_INFINITY;
	}

	#commit(pass: Pass): void {
		const { doc, editor } = this.#stage;
		if (pass.notes.length === 0 && pass.lanes.length === 0) return;
		const ops: Op[] = [];
		if (this.#options().mode === "replace" && pass.notes.length > 0) {
			const ids = editor.idsOf(this.#notesIn(pass));
			if (ids.length > 0) ops.push({ op: "delete", ids });
		}
		if (pass.notes.length > 0) ops.push({ op: "insert", rows: this.#rows(pass) });
		ops.push(...controlOps(doc.curves, this.#track, pass.lanes, pass.to));
		editor.edit(ops, "take", this.#gesture);
	}

	#notesIn({ from, to }: Pass): number[] {
		const { index, store } = this.#stage.doc;
		const slots: number[] = [];
		for (let i = index.lowerBound(from); i < index.length && store.onset[index.order[i]] < to; i++) {
			if (store.track[index.order[i]] === this.#track) slots.push(index.order[i]);
		}
		return slots;
	}

	#rows({ notes }: Pass): NoteRows {
		return {
			id: notes.map(() => this.#stage.doc.nextId()),
			onset: notes.map((note) => note.onset),
			duration: notes.map((note) => note.end - note.onset),
			pitch: notes.map((note) => note.pitch),
			velocity: notes.map((note) => note.velocity),
			track: notes.map(() => this.#track),
		};
	}

	/** The notes of this round, as the roll shows what comes in live. */
	#layer(tick: number): LiveLayer {
		const notes = (this.#take?.notes ?? []).map(({ pitch, velocity, onset, end }) => ({
			onsetTick: onset,
			endTick: Math.max(onset, Math.min(end, tick)),
			pitch,
			velocity,
			provisional: end === Number.POSITIVE_INFINITY,
		}));
		return { start_s: 0, hop_s: 1, length: 0, finalLength: 0, f0_hz: NOTHING, cents: NOTHING, notes, track: this.#track, nowTick: tick };
	}

	#set(state: TakeState): void {
		if (this.state === state) return;
		this.state = state;
		this.#changed(state);
	}
}
