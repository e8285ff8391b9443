/** Knows the attached surfaces, what makes which of them dirty, and who draws them. */
import type { DocChange } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import { type Cause, OUT_OF_DATE, type SurfaceKey, type SurfaceName, surfaceKey } from "../state/surfaces.ts";
import type { ViewChange } from "../view/viewport.ts";
import { drawAudioLane, drawCurveLane } from "./curveLane.ts";
import { drawBackgroundCurves, drawForegroundCurves } from "./curves.ts";
import { drawGrid } from "./grid.ts";
import { drawKeyboard } from "./keyboard.ts";
import { NotePainter } from "./notes.ts";
import { OverlayPainter } from "./overlay.ts";
import { OverviewPainter } from "./overview.ts";
import { drawRuler } from "./ruler.ts";
import { FrameScheduler } from "./scheduler.ts";
import { SpectrogramPainter } from "./spectrogram.ts";
import { Surface } from "./surface.ts";
import { TierPainter } from "./tiers.ts";
import { VelocityPainter } from "./velocity.ts";
import { WavePainter } from "./wave.ts";

export class Renderer {
	readonly scheduler: FrameScheduler<SurfaceKey>;
	readonly #scene: Scene;
	readonly #surfaces = new Map<SurfaceKey, Surface>();
	#notes: NotePainter;
	readonly #spectrogram = new SpectrogramPainter();
	readonly #wave = new WavePainter();
	readonly #tiers = new TierPainter();
	readonly #overview = new OverviewPainter();
	readonly #overlay = new OverlayPainter();
	readonly #velocity = new VelocityPainter();

	constructor(scene: Scene) {
		this.#scene = scene;
		this.#notes = new NotePainter(scene.doc);
		this.scheduler = new FrameScheduler((dirty) => this.#draw(dirty));
	}

	surface(name: SurfaceName, part = ""): Surface | undefined {
		return this.#surfaces.get(surfaceKey(name, part));
	}

	attach(name: SurfaceName, canvas: HTMLCanvasElement, part = ""): () => void {
		const key = surfaceKey(name, part);
		this.#surfaces.get(key)?.dispose();
		const surface = new Surface(name, part, canvas, () => this.#resized(key));
		this.#surfaces.set(key, surface);
		this.#resized(key);
		return () => {
			surface.dispose();
			if (this.#surfaces.get(key) === surface) this.#surfaces.delete(key);
		};
	}

	changed(cause: Cause): void {
		const names: readonly SurfaceName[] = OUT_OF_DATE[cause];
		for (const [key, { name }] of this.#surfaces) if (names.includes(name)) this.scheduler.invalidate(key);
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
	#resized(key: SurfaceKey): void {
		const surface = this.#surfaces.get(key);
		if (!surface || surface.width_px === 0 || surface.height_px === 0) return;
		const { name } = surface;
		if (name === "notes") this.#scene.view.setSize(surface.width_px, surface.height_px);
		if (name === "overlay") this.#overlay.lost();
		if (name === "overview") this.#overview.lost();
		this.scheduler.invalidate(key);
		this.scheduler.flush();
	}

	#draw(dirty: ReadonlySet<SurfaceKey>): void {
		const { draws } = this.#scene.stats;
		for (const key of dirty) {
			const surface = this.#surfaces.get(key);
			if (!surface || surface.width_px === 0 || surface.height_px === 0) continue;
			const { name } = surface;
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
		else if (name === "curves") drawCurveLane(scene, surface, this.#wave);
		else if (name === "tiers") this.#tiers.draw(scene, surface);
		else drawAudioLane(scene, surface, this.#wave);
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
