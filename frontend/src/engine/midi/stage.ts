/** What playing by hand needs of a roll and its player; both fit. */
import type { EditorContext } from "../interact/editorContext.ts";
import type { ScoreDocument } from "../score/document.ts";
import type { LiveLayer } from "../state/liveLayer.ts";

export interface PlacedSpan {
	readonly at_s: number;
	readonly fromTick: number;
	readonly tempo: { secondsAt(tick: number): number; ticksAt(seconds: number): number };
}

/** The player, as far as hands play along with it. */
export interface PlayAlong {
	readonly state: "stopped" | "playing" | "paused";
	readonly loop: readonly [number, number] | null;
	readonly countInBars: number;
	positionTick(): number;
	/** What plays at a time of the audio clock. */
	spanAt(time_s: number): PlacedSpan | undefined;
	/** The audio clock's time of what is heard at a moment of the page's clock; NaN before there is sound. */
	heardAt(time_ms: number): number;
	play(how: { countInBars?: number; endless?: boolean }): Promise<void>;
	pause(): void;
	press(pitch: number, velocity: number, track: number): () => void;
	subscribe(listener: (event: { type: string }) => void): () => void;
}

export interface MidiStage {
	readonly doc: ScoreDocument;
	readonly player: PlayAlong | null;
	readonly editor: EditorContext;
	showLive(layer: LiveLayer | null): void;
}
