/** A part of the score as a picture: the layers of the roll, drawn once more at another place and size. */
import type { ScoreDocument } from "../../score/document.ts";
import { Selection } from "../../score/selection.ts";
import { Scene } from "../../state/scene.ts";
import type { SurfaceName } from "../../state/surfaces.ts";
import type { Theme } from "../../state/theme.ts";
import { Viewport } from "../../view/viewport.ts";
import { DisplayList } from "../displayList.ts";
import { Layers } from "../layers.ts";
import { fontOf } from "../text.ts";
import { type Shape, type ShapeSource, shapesOf } from "./shapes.ts";

export interface Picture {
	width_px: number;
	height_px: number;
	title: string;
	shapes: Shape[];
}

export interface PictureLane {
	surface: SurfaceName;
	part: string;
	title: string;
	height_px: number;
}

export interface PictureOptions {
	theme: Theme;
	fromTick: number;
	toTick: number;
	/** The row at the top; between two rows where the view is. */
	topPitch: number;
	rows: number;
	row_px: number;
	/** Of the whole picture. */
	width_px: number;
	title: string;
	/** Keys at the left, and the ruler on top. */
	keys: boolean;
	ruler: boolean;
	/** All tracks whole; else those that stand behind the active one are ghosts, as on the screen. */
	alike: boolean;
	lanes: readonly PictureLane[];
}

export const KEYS_PX = 56;
export const RULER_PX = 34;
const TITLE_PX = 34;
/** Pixels of images beside a pixel of the picture: for print. */
const DENSITY = 3;
/** Above so many notes in sight they are pixels. */
const MOST_RECTS = 20_000;

/** What the picture takes over from the roll that is seen. */
export type Seen = Pick<Scene, "doc" | "tracks" | "peaks" | "peaksStart_s" | "spectrogram" | "spectrogramStart_s"> &
	Pick<Scene, "curveTitle" | "keyName" | "step_ticks" | "scaleMask" | "scaleTonic">;

export function pictureOf(seen: Seen, options: PictureOptions, source: ShapeSource): Picture {
	const { theme, title, keys, ruler, lanes, width_px, rows, row_px } = options;
	const left = keys ? KEYS_PX : 0;
	const right_px = width_px - left;
	const notes_px = Math.round(rows * row_px);
	const { scene, layers } = stage(seen, options, right_px, notes_px);
	const shapes: Shape[] = [];
	let y = 0;
	const put = (name: SurfaceName, part: string, x: number, wide_px: number, high_px: number): void => {
		const list = new DisplayList((text, font) => source.metrics.width(text, font));
		const size = { width_px: wide_px, height_px: high_px, dpr: DENSITY };
		const pixels = { columns: Math.round(wide_px * DENSITY), rows: Math.round(high_px * DENSITY) };
		layers.paint({ name, part, ctx: list, ...size, ...pixels });
		shapes.push(...shapesOf(list.drawing(), { x, y, ...size }, source));
	};
	const ground = (high_px: number): void => void shapes.push(["rect", 0, y, width_px, high_px, theme.panel, 1]);
	const write = (text: string, x: number, base: number, font: string, color: string, room_px: number): void => {
		const said = new DisplayList((one, of) => source.metrics.width(one, of));
		said.font = font;
		said.fillStyle = color;
		said.fillText(text, x, base);
		shapes.push(...shapesOf(said.drawing(), { x: 0, y, width_px: room_px, height_px: TITLE_PX }, source));
	};
	if (title) {
		shapes.push(["rect", 0, 0, width_px, TITLE_PX, theme.background, 1]);
		write(title, 10, 23, fontOf(theme, 700, 16), theme.text, width_px);
		y += TITLE_PX;
	}
	if (ruler) {
		ground(RULER_PX);
		put("ruler", "", left, right_px, RULER_PX);
		y += RULER_PX;
	}
	if (keys) put("keys", "", 0, left, notes_px);
	put("notes", "", left, right_px, notes_px);
	y += notes_px;
	for (const lane of lanes) {
		ground(lane.height_px);
		put(lane.surface, lane.part, left, right_px, lane.height_px);
		if (keys) {
			const { text, size_px } = fitted(lane.title, left - 8, (one, px) => source.metrics.width(one, fontOf(theme, 500, px)));
			write(text, 6, Math.min(16, lane.height_px - 6), fontOf(theme, 500, size_px), theme.mutedText, left);
		}
		shapes.push(["rect", 0, y, width_px, 1, theme.panelLine, 1]);
		y += lane.height_px;
	}
	scene.tracks.dispose();
	return { width_px, height_px: y, title, shapes };
}

const LANE_FONT_PX = 11;
const LEAST_FONT_PX = 8;

/** A name as it has room: written smaller, and where that is not enough with an ellipsis. */
export function fitted(
	name: string,
	room_px: number,
	widthAt: (text: string, size_px: number) => number,
): { text: string; size_px: number } {
	const wide_px = widthAt(name, LANE_FONT_PX);
	const size_px = Math.max(LEAST_FONT_PX, Math.min(LANE_FONT_PX, Math.floor((LANE_FONT_PX * room_px) / Math.max(wide_px, 1))));
	const letters = [...name];
	let text = name;
	while (letters.length > 1 && widthAt(text, size_px) > room_px) {
		letters.pop();
		text = `${letters.join("").trimEnd()}…`;
	}
	return { text, size_px };
}

/** A scene of its own, in which nothing is selected, hovered or played. */
function stage(seen: Seen, options: PictureOptions, width_px: number, height_px: number): { scene: Scene; layers: Layers } {
	const { fromTick, toTick, topPitch, row_px, theme } = options;
	const view = new Viewport();
	Object.assign(view, { width_px, height_px, scrollTick: fromTick, pxPerTick: width_px / (toTick - fromTick), topPitch, row_px });
	const scene = new Scene(unselected(seen.doc), view, theme, seen.step_ticks, { renderThreshold: MOST_RECTS });
	const { peaks, peaksStart_s, spectrogram, spectrogramStart_s, curveTitle, keyName, scaleMask, scaleTonic } = seen;
	Object.assign(scene, { peaks, peaksStart_s, spectrogram, spectrogramStart_s, curveTitle, keyName, scaleMask, scaleTonic });
	scene.playheadTick = Number.NEGATIVE_INFINITY;
	scene.tracks.setActive(seen.tracks.active);
	scene.tracks.setShowGhosts(seen.tracks.showGhosts);
	scene.tracks.setAllEditable(options.alike || seen.tracks.allEditable);
	scene.tracks.setColorMode(seen.tracks.colorMode);
	return { scene, layers: new Layers(scene) };
}

/** The document with nothing selected in it: a selection is of who works with it, not of the music. */
function unselected(doc: ScoreDocument): ScoreDocument {
	const selection = new Selection(doc.store);
	return new Proxy(doc, {
		get: (target, name) => {
			if (name === "selection") return selection;
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === "function" ? value.bind(target) : value;
		},
	});
}
