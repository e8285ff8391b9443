/** What the ruler does to the score, and what of it is open: an editor, a menu, the question what stays in place. */
import { untrack } from "svelte";
import { say } from "../../engine/interact/words";
import type { Roll, RollEvent } from "../../engine/roll";
import { hasLayersInSeconds, type Keep, tempoOps, tickAfter } from "../../engine/score/edit/tempo";
import { OpError } from "../../engine/score/errors";
import { lastAt } from "../../engine/score/marks";
import { isFixed, listOp, type Mark, type MarkKind, marksOf, replacedRow, withoutRow, withRow } from "../../engine/score/ruling";
import { TempoMap } from "../../engine/score/tempo";
import type { Op, Tempo } from "../../engine/score/types";
import { snapTicks, snapToStep } from "../../engine/view/snap";

/** Where the answer to "keep beats or seconds?" is kept between visits. */
const KEEP_KEY = "gradio-pianoroll.keep";

export interface Editing {
	kind: MarkKind;
	/** Null: it is a new one. */
	mark: Mark | null;
	tick: number;
}

export class RulerState {
	marks = $state.raw<Mark[]>([]);
	editing = $state.raw<Editing | null>(null);
	menu = $state.raw<{ mark: Mark | null; tick: number } | null>(null);
	/** A change of tempo that waits for an answer. */
	question = $state.raw<Tempo[] | null>(null);
	/** The answer of the last time. */
	keep = $state<Keep | null>(remembered());
	readonly #roll: Roll;

	constructor(roll: Roll) {
		this.#roll = roll;
		this.marks = marksOf(roll.doc);
	}

	/** Follows document and commands until the returned function is called. */
	follow(): () => void {
		const undo = [
			this.#roll.doc.subscribe(({ parts }) => {
				if (!parts.has("tempo") && !parts.has("marks") && !parts.has("reset")) return;
				this.marks = marksOf(this.#roll.doc);
				this.menu = null;
			}),
			this.#roll.subscribe((event) => this.#onRoll(event)),
		];
		this.marks = marksOf(this.#roll.doc);
		return () => {
			for (const stop of undo) stop();
		};
	}

	get readOnly(): boolean {
		return this.#roll.readOnly;
	}

