/** The waveform in time with the notes. */
import type { Scene } from "../state/scene.ts";
import type { Surface } from "./painter.ts";

export class WavePainter {
	#columns = new Float32Array(0);

	/** Between two tempo changes time is straight, so each stretch is one read of the peaks. */
	draw(scene: Scene, surface: Surface, height_px: number): void {
		const { view, doc } = scene;
		const { tempos } = doc.tempo;
		const columns = Math.ceil(surface.columns);
		if (this.#columns.length < columns * 2) this.#columns = new Float32Array(columns * 2);
		const end = view.endVisibleTick;
		let tick = view.scrollTick;
		let next = tempos.findIndex((tempo) => tempo[0] > tick);
		while (tick < end) {
			const until = next >= 0 && next < tempos.length ? Math.min(end, tempos[next][0]) : end;
			this.#drawStretch(scene, surface, tick, until, height_px);
			tick = until;
			next++;
			if (next <= 0) break;
		}
	}

	#drawStretch(scene: Scene, surface: Surface, fromTick: number, toTick: number, height_px: number): void {
		const { view, doc, peaks, theme } = scene;
		if (!peaks) return;
		const { ctx, dpr } = surface;
		const first = Math.max(0, Math.floor(view.xOf(fromTick) * dpr));
		const count = Math.min(this.#columns.length / 2, Math.ceil(view.xOf(toTick) * dpr) - first);
		if (count <= 0) return;
		const start_s = doc.tempo.secondsAt(view.tickAt(first / dpr)) - scene.peaksStart_s;
		const end_s = doc.tempo.secondsAt(view.tickAt((first + count) / dpr)) - scene.peaksStart_s;
		peaks.minMax(start_s, end_s, count, this.#columns);
		const middle = height_px / 2;
		const half = middle - 3;
		const limit_s = peaks.duration_s;
		ctx.fillStyle = theme.waveform;
		for (let i = 0; i < count; i++) {
			const at_s = start_s + ((end_s - start_s) * i) / count;
			if (at_s < 0 || at_s >= limit_s) continue;
			const low = this.#columns[2 * i];
			const high = this.#columns[2 * i + 1];
			const top = middle - high * half;
			ctx.fillRect((first + i) / dpr, top, 1 / dpr, Math.max(1 / dpr, (high - low) * half));
		}
	}
}
