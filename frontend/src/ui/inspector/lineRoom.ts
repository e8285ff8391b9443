/** What of a line has room: measured, as letters are wider in one font, and values longer in one language, than in another. */

/** What goes first when there is no room for all: the order of the design. */
export const ORDER = ["legato", "quantize", "phonemes", "lyric", "track", "cents"] as const;

/** The parts that are left out. A part that is out has the width that it had when it was last seen. */
export function leftOut(room_px: number, gap_px: number, widths_px: ReadonlyMap<string, number>): Set<string> {
	let needed_px = 0;
	for (const width_px of widths_px.values()) needed_px += width_px + gap_px;
	const out = new Set<string>();
	for (const part of ORDER) {
		if (needed_px <= room_px) break;
		const width_px = widths_px.get(part);
		if (width_px === undefined) continue;
		needed_px -= width_px + gap_px;
		out.add(part);
	}
	return out;
}

/** Watches the line and its parts. */
export class LineRoom {
	readonly #widths_px = new Map<string, number>();
	readonly #names = new WeakMap<Element, string>();
	readonly #observer: ResizeObserver;
	readonly #tell: (out: Set<string>) => void;
	#room_px = 0;

	/** `tell` hears which parts have no room, when they are others than before. */
	constructor(tell: (out: Set<string>) => void) {
		this.#tell = tell;
		this.#observer = new ResizeObserver((entries) => this.#measure(entries));
	}

	/** A Svelte action: for the line itself without a name. */
	readonly watch = (element: HTMLElement, name = ""): { destroy(): void } => {
		this.#names.set(element, name);
		this.#observer.observe(element);
		return {
			destroy: () => {
				this.#observer.unobserve(element);
				this.#widths_px.delete(name);
			},
		};
	};

	dispose(): void {
		this.#observer.disconnect();
	}

	#measure(entries: readonly ResizeObserverEntry[]): void {
		for (const { target, contentRect, borderBoxSize } of entries) {
			const name = this.#names.get(target);
			const width_px = borderBoxSize[0]?.inlineSize ?? 0;
			if (name === "") this.#room_px = contentRect.width;
			else if (name && width_px > 0) this.#widths_px.set(name, width_px);
		}
		this.#tell(leftOut(this.#room_px, GAP_PX, this.#widths_px));
	}
}

/** Between two parts, at the most. */
const GAP_PX = 14;
