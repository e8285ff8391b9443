/** The sheet of pixels comes after the first paint, which draws without it. */
import type { PixelSheet } from "./pixelSheet.ts";

/** Beyond so many pixels writing each of them is dearer than calling the canvas. */
const MOST_PIXELS = 2_000_000;

let make: (() => PixelSheet) | null = null;
let asked: Promise<void> | null = null;
let isAwaited = false;
/** So that it does not come before what the page shows first. */
const LATER_MS = 300;

/** Resolves when sheets can be made. */
export function fetchSheets(): Promise<void> {
	asked ??= import("./pixelSheet.ts").then(
		({ PixelSheet: Sheet }) => {
			make = () => new Sheet();
		},
		(error: unknown) => console.warn("gradio-pianoroll:", error),
	);
	return asked;
}

/** Whether a picture of so many pixels is cheaper as a sheet. */
export function sheetFits(columns: number, rows: number): boolean {
	return columns > 0 && rows > 0 && columns * rows <= MOST_PIXELS;
}

/** A new sheet; null while they have not come yet. */
export function sheetFor(): PixelSheet | null {
	if (make === null && !isAwaited) {
		isAwaited = true;
		setTimeout(fetchSheets, LATER_MS);
	}
	return make?.() ?? null;
}
