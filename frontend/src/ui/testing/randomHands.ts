/**
 * Somebody who does anything that can be done to a roll, at random: what there is comes from the registries (commands, keys,
 * gestures, edits, settings), so what is new there is done as well.
 */
import { type GestureName, TRANSITIONS } from "../../engine/interact/transitions.ts";
import { Layers } from "../../engine/render/layers.ts";
import type { Painter } from "../../engine/render/painter.ts";
import type { CommandName, Roll } from "../../engine/roll.ts";
import type { ScoreDocument } from "../../engine/score/document.ts";
import { CATALOGUE } from "../../engine/score/edit/catalogue.ts";
import type { EditName } from "../../engine/score/edit/index.ts";
import { FakeCanvas, type FakePage } from "./fakePage.ts";
import { PARTS, type Random, RandomContext, SIZES, type Surface, someSelected, type Tally } from "./randomContext.ts";
import { commandName, edit, inspect, key, lyric, runCommand, select } from "./randomKeys.ts";
import { mark, settings, track } from "./randomPanels.ts";
import { doubleClick, gesture, menu, wheel } from "./randomPointer.ts";
import { otherWindow, python, replace, take } from "./randomPrograms.ts";
import { difference, type WatchedHistory } from "./watchedHistory.ts";

/** What is drawn anew each time; the others draw only what has changed. */
const WHOLE: readonly Surface[] = ["ruler", "keys", "notes", "velocity", "curves", "tiers"];
const MOST_NOTES = 250;

export class RandomHands {
	readonly #on: RandomContext;

	constructor(history: WatchedHistory, doc: ScoreDocument, random: Random, page: FakePage, tally: Tally) {
		this.#on = new RandomContext(history, doc, random, page, tally);
	}

	get roll(): Roll {
		return this.#on.roll;
	}

	get doc(): ScoreDocument {
		return this.#on.doc;
	}

	/** What was done last. */
	get did(): string {
		return this.#on.did;
	}

	/** One thing. */
	act(): void {
		if (this.doc.store.size > MOST_NOTES) this.#thinOut();
		this.#told(() => this.#anything());
	}

	command(name: CommandName): void {
		this.#told(() => runCommand(this.#on, name));
	}

	gesture(name: GestureName): void {
		this.roll.setReadOnly(false);
		this.#told(() => gesture(this.#on, this.#on.one(TRANSITIONS.filter(({ to }) => to === name))));
	}

	edit(name: EditName): void {
		someSelected(this.#on);
		this.#told(() =>
			edit(
				this.#on,
				CATALOGUE.find((one) => one.name === name),
			),
		);
	}

	#told(act: () => void): void {
		const { rev } = this.doc;
		act();
		if (this.doc.rev !== rev) count(this.#on.tally.changed, this.did);
		count(this.#on.tally.begun, this.did);
		this.#on.page.frames();
	}

	#anything(): void {
		const on = this.#on;
		const kinds: [weight: number, act: () => void][] = [
			[34, () => gesture(on)],
			[16, () => runCommand(on, commandName(on))],
			[5, () => key(on)],
			[10, () => edit(on)],
			[7, () => inspect(on)],
			[7, () => lyric(on)],
			[8, () => track(on)],
			[8, () => mark(on)],
			[6, () => select(on)],
			[4, () => wheel(on)],
			[3, () => doubleClick(on)],
			[2, () => menu(on)],
			[3, () => otherWindow(on)],
			[6, () => settings(on)],
			[2, () => take(on)],
			[3, () => python(on)],
			[1, () => replace(on)],
		];
		let at = on.random(kinds.reduce((sum, [weight]) => sum + weight, 0));
		for (const [weight, act] of kinds) {
			at -= weight;
			if (at >= 0) continue;
			act();
			return;
		}
	}

	/** Copies of copies would make sessions long. */
	#thinOut(): void {
		const { index, selection } = this.doc;
		this.#on.did = "thin out";
		this.roll.setReadOnly(false);
		this.roll.tracks.setAllEditable(true);
		selection.setAll(index.order.slice(0, index.length).filter((_, i) => i % 8 > 0));
		this.roll.commands.delete();
	}

	/** Surfaces that show something else than painters who remember nothing would draw, with where they begin to differ. */
	stale(): string[] {
		const { scene } = this.roll.withEditor((editor) => editor);
		for (let again = 0; again < 20; again++) this.#on.page.frames();
		return WHOLE.flatMap((name) => {
			const canvas = this.#on.canvases.get(name) as FakeCanvas;
			const [width_px, height_px] = SIZES[name];
			const fresh = new FakeCanvas(width_px, height_px);
			const ctx = fresh.getContext() as Painter;
			ctx.globalAlpha = 1;
			const size = { width_px, height_px, dpr: 1, columns: width_px, rows: height_px };
			// Takes pixels as they are, as the surfaces of a roll do.
			const put = (image: ImageData) => (ctx as CanvasRenderingContext2D).putImageData(image, 0, 0);
			new Layers(scene).paint({ name, part: PARTS[name] ?? "", ctx, ...size, put });
			return canvas.drawn === fresh.drawn ? [] : [`${name}: ${difference(fresh.drawn, canvas.drawn)}`];
		});
	}

	close(): void {
		this.#on.rail.dispose();
		this.roll.dispose();
	}
}

function count(tally: Map<string, number>, name: string): void {
	tally.set(name, (tally.get(name) ?? 0) + 1);
}
