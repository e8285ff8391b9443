/** The contract's event data, from what the engine tells. */
import type { Player, PlayerEvent } from "../engine/audio/player";
import type { ScoreDocument } from "../engine/score/document";
import { TICKS_PER_BEAT } from "../engine/score/types";

const FLICKS_PER_SECOND = 705_600_000;

export interface PlaybackData {
	action: "play" | "pause" | "stop";
	/** Seconds. */
	position: number;
	duration: number;
	/** Milliseconds since 1970. */
	timestamp: number;
	/** Flicks. */
	currentPosition: number;
	use_backend_audio: boolean;
	tempo: number;
}

export interface LyricData {
	noteId: string;
	oldLyric: string;
	newLyric: string;
	note: Record<string, unknown>;
}

/** The natural end is a stop; a seek is no event of the contract. */
export function actionOf(event: PlayerEvent): PlaybackData["action"] | null {
	if (event.type === "seek") return null;
	return event.type === "ended" ? "stop" : event.type;
}

export function playbackData(
	action: PlaybackData["action"],
	tick: number,
	doc: ScoreDocument,
	player: Player,
	use_backend_audio: boolean,
): PlaybackData {
	const position = doc.tempo.secondsAt(tick);
	return {
		action,
		position,
		duration: doc.tempo.secondsAt(player.endTick()),
		timestamp: Date.now(),
		currentPosition: Math.round(position * FLICKS_PER_SECOND),
		use_backend_audio,
		tempo: doc.tempo.bpmAt(tick),
	};
}

export interface LyricSettings {
	pixels_per_beat?: number;
	ppqn?: number;
	sample_rate?: number;
}

export function lyricData(doc: ScoreDocument, slot: number, oldLyric: string, newLyric: string, settings: LyricSettings): LyricData {
	const noteId = doc.store.externalId(slot);
	return { noteId, oldLyric, newLyric, note: { id: noteId, ...noteForm(doc, slot, settings), lyric: newLyric } };
}

/** One note in the dict form of the contract, with its derived timing. */
function noteForm(doc: ScoreDocument, slot: number, settings: LyricSettings): Record<string, unknown> {
	const { store, tempo } = doc;
	const { pixels_per_beat = 80, ppqn = 480, sample_rate = 44100 } = settings;
	const onset = store.onset[slot] ?? 0;
	const end = onset + (store.duration[slot] ?? 0);
	const start_s = tempo.secondsAt(onset);
	const end_s = tempo.secondsAt(end);
	const startBeats = onset / TICKS_PER_BEAT;
	const durationBeats = (end - onset) / TICKS_PER_BEAT;
	const phoneme = store.phonemeOf(slot);
	return {
		...(store.extraOf(slot) ?? {}),
		start: startBeats * pixels_per_beat,
		duration: durationBeats * pixels_per_beat,
		pitch: store.pitch[slot],
		velocity: store.velocity[slot],
		...(phoneme ? { phoneme } : {}),
		startFlicks: Math.round(start_s * FLICKS_PER_SECOND),
		durationFlicks: Math.round((end_s - start_s) * FLICKS_PER_SECOND),
		startSeconds: start_s,
		durationSeconds: end_s - start_s,
		endSeconds: end_s,
		startBeats,
		durationBeats,
		startTicks: Math.round(startBeats * ppqn),
		durationTicks: Math.round(durationBeats * ppqn),
		startSample: Math.round(start_s * sample_rate),
		durationSamples: Math.round((end_s - start_s) * sample_rate),
	};
}
