/** Knows the attached surfaces, what makes which of them dirty, and who draws them. */
import type { DocChange } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import { type Cause, OUT_OF_DATE, type SurfaceKey, type SurfaceName, surfaceKey } from "../state/surfaces.ts";
import type { ViewChange } from "../view/viewport.ts";
import type { Drawing, TextMeasure } from "./displayList.ts";
import { Layers } from "./layers.ts";
import { FrameScheduler } from "./scheduler.ts";
import { CanvasSurface } from "./surface.ts";

/** A drawing and how large it is. */
export interface Recording extends Drawing {
	width_px: number;
	height_px: number;
}

export class Renderer {
	readonly scheduler: FrameScheduler<SurfaceKey>;
	readonly #scene: Scene;
	readonly #surfaces = new Map<SurfaceKey, CanvasSurface>();
	readonly #layers: Layers;

	constructor(scene: Scene) {
		this.#scene = scene;
		this.#layers = new Layers(scene);
		this.scheduler = new FrameScheduler((dirty) => this.#draw(dirty));
	}

	surface(name: SurfaceName, part = ""): CanvasSurface | undefined {
		return this.#surfaces.get(surfaceKey(name, part));
	}

	attach(name: SurfaceName, canvas: HTMLCanvasElement, part = ""): () => void {
		const key = surfaceKey(name, part);
		this.#surfaces.get(key)?.dispose();
		const surface = new CanvasSurface(name, part, canvas, () => this.#resized(key));
		this.#surfaces.set(key, surface);
		this.#resized(key);
		return () => {
			surface.dispose();
			if (this.#surfaces.get(key) === surface) this.#surfaces.delete(key);
		};
	}

	/** What a surface shows, written down: for a file, or to be drawn elsewhere. As large as it is, or as it is asked for. */
	async record(
		name: SurfaceName,
		part = "",
		size: { width_px?: number; height_px?: number; dpr?: number } = {},
	): Promise<Recording | null> {
		const shown = this.surface(name, part);
		if (!shown) return null;
		const { width_px, height_px, dpr } = { width_px: shown.width_px, height_px: shown.height_px, dpr: shown.dpr, ...size };
		const { DisplayList } = await import("./displayList.ts");
		const list = new DisplayList(measureWith());
		const columns = Math.round(width_px * dpr);
		new Layers(this.#scene).paint({ name, part, ctx: list, width_px, height_px, dpr, columns, rows: Math.round(height_px * dpr) });
		return { ...list.drawing(), width_px, height_px };
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
		this.#layers.themeChanged();
		this.changed("all");
	}

	/** Another track is active, or the tracks are looked at otherwise. */
	tracksChanged(): void {
		this.#layers.tracksChanged();
		this.changed("all");
	}

	documentChanged(change: DocChange): void {
		const { parts } = change;
		this.#layers.documentChanged(change);
		if (parts.has("reset") || parts.has("tracks")) this.changed("all");
		if (parts.has("notes")) this.changed("notes");
		else if (change.appended) this.changed(this.#layers.isInSight(change.appended) ? "notes" : "arriving");
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
		this.#layers.lost(name);
		this.scheduler.invalidate(key);
		this.scheduler.flush();
	}

	#draw(dirty: ReadonlySet<SurfaceKey>): void {
		const { draws } = this.#scene.stats;
		const { isStretched } = this.#layers;
		for (const key of dirty) {
			const surface = this.#surfaces.get(key);
			if (!surface || surface.width_px === 0 || surface.height_px === 0) continue;
			const { name } = surface;
			surface.begin();
			if (this.#layers.paint(surface)) draws[name] = (draws[name] ?? 0) + 1;
		}
		// The lines between the rows come to the overlay, or leave it.
		if (isStretched !== this.#layers.isStretched) this.changed("gesture");
	}
}

/** Measures on a canvas of its own, so that no layer finds another font set than it left. */
function measureWith(): TextMeasure {
	const ctx = document.createElement("canvas").getContext("2d");
	if (!ctx) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
	return (text, font) => {
		ctx.font = font;
		return ctx.measureText(text).width;
	};
}