	/** Whether a change of tempo has to say what stays: something lies in seconds beside the notes. */
	get matters(): boolean {
		return hasLayersInSeconds(this.#roll.doc) || this.#roll.player?.hasAudio === true;
	}

	/** The grid's nearest place; Alt leaves the grid. */
	snapped(tick: number, free: boolean): number {
		return snapToStep(Math.max(0, tick), free ? 0 : snapTicks(this.#roll.snap), this.#roll.doc.tempo, "round");
	}

	open(kind: MarkKind, tick: number, mark: Mark | null = null): void {
		if (this.readOnly) {
			this.#roll.hint(say("readOnly"));
			return;
		}
		this.menu = null;
		this.editing = { kind, tick, mark };
	}

	/** Puts what the editor holds: over the mark that was opened, or as a new one. */
	put(row: Mark["row"]): void {
		const { editing } = this;
		this.editing = null;
		if (!editing) return;
		this.#attempt(() => {
			const { doc } = this.#roll;
			const rows = editing.mark ? replacedRow(doc, editing.mark, row) : withRow(doc, editing.kind, row);
			this.#commit(editing.kind, rows);
		});
	}

	move(mark: Mark, tick: number): void {
		if (tick === mark.tick) return;
		this.#attempt(() => {
			const row = [...mark.row] as unknown as Mark["row"];
			row[0] = tick;
			this.#commit(mark.kind, replacedRow(this.#roll.doc, mark, row));
		});
	}

	remove(mark: Mark): void {
		if (isFixed(mark)) {
			this.#roll.hint("ruler.fixed");
			return;
		}
		this.#attempt(() => this.#commit(mark.kind, withoutRow(this.#roll.doc, mark)));
	}

	/** The value a step up or down: beats a minute, beats of a bar, sharps. */
	step(mark: Mark, by: number): void {
		const row = [...mark.row] as unknown as Mark["row"];
		if (mark.kind === "marker") return;
		const limits = { tempo: [1, 999], meter: [1, 255], key: [-7, 7] } as const;
		const [low, high] = limits[mark.kind];
		(row as number[])[1] = Math.min(high, Math.max(low, (row[1] as number) + by));
		this.#attempt(() => this.#commit(mark.kind, replacedRow(this.#roll.doc, mark as Mark, row)));
	}

	/** Another tempo: at once where nothing lies in seconds or an answer is remembered, else after the question. */
	changeTempo(tempos: Tempo[]): void {
		if (!this.matters) this.#applyTempo(tempos, "beats");
		else if (this.keep) this.#applyTempo(tempos, this.keep);
		else this.question = tempos;
	}

	answer(keep: Keep | null): void {
		const tempos = this.question;
		this.question = null;
		if (!keep || !tempos) return;
		this.remember(keep);
		this.#attempt(() => this.#applyTempo(tempos, keep));
	}

	remember(keep: Keep): void {
		this.keep = keep;
		try {
			localStorage.setItem(KEEP_KEY, keep);
		} catch {
			// Storage may be forbidden: the answer then holds as long as the page.
		}
	}

	/** From a marker to the next one, or to the end. */
	loopSection(tick: number): void {
		const { doc } = this.#roll;
		const from = lastAt(doc.markers, tick)?.[0] ?? 0;
		const next = doc.markers.find((marker) => marker[0] > from)?.[0] ?? doc.endTick;
		if (next > from) this.#roll.setLoop([from, next]);
	}

	#commit(kind: MarkKind, rows: readonly Mark["row"][]): void {
		if (kind === "tempo") this.changeTempo(rows as Tempo[]);
		else this.#edit([listOp(kind, rows)], kind === "meter" ? "signature" : kind);
	}

	#applyTempo(tempos: Tempo[], keep: Keep): void {
		const { doc, player } = this.#roll;
		const old = doc.tempo;
		const next = TempoMap.from(tempos, old.signatures);
		const { loop } = this.#roll;
		const position = player?.positionTick() ?? 0;
		if (!this.#edit(tempoOps(doc, tempos, keep, player?.hasAudio ? "stay" : "follow"), "tempo") || keep !== "seconds") return;
		if (loop) this.#roll.setLoop([tickAfter(old, next, loop[0]), tickAfter(old, next, loop[1])]);
		player?.seek(tickAfter(old, next, position));
	}

	#edit(ops: Op[], label: string): boolean {
		if (this.readOnly) {
			this.#roll.hint(say("readOnly"));
			return false;
		}
		if (ops.length > 0) this.#roll.doc.edit(ops, label);
		return ops.length > 0;
	}

	#attempt(action: () => void): void {
		try {
			action();
		} catch (error) {
			if (!(error instanceof OpError)) throw error;
			this.#roll.hint(error.message);
		}
	}

	#onRoll(event: RollEvent): void {
		if (event.type !== "ruler") return;
		const { what } = event;
		if (what === "noMarker") this.#roll.hint("ruler.noMarker");
		if (what === "marker" || what === "tempo" || what === "meter" || what === "key") {
			this.open(what, this.snapped(this.#roll.player?.positionTick() ?? 0, true));
		}
	}
}

function remembered(): Keep | null {
	try {
		const said = localStorage.getItem(KEEP_KEY);
		return said === "beats" || said === "seconds" ? said : null;
	} catch {
		return null;
	}
}

const states = new WeakMap<Roll, RulerState>();

/** The one state of a roll's ruler. */
export function rulerOf(roll: Roll): RulerState {
	return untrack(() => {
		let state = states.get(roll);
		if (!state) {
			state = new RulerState(roll);
			states.set(roll, state);
		}
		return state;
	});
}
