/** Moves the playhead while the player plays, turns the page to follow it, and lights the keys that sound. */

import type { Scene } from "../state/scene.ts";
import type { Renderer } from "./renderer.ts";

/** The part of a player that is needed to show it. */
export interface Heard {
	readonly state: "stopped" | "playing" | "paused";
	readonly loop: readonly [number, number] | null;
	positionTick(): number;
	subscribe(listener: (event: { type: string; positionTick: number }) => void): () => void;
}

/** Where the page is turned and where the playhead then stands, as shares of the width. */
const TURN_AT = 0.92;
const TURN_TO = 0.08;

export class Playhead {
	readonly #scene: Scene;
	readonly #renderer: Renderer;
	readonly #mayFollow: () => boolean;

	constructor(scene: Scene, renderer: Renderer, mayFollow: () => boolean) {
		this.#scene = scene;
		this.#renderer = renderer;
		this.#mayFollow = mayFollow;
	}

	/** Shows this player until the returned function is called. */
	follow(player: Heard | null): () => void {
		this.#read(player);
		if (!player) return () => {};
		let stopFrames: (() => void) | null = null;
		const start = (): void => {
			stopFrames?.();
			stopFrames = this.#renderer.scheduler.animate(() => {
				this.#read(player);
				this.#turnPage();
				return player.state === "playing";
			});
		};
		const unsubscribe = player.subscribe(() => {
			this.#read(player);
			if (player.state === "playing") start();
		});
		if (player.state === "playing") start();
		return () => {
			unsubscribe();
			stopFrames?.();
		};
	}

	#read(player: Heard | null): void {
		const scene = this.#scene;
		scene.playing = player?.state === "playing";
		scene.loop = player?.loop ? [player.loop[0], player.loop[1]] : player ? null : scene.loop;
		if (player) scene.playheadTick = player.positionTick();
		this.#renderer.changed("playhead");
		if (this.#lightKeys()) this.#renderer.changed("keys");
	}

	/** True when other keys sound than before. */
	#lightKeys(): boolean {
		const { sounding, playing, doc, playheadTick } = this.#scene;
		let before = 0;
		for (let pitch = 0; pitch < 128; pitch++) {
			before = (before * 31 + sounding[pitch] * (pitch + 1)) | 0;
			sounding[pitch] = 0;
		}
		if (playing) {
			const tick = Math.floor(playheadTick);
			doc.index.forEachIn(tick, tick + 1, (slot) => {
				sounding[doc.store.pitch[slot]] = 1;
			});
		}
		let after = 0;
		for (let pitch = 0; pitch < 128; pitch++) after = (after * 31 + sounding[pitch] * (pitch + 1)) | 0;
		return before !== after;
	}

	/** While somebody sings and nothing plays the playhead is where the microphone is. */
	show(tick: number): void {
		if (this.#scene.playing) return;
		this.#scene.playheadTick = tick;
		this.#renderer.changed("playhead");
		this.#turnPage(true);
	}

	#turnPage(moving = this.#scene.playing): void {
		const { view, playheadTick } = this.#scene;
		if (!moving || !this.#mayFollow() || view.width_px === 0) return;
		const x = view.xOf(playheadTick);
		if (x >= 0 && x <= view.width_px * TURN_AT) return;
		view.set({ scrollTick: playheadTick - (view.width_px * TURN_TO) / view.pxPerTick });
	}
}
