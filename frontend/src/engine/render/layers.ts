/** Who draws which surface. One set of painters belongs to one scene; an export makes a set of its own. */
import type { DocChange } from "../score/types.ts";
import { curvesAt } from "../state/curvePlace.ts";
import type { Scene } from "../state/scene.ts";
import type { SurfaceName } from "../state/surfaces.ts";
import { drawAudioLane, drawCurveLane } from "./curveLane.ts";
import { drawBackgroundCurves, drawForegroundCurves } from "./curves.ts";
import { drawDrumKeys } from "./drumKeys.ts";
import { drawGrid } from "./grid.ts";
import { drawKeyboard } from "./keyboard.ts";
import { latePainters } from "./latePainters.ts";
import { drawnSpan, NotePainter } from "./notes.ts";
import { OverlayPainter } from "./overlay.ts";
import { OverviewPainter } from "./overview.ts";
import type { Surface } from "./painter.ts";
import { drawRuler } from "./ruler.ts";
import { VelocityPainter } from "./velocity.ts";
import { WavePainter } from "./wave.ts";

const OVERVIEW_STEPS = 24;

export class Layers {
	readonly #scene: Scene;
	readonly #notes: NotePainter;
	readonly #velocity: VelocityPainter;
	#spectrogram: { draw(scene: Scene, surface: Surface): void } | null = null;
	readonly #wave = new WavePainter();
	readonly #overview = new OverviewPainter();
	readonly #overlay = new OverlayPainter();
	/** How far the score had arrived when the overview was last painted. */
	#step = 0;

	constructor(scene: Scene) {
		this.#scene = scene;
		this.#notes = new NotePainter(scene.doc);
		this.#velocity = new VelocityPainter(scene.doc);
		this.tracksChanged();
	}

	/** The notes are rows over their surface, whose lines the overlay draws. */
	get isStretched(): boolean {
		return this.#notes.isStretched;
	}

	/** False when the surface showed everything already. A canvas that is touched is copied whole, so that is worth knowing. */
	paint(surface: Surface): boolean {
		const scene = this.#scene;
		const { name } = surface;
		if (name === "overlay") return this.#overlay.draw(scene, surface, this.isStretched);
		if (name === "overview") return this.#overview.draw(scene, surface, this.#notes.coverage);
		if (name === "notes") this.#paintNotes(surface);
		else if (name === "ruler") drawRuler(scene, surface);
		else if (name === "keys") scene.keyName ? drawDrumKeys(scene, surface) : drawKeyboard(scene, surface);
		else if (name === "velocity") this.#velocity.draw(scene, surface);
		else if (name === "curves") drawCurveLane(scene, surface, this.#wave);
		else if (name === "tiers") {
			latePainters.tier?.(scene, surface);
			latePainters.tieMarks?.(scene, surface);
		} else drawAudioLane(scene, surface, this.#wave);
		return true;
	}

	/** What is kept between frames follows the notes. */
	documentChanged({ parts, appended, before }: DocChange): void {
		for (const table of [this.#notes.coverage, this.#velocity.loudest]) {
			if (parts.has("reset")) table.invalidate();
			else if (appended) table.append(appended[0], appended[1]);
			else if (before) table.update(before);
		}
		if (parts.has("reset") || parts.has("tracks") || parts.has("notes") || (appended && this.#isStep())) this.#overview.invalidate();
	}

	/** Whether notes that arrived in the slots [first, end) may show, or all have arrived. */
	isInSight([first, end]: readonly [number, number]): boolean {
		const { onset } = this.#scene.doc.store;
		const [, endTick] = drawnSpan(this.#scene);
		if (first === end) return true;
		for (let slot = first; slot < end; slot++) if (onset[slot] <= endTick) return true;
		return false;
	}

	/** A score that arrives grows in the overview in some steps: each is a picture of all that is there. */
	#isStep(): boolean {
		const { loaded, total } = this.#scene.doc.loading;
		const step = Math.floor((loaded / Math.max(1, total)) * OVERVIEW_STEPS);
		if (step === this.#step && loaded < total) return false;
		this.#step = step;
		return true;
	}

	/** Another track is active, or the tracks are looked at otherwise. */
	tracksChanged(): void {
		const { tracks } = this.#scene;
		this.#notes.coverage.setTracks(tracks.roles, tracks.active);
		this.#velocity.loudest.setTracks(tracks.roles);
		this.#overview.invalidate();
	}

	themeChanged(): void {
		this.#overview.invalidate();
		this.#overlay.lost();
	}

	/** The surface lost its picture. */
	lost(name: SurfaceName): void {
		if (name === "overlay") this.#overlay.lost();
		if (name === "overview") this.#overview.lost();
	}

	#paintNotes(surface: Surface): void {
		const scene = this.#scene;
		const pitch = scene.pitch === null ? null : latePainters.pitch;
		const isAlone = scene.spectrogram === null && !pitch && curvesAt(scene.doc, (place) => place === "background").length === 0;
		const isLast = curvesAt(scene.doc, (place) => place !== "lane" && place !== "bottom").length === 0;
		if (!this.#notes.begin(scene, surface, isAlone, isLast)) drawGrid(scene, surface);
		if (scene.spectrogram && latePainters.Spectrogram) {
			this.#spectrogram ??= new latePainters.Spectrogram();
			this.#spectrogram.draw(scene, surface);
		}
		drawBackgroundCurves(scene, surface);
		pitch?.behind(scene, surface);
		// The curve comes to the front: notes are outlines behind it.
		scene.outlined = pitch !== null;
		this.#notes.draw(scene, surface);
		pitch?.candidates(scene, surface);
		drawForegroundCurves(scene, surface);
		pitch?.pins(scene, surface);
		this.#notes.drawLabels(scene, surface);
		scene.outlined = false;
	}
}
