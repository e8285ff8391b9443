import type { Theme } from "../state/theme.ts";
import type { Painter } from "./painter.ts";

/** A canvas font of this size at the usual size of text, as large as the reader wants it. */
export function fontOf(theme: Theme, weight: number, size_px: number): string {
	return `${weight} ${Math.round(size_px * theme.textScale)}px ${theme.font}`;
}

/** Widths of lyric texts, measured once per font, and shortening to what fits. */
export class TextFitter {
	#font = "";
	readonly #widths = new Map<string, number>();

	/** Sets the font; the cache starts again when it is another one. */
	use(ctx: Painter, font: string): void {
		ctx.font = font;
		if (font === this.#font) return;
		this.#font = font;
		this.#widths.clear();
	}

	width(ctx: Painter, text: string): number {
		let width = this.#widths.get(text);
		if (width === undefined) {
			if (this.#widths.size > 20_000) this.#widths.clear();
			width = ctx.measureText(text).width;
			this.#widths.set(text, width);
		}
		return width;
	}

	/** The text, a shortened one ending in "…", or "" when not even that fits. */
	fit(ctx: Painter, text: string, room_px: number): string {
		const width = this.width(ctx, text);
		if (width <= room_px) return text;
		const letters = [...text];
		const count = Math.floor((letters.length * (room_px - 7)) / width);
		return count >= 1 && letters.length > 1 ? `${letters.slice(0, count).join("")}…` : "";
	}
}
