/** Phones that follow their notes in the same step of undo, and marks where they do not lie as their rule has them. */
import type { ScoreDocument } from "../score/document.ts";
import { brokenTies } from "../score/edit/brokenTies.ts";
import { segmentOps } from "../score/edit/segmentOps.ts";
import { type TieRule, tiePhones } from "../score/edit/tying.ts";
import type { IdRuns, Op } from "../score/types.ts";
import { tieMarks } from "../state/tieMarks.ts";
import type { Edited } from "./autoPhonemes.ts";
import { withoutOrphans } from "./goneNotes.ts";

/** Marks wait so long for further edits. */
const REST_MS = 120;
const MOVES = new Set(["onset", "duration", "phoneme", "lyric", "track"]);

export interface TieSetting {
	rule: TieRule;
	/** Type of the segments. */
	tier: string;
}

export interface TieHost {
	/** Changes the document; an event that is waiting will carry the change. */
	change(act: () => void): void;
	/** Other marks are to be drawn. */
	marked(): void;
}

export class NoteTies {
	readonly #doc: ScoreDocument;
	readonly #host: TieHost;
	#setting: TieSetting | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(doc: ScoreDocument, host: TieHost) {
		this.#doc = doc;
		this.#host = host;
	}

	/** Null: phones stay where they are, and nothing is marked. */
	set(setting: TieSetting | null): void {
		this.#setting = setting;
		this.#markSoon(0);
	}

	heard({ change, step, token }: Edited): void {
		const { parts, origin, ops } = change;
		if (parts.has("notes") || parts.has("segments") || parts.has("tempo") || parts.has("reset")) this.#markSoon();
		if (this.#setting && origin === "user" && parts.has("notes") && token === this.#doc.token) this.#follow(ops, step);
	}

	#follow(ops: readonly Op[], step: Edited["step"]): void {
		const doc = this.#doc;
		const { rule, tier } = this.#setting as TieSetting;
		if (!doc.segments.some((one) => one.type === tier)) return;
		const slots = slotsIn(doc, ops);
		const orphaned = withoutOrphans(doc, ops, step, tier);
		for (const slot of orphaned?.slots ?? []) slots.add(slot);
		const { store, index, tempo } = doc;
		const segments = orphaned?.segments ?? doc.segments;
		const tied = slots.size > 0 ? tiePhones({ store, index, tempo, segments }, rule, tier, slots) : null;
		const changes = segmentOps(doc.segments, tied ?? segments);
		if (changes.length === 0) return;
		this.#host.change(() => {
			if (step && doc.amend(step, changes)) return;
			if (!doc.canRedo) doc.edit(changes, "ties");
		});
	}

	#markSoon(wait_ms = REST_MS): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#mark(), wait_ms);
	}

	#mark(): void {
		const doc = this.#doc;
		const former = tieMarks.get(doc);
		const setting = this.#setting;
		if (setting) {
			const hasTier = doc.segments.some((one) => one.type === setting.tier);
			tieMarks.set(doc, { tier: setting.tier, broken: hasTier ? brokenTies(doc, setting.rule, setting.tier) : [] });
		} else tieMarks.delete(doc);
		if (former?.broken.length || tieMarks.get(doc)?.broken.length) this.#host.marked();
	}
}

/** Notes whose phones may lie elsewhere now. */
function slotsIn({ store }: ScoreDocument, ops: readonly Op[]): Set<number> {
	const slots = new Set<number>();
	const add = (id: number): void => {
		const slot = store.slotOf(id);
		if (slot >= 0) slots.add(slot);
	};
	for (const op of ops) {
		if (op.op === "insert") op.rows.id.forEach(add);
		else if (op.op === "resize" || (op.op === "shift" && op.ticks !== 0) || (op.op === "set" && MOVES.has(op.column))) each(op.ids, add);
	}
	return slots;
}

function each(runs: IdRuns, act: (id: number) => void): void {
	for (let i = 0; i < runs.length; i += 2) for (let id = runs[i]; id < runs[i] + runs[i + 1]; id++) act(id);
}
