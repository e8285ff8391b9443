/** Knows the attached surfaces, what makes which of them dirty, and who draws them. */
import type { DocChange } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import { type Cause, OUT_OF_DATE, type SurfaceName } from "../state/surfaces.ts";
import type { ViewChange } from "../view/viewport.ts";
import { drawBackgroundCurves, drawForegroundCurves, drawLanes } from "./curves.ts";
import { drawGrid } from "./grid.ts";
import { drawKeyboard } from "./keyboard.ts";
import { NotePainter } from "./notes.ts";
import { OverlayPainter } from "./overlay.ts";
import { OverviewPainter } from "./overview.ts";
import { drawRuler } from "./ruler.ts";
import { FrameScheduler } from "./scheduler.ts";
import { SpectrogramPainter } from "./spectrogram.ts";
import { StripPainter } from "./strip.ts";
import { Surface } from "./surface.ts";
import { VelocityPainter } from "./velocity.ts";

export class Renderer {
	readonly scheduler: FrameScheduler<SurfaceName>;
	readonly #scene: Scene;
	readonly #surfaces = new Map<SurfaceName, Surface>();
	#notes: NotePainter;
	readonly #spectrogram = new SpectrogramPainter();
	readonly #strip = new StripPainter();
	readonly #overview = new OverviewPainter();
	readonly #overlay = new OverlayPainter();
	readonly #velocity = new VelocityPainter();

	constructor(scene: Scene) {
		this.#scene = scene;
		this.#notes = new NotePainter(scene.doc);
		this.#notes.coverage.setTracks(scene.tracks.roles, scene.tracks.active);
		this.scheduler = new FrameScheduler((dirty) => this.#draw(dirty));
	}

	surface(name: SurfaceName): Surface | undefined {
		return this.#surfaces.get(name);
	}

	attach(name: SurfaceName, canvas: HTMLCanvasElement): () => void {
		this.#surfaces.get(name)?.dispose();
		const surface = new Surface(name, canvas, () => this.#resized(name));
		this.#surfaces.set(name, surface);
		this.#resized(name);
		return () => {
			surface.dispose();
			if (this.#surfaces.get(name) === surface) this.#surfaces.delete(name);
		};
	}

	changed(cause: Cause): void {
		for (const name of OUT_OF_DATE[cause]) if (this.#surfaces.has(name)) this.scheduler.invalidate(name);
	}

	viewChanged(change: ViewChange): void {
		if (change.time || change.size) this.changed("time");
		if (change.pitch || change.size) this.changed("pitch");
	}

	themeChanged(): void {
		this.#overview.invalidate();
		this.#overlay.lost();
		this.changed("all");
	}

	/** Another track is active, or the tracks are looked at otherwise. */
	tracksChanged(): void {
		const { tracks } = this.#scene;
		this.#notes.coverage.setTracks(tracks.roles, tracks.active);
		this.#overview.invalidate();
		this.changed("all");
	}

	documentChanged(change: DocChange): void {
		const { parts } = change;
		if (parts.has("reset") || parts.has("tracks")) {
			this.#overview.invalidate();
			this.changed("all");
		}
		const { coverage } = this.#notes;
		if (parts.has("reset")) coverage.invalidate();
		else if (change.appended) coverage.append(change.appended[0], change.appended[1]);
		else if (change.before) coverage.update(change.before);
		if (parts.has("notes") || parts.has("append")) {
			this.#overview.invalidate();
			this.changed("notes");
		}
		if (parts.has("tempo")) this.changed("tempo");
		if (parts.has("curves")) this.changed("curves");
		if (parts.has("segments")) this.changed("segments");
	}

	dispose(): void {
		this.scheduler.dispose();
		for (const surface of this.#surfaces.values()) surface.dispose();
		this.#surfaces.clear();
	}

	/** The notes surface gives the view its size. The canvas was cleared by resizing, so it is drawn before it shows. */
	#resized(name: SurfaceName): void {
		const surface = this.#surfaces.get(name);
		if (!surface || surface.width_px === 0 || surface.height_px === 0) return;
		if (name === "notes") this.#scene.view.setSize(surface.width_px, surface.height_px);
		if (name === "overlay") this.#overlay.lost();
		if (name === "overview") this.#overview.lost();
		this.scheduler.invalidate(name);
		this.scheduler.flush();
	}

	#draw(dirty: ReadonlySet<SurfaceName>): void {
		const { draws } = this.#scene.stats;
		for (const name of dirty) {
			const surface = this.#surfaces.get(name);
			if (!surface || surface.width_px === 0 || surface.height_px === 0) continue;
			surface.begin();
			if (this.#paint(name, surface)) draws[name] = (draws[name] ?? 0) + 1;
		}
	}

	/** False when the surface showed everything already. A canvas that is touched is copied whole, so that is worth knowing. */
	#paint(name: SurfaceName, surface: Surface): boolean {
		const scene = this.#scene;
		if (name === "overlay") return this.#overlay.draw(scene, surface);
		if (name === "overview") return this.#overview.draw(scene, surface, this.#notes.coverage);
		if (name === "notes") this.#paintNotes(surface);
		else if (name === "ruler") drawRuler(scene, surface);
		else if (name === "keys") drawKeyboard(scene, surface);
		else if (name === "velocity") this.#velocity.draw(scene, surface);
		else if (name === "curves") drawLanes(scene, surface);
		else this.#strip.draw(scene, surface);
		return true;
	}

	#paintNotes(surface: Surface): void {
		const scene = this.#scene;
		drawGrid(scene, surface);
		this.#spectrogram.draw(scene, surface);
		drawBackgroundCurves(scene, surface);
		this.#notes.draw(scene, surface);
		drawForegroundCurves(scene, surface);
		this.#notes.drawLabels(scene, surface);
	}
}
