import type { SurfaceName } from "../state/surfaces.ts";

/**
 * What layers draw with: so much of a canvas and no more. Rectangles, runs of text, images of rows and lines. A canvas
 * context is one as it stands; a `DisplayList` is another, which a worker, an SVG or a PDF can be made from.
 */
export interface Painter extends Pick<CanvasRenderingContext2D, State | Shapes | Paths | Texts | Images> {
	measureText(text: string): { width: number };
}

type State = "fillStyle" | "strokeStyle" | "globalAlpha" | "lineWidth" | "lineJoin" | "lineCap" | "setLineDash" | "save" | "restore";
type Shapes = "fillRect" | "strokeRect" | "clearRect";
type Paths = "beginPath" | "moveTo" | "lineTo" | "quadraticCurveTo" | "arc" | "rect" | "roundRect" | "closePath" | Used;
type Used = "fill" | "stroke" | "clip";
type Texts = "font" | "textAlign" | "textBaseline" | "fillText" | "strokeText";
type Images = "imageSmoothingEnabled" | "drawImage";

/** As much of a painter as the ground and plain notes are drawn with. */
export interface BoxPainter extends Pick<Painter, "fillStyle" | "globalAlpha" | "fillRect" | "beginPath"> {
	roundRect(x: number, y: number, w: number, h: number, radius: number): void;
	fill(): void;
}

/** A surface of which no more is asked. */
export type BoxSurface = Omit<Surface, "ctx" | "put" | "canStretch" | "stretch"> & { readonly ctx: BoxPainter };

/** Where a layer draws: its painter and how large the picture is. Coordinates are CSS pixels from the top left. */
export interface Surface {
	readonly name: SurfaceName;
	/** Which of the lanes of this kind; empty where there is one. */
	readonly part: string;
	readonly ctx: Painter;
	readonly width_px: number;
	readonly height_px: number;
	/** Device pixels per CSS pixel: lines are laid on them, images have one column for each. */
	readonly dpr: number;
	/** Width and height in device pixels. */
	readonly columns: number;
	readonly rows: number;
	/** Puts a whole picture of its size in device pixels; where there is no such thing it is drawn. */
	put?(image: ImageData): void;
	/** Whether rows can be shown over the picture, which is then left as it is. */
	canStretch?(): boolean;
	/** Shows rows of pixels, each `row_px` high, over the whole picture; null takes them away. */
	stretch?(image: ImageData | null, top_px?: number, row_px?: number): void;
}
