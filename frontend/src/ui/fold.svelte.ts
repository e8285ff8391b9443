/** What a toolbar shows of its groups: as many as fit, given up in a fixed order. Everything given up is in the "more" panel. */
import { flushSync } from "svelte";

/** What goes first when it gets narrow, and what goes last. */
export const FOLDS = [
	"panels",
	"meters",
	"help",
	"follow",
	"practice",
	"source",
	"clock",
	"snap",
	"redo",
	"record",
	"tools",
	"undo",
] as const;
export type FoldName = (typeof FOLDS)[number];

export class Fold {
	level = $state(0);
	/** The width that each level was too wide by, as far as it was seen. */
	#need_px: number[] = [];

	folded(name: FoldName): boolean {
		return FOLDS.indexOf(name) < this.level;
	}

	/** After the content itself has become another one: language, size of text, what may be edited. */
	forget(): void {
		this.#need_px = [];
		this.level = 0;
	}

	/** Gives up groups until the rest fits, and takes back what fits again. Before the page is painted, so nothing jumps. */
	fit(bar: HTMLElement): void {
		while (this.level > 0 && this.#fitsAgain(bar)) this.level--;
		flushSync();
		while (bar.scrollWidth > bar.clientWidth && this.level < FOLDS.length) {
			this.#need_px[this.level] = bar.scrollWidth;
			this.level++;
			flushSync();
		}
	}

	#fitsAgain(bar: HTMLElement): boolean {
		const need_px = this.#need_px[this.level - 1];
		return need_px === undefined || need_px <= bar.clientWidth;
	}
}
