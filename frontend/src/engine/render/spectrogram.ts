/** The spectrogram behind the notes: tiles of pixels, made once per theme, stretched to the view. */
import type { Spectrogram } from "../score/spectrogram.ts";
import type { TempoMap } from "../score/tempo.ts";
import type { Scene } from "../state/scene.ts";
import { parseColor, type Rgb } from "./color.ts";
import type { Surface } from "./painter.ts";

const TILE_COLUMNS = 512;
/** Tiles that are kept: more than any window needs, less than a sound of hours has. */
const MOST_TILES = 96;
/** What is this far below the loudest is not shown. */
const RANGE_DB = 62;
/** Notes and lines must stay readable above it. */
const MOST_ALPHA = 0.85;
const GAMMA = 1.5;

interface Tile {
	canvas: HTMLCanvasElement;
	columns: number;
}

export class SpectrogramPainter {
	readonly #tiles = new Map<number, Tile>();
	#of: Spectrogram | null = null;
	#color = "";
	#shades = new Uint32Array(0);

	draw(scene: Scene, surface: Surface): void {
		const picture = scene.spectrogram;
		if (!picture) return;
		this.#prepare(picture, scene.theme.spectrogram);
		const { view, doc } = scene;
		const { ctx } = surface;
		const { lowPitch, rows, rowsPerSemitone } = picture;
		const top_px = view.centreOf(lowPitch + (rows - 0.5) / rowsPerSemitone);
		const height_px = (rows / rowsPerSemitone) * view.row_px;
		ctx.imageSmoothingEnabled = true;
		for (const [fromTick, toTick] of stretches(doc.tempo, view.scrollTick, view.endVisibleTick)) {
			const from = columnAt(picture, doc.tempo.secondsAt(fromTick) - scene.spectrogramStart_s);
			const to = columnAt(picture, doc.tempo.secondsAt(toTick) - scene.spectrogramStart_s);
			if (to <= from) continue;
			const left_px = view.xOf(fromTick);
			const pxPerColumn = (view.xOf(toTick) - left_px) / (to - from);
			const first = Math.max(0, Math.floor(from / TILE_COLUMNS));
			const last = Math.min(Math.ceil(picture.columns / TILE_COLUMNS), Math.ceil(to / TILE_COLUMNS));
			for (let tile = first; tile < last; tile++) {
				const { canvas, columns } = this.#tile(picture, tile);
				const begin = Math.max(from, tile * TILE_COLUMNS);
				const end = Math.min(to, tile * TILE_COLUMNS + columns);
				if (end <= begin) continue;
				const x = left_px + (begin - from) * pxPerColumn;
				const width = (end - begin) * pxPerColumn;
				ctx.drawImage(canvas, begin - tile * TILE_COLUMNS, 0, end - begin, rows, x, top_px, width, height_px);
			}
		}
	}

	#prepare(picture: Spectrogram, color: string): void {
		if (picture === this.#of && color === this.#color) return;
		this.#tiles.clear();
		this.#of = picture;
		this.#color = color;
		this.#shades = shadesOf(picture, parseColor(color));
	}

	#tile(picture: Spectrogram, index: number): Tile {
		const known = this.#tiles.get(index);
		if (known) return known;
		const columns = Math.min(TILE_COLUMNS, picture.columns - index * TILE_COLUMNS);
		const canvas = document.createElement("canvas");
		canvas.width = columns;
		canvas.height = picture.rows;
		const ctx = canvas.getContext("2d");
		if (!ctx) throw new Error("This browser gives no 2D canvas; the spectrogram cannot be drawn");
		const image = ctx.createImageData(columns, picture.rows);
		paintTile(picture, index * TILE_COLUMNS, columns, this.#shades, new Uint32Array(image.data.buffer));
		ctx.putImageData(image, 0, 0);
		if (this.#tiles.size >= MOST_TILES) this.#tiles.delete(this.#tiles.keys().next().value as number);
		const made = { canvas, columns };
		this.#tiles.set(index, made);
		return made;
	}
}

/** Pixels of some columns, the highest pitch on top. */
export function paintTile(picture: Spectrogram, first: number, columns: number, shades: Uint32Array, out: Uint32Array): void {
	const { rows, levels } = picture;
	for (let column = 0; column < columns; column++) {
		const at = (first + column) * rows;
		for (let row = 0; row < rows; row++) out[(rows - 1 - row) * columns + column] = shades[levels[at + row]];
	}
}

/** A pixel for each level: one colour, the louder the more of it. The loudest level of the picture is the top. */
export function shadesOf(picture: Spectrogram, [r, g, b]: Rgb): Uint32Array<ArrayBuffer> {
	const top = loudest(picture.levels);
	const floor = Math.max(0, top - (RANGE_DB * 255) / (picture.ceiling_db - picture.floor_db));
	return Uint32Array.from({ length: 256 }, (_, level) => {
		const share = Math.min(1, Math.max(0, (level - floor) / (top - floor)));
		const alpha = Math.round(255 * MOST_ALPHA * share ** GAMMA);
		return ((alpha << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
	});
}

function loudest(levels: Uint8Array): number {
	let top = 1;
	for (let i = 0; i < levels.length; i++) if (levels[i] > top) top = levels[i];
	return top;
}

/** Where in the picture a time lies; the first column reaches half a column before the beginning of the sound. */
function columnAt(picture: Spectrogram, time_s: number): number {
	return time_s / picture.hop_s + 0.5;
}

/** Pieces of a window between tempo changes, in each of which time is straight. */
export function stretches(tempo: TempoMap, startTick: number, endTick: number): [number, number][] {
	const inside = tempo.tempos.map(([tick]) => tick).filter((tick) => tick > startTick && tick < endTick);
	const edges = [startTick, ...inside, endTick];
	return edges.slice(1).map((end, i) => [edges[i], end]);
}
