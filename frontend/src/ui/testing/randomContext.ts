/** What random doings share: the roll, the surfaces, what has had its turn. */
import { Inspector } from "../../engine/interact/inspect/inspector.ts";
import { Roll } from "../../engine/roll.ts";
import type { ScoreDocument } from "../../engine/score/document.ts";
import { LIGHT } from "../../engine/state/theme.ts";
import { RailState } from "../rail/rail.svelte.ts";
import { RulerState } from "../ruler/ruler.svelte.ts";
import { FakeCanvas, type FakePage } from "./fakePage.ts";
import type { WatchedHistory } from "./watchedHistory.ts";

export type Random = (below: number) => number;
export type Surface = "ruler" | "keys" | "notes" | "overlay" | "velocity" | "curves" | "strip" | "tiers" | "overview";

export const SIZES: Record<Surface, [width_px: number, height_px: number]> = {
	ruler: [900, 30],
	keys: [60, 400],
	notes: [900, 400],
	overlay: [900, 400],
	velocity: [900, 70],
	curves: [900, 60],
	strip: [900, 40],
	tiers: [900, 24],
	overview: [900, 30],
};
/** Curve or tier that a surface shows. */
export const PARTS: Partial<Record<Surface, string>> = { curves: "loudness", tiers: "word" };

/** How often each thing was done that changed the score. */
export interface Tally {
	begun: Map<string, number>;
	changed: Map<string, number>;
	/** What of each registry has not had its turn. */
	decks: { commands: unknown[]; presses: unknown[]; edits: unknown[] };
}

/** Somebody with a whole roll in front of them, and the luck of a seed: what all random doings share. */
export class RandomContext {
	readonly history: WatchedHistory;
	readonly random: Random;
	readonly page: FakePage;
	readonly tally: Tally;
	readonly roll: Roll;
	readonly rail: RailState;
	readonly ruler: RulerState;
	readonly inspector: Inspector;
	readonly canvases = new Map<Surface, FakeCanvas>();
	/** What was done last. */
	did = "";
	/** Number of the last pointer. */
	pointers = 1;
	/** Note whose lyric is typed, -1 for none. */
	lyricSlot = -1;
	/** How many notes the box for several lyrics is open for. */
	pieces = 0;

	constructor(history: WatchedHistory, doc: ScoreDocument, random: Random, page: FakePage, tally: Tally) {
		this.history = history;
		this.random = random;
		this.page = page;
		this.tally = tally;
		this.roll = new Roll(doc, { readOnly: false, theme: LIGHT });
		for (const [name, [width_px, height_px]] of Object.entries(SIZES) as [Surface, [number, number]][]) {
			const canvas = new FakeCanvas(width_px, height_px);
			this.canvases.set(name, canvas);
			this.roll.attach(name, canvas as unknown as HTMLCanvasElement, PARTS[name] ?? "");
		}
		this.rail = new RailState(this.roll);
		this.ruler = new RulerState(this.roll);
		this.ruler.follow();
		this.inspector = this.roll.withEditor((editor) => new Inspector(editor));
		this.roll.subscribe((event) => {
			if (event.type === "lyric") this.lyricSlot = event.slot;
			if (event.type === "lyricEnd") this.lyricSlot = -1;
			if (event.type === "lyrics") this.pieces = event.slots.length;
			if (event.type === "lyricsEnd") this.pieces = 0;
		});
	}

	get doc(): ScoreDocument {
		return this.roll.doc;
	}

	one<T>(list: readonly T[]): T {
		return list[this.random(list.length)] as T;
	}

	/** One of a list, but none twice before all had their turn. */
	nextOf<T>(list: readonly T[], deck: unknown[]): T {
		if (deck.length === 0) deck.push(...list);
		return deck.splice(this.random(deck.length), 1)[0] as T;
	}
}

/** Select some of the notes that may be edited. */
export function someSelected(on: RandomContext): void {
	const { index, selection, store } = on.doc;
	const { held } = on.roll.tracks;
	const slots = index.order.slice(0, index.length).filter((slot) => held[store.track[slot] as number]);
	selection.setAll(slots.filter(() => on.random(3) === 0));
}
