/** The values of the selection, read and written: what the line of fields and its panel show. One change is one edit. */
import { lyricOps, phonemeOps } from "../../score/edit/texts.ts";
import type { Op } from "../../score/types.ts";
import { type EditorContext, MIN_NOTE_TICKS } from "../editorContext.ts";
import { limitsOf } from "../gestures/group.ts";
import { runOnPlan } from "../lyrics.ts";
import { syllablesOf } from "../syllables.ts";
import { centsIn, moveCents, pitchCurveOf } from "./cents.ts";
import { type Change, type NumberField, parseChange } from "./expression.ts";
import { type Summary, summaryOf } from "./summary.ts";

export type TextField = "lyric" | "phonemes";
export type Field = NumberField | TextField;
/** Why nothing was changed. */
export type Refusal = "unreadable" | "outOfRange";

const LAST_TICK = 2 ** 31 - 1;

/** What the next drawn note gets. */
export interface NextNote {
	length: number;
	velocity: number;
}

export class Inspector {
	readonly #editor: EditorContext;

	constructor(editor: EditorContext) {
		this.#editor = editor;
	}

	/** Null when nothing is selected. */
	read(): Summary | null {
		return summaryOf(this.#editor.doc);
	}

	get next(): NextNote {
		return { length: this.#editor.newDuration, velocity: this.#editor.lastVelocity };
	}

	/** What somebody typed; null when it was done or there was nothing to change. */
	type(field: Field, text: string): Refusal | null {
		if (field === "lyric" || field === "phonemes") return this.#setTexts(field === "lyric" ? "lyric" : "phoneme", text);
		const { doc } = this.#editor;
		const at_ticks = doc.selection.size > 0 ? limitsOf(doc).firstOnset : Math.round(this.#editor.positionTick());
		const change = parseChange(field, text, doc.tempo, at_ticks);
		return change ? this.change(field, change) : "unreadable";
	}

	/** The step of the arrow keys, `by` of them: a semitone, a cent, a step of the grid, one of velocity. */
	step(field: NumberField, by: number): Refusal | null {
		const step_ticks = this.#editor.step_ticks || MIN_NOTE_TICKS;
		const unit = field === "start" || field === "length" ? step_ticks : 1;
		return this.change(field, { kind: "add", value: by * unit });
	}

	/** Shows what `step` would do, without doing it; `clearPreview` ends that. */
	preview(field: NumberField, by: number): void {
		const editor = this.#editor;
		const { doc } = editor;
		if (doc.selection.size === 0 || editor.readOnly) return;
		const step_ticks = editor.step_ticks || MIN_NOTE_TICKS;
		if (field === "velocity") editor.show({ kind: "velocity", delta: by, painted: new Map() }, "velocity");
		if (field !== "pitch" && field !== "start") return;
		const limits = limitsOf(doc);
		const pitch = field === "pitch" ? Math.max(-limits.lowest, Math.min(127 - limits.highest, by)) : 0;
		const ticks = field === "start" ? Math.max(-limits.firstOnset, Math.min(limits.room_ticks, by * step_ticks)) : 0;
		editor.show({ kind: "move", ticks, pitch, copy: false }, "lifted");
	}

	clearPreview(): void {
		this.#editor.clearPreview();
	}

	change(field: NumberField, change: Change): Refusal | null {
		const { doc } = this.#editor;
		if (doc.selection.size === 0) return this.#changeNext(field, change);
		const made = this.#opsFor(field, change);
		if (made === null) return "outOfRange";
		this.#editor.edit(made, `inspect.${field}`);
		return null;
	}

	/** Null: a value would leave its range. An empty list: nothing changes. */
	#opsFor(field: NumberField, change: Change): Op[] | null {
		switch (field) {
			case "pitch":
				return this.#pitchOps(change);
			case "start":
				return this.#startOps(change);
			case "length":
				return this.#columnOps("duration", change, 1, LAST_TICK);
			case "velocity":
				return this.#columnOps("velocity", change, 0, 127);
			case "track":
				return this.#trackOps(change);
			case "cents":
				return this.#centsOps(change);
		}
	}

	#pitchOps(change: Change): Op[] | null {
		const { selection } = this.#editor.doc;
		const { lowest, highest } = limitsOf(this.#editor.doc);
		if (change.kind === "scale") return null;
		if (change.kind === "add") {
			if (lowest + change.value < 0 || highest + change.value > 127) return null;
			return change.value === 0 ? [] : [{ op: "shift", ids: selection.ids(), ticks: 0, pitch: change.value }];
		}
		if (change.value < 0 || change.value > 127) return null;
		if (lowest === highest && lowest === change.value) return [];
		return [{ op: "set", ids: selection.ids(), column: "pitch", value: change.value }];
	}

	/** The group moves as one, so that it begins where was said. */
	#startOps(change: Change): Op[] | null {
		const { selection } = this.#editor.doc;
		const { firstOnset, room_ticks } = limitsOf(this.#editor.doc);
		const wanted = change.kind === "set" ? change.value : change.kind === "add" ? firstOnset + change.value : firstOnset * change.factor;
		let ticks = Math.round(wanted) - firstOnset;
		// A step further to the left than there is room stops at the beginning.
		if (change.kind === "add") ticks = Math.max(ticks, -firstOnset);
		if (firstOnset + ticks < 0 || ticks > room_ticks) return null;
		return ticks === 0 ? [] : [{ op: "shift", ids: selection.ids(), ticks, pitch: 0 }];
	}

	/** Setting refuses what is out of range; shifting and scaling stop at its ends, as dragging does. */
	#columnOps(column: "duration" | "velocity", change: Change, least: number, most: number): Op[] | null {
		const { doc } = this.#editor;
		const { store, selection } = doc;
		if (change.kind === "set") {
			if (change.value < least || change.value > most) return null;
			const slots = selection.slots();
			const { onset } = store;
			const values = store[column];
			if (column === "duration" && slots.some((slot) => onset[slot] + change.value > LAST_TICK)) return null;
			if (slots.every((slot) => values[slot] === change.value)) return [];
			return [{ op: "set", ids: selection.ids(), column, value: change.value }];
		}
		const slots = this.#slotsById();
		const former = store[column];
		const { onset } = store;
		const values = new Array<number>(slots.length);
		let changes = false;
		for (let i = 0; i < slots.length; i++) {
			const slot = slots[i];
			const was = former[slot];
			const wanted = Math.round(change.kind === "add" ? was + change.value : was * change.factor);
			const room = column === "duration" ? LAST_TICK - onset[slot] : most;
			// A step that would take a note away leaves the shortest that can be drawn.
			const floor = column === "duration" ? Math.min(was, MIN_NOTE_TICKS) : least;
			const value = Math.max(floor, Math.min(room, wanted));
			values[i] = value;
			if (value !== was) changes = true;
		}
		return changes ? [{ op: "set", ids: this.#editor.idsOf(slots), column, values }] : [];
	}

	#trackOps(change: Change): Op[] | null {
		const { doc } = this.#editor;
		const last = Math.max(0, doc.tracks.length - 1);
		const { selection, store } = doc;
		if (change.kind === "scale") return null;
		if (change.kind === "add") return this.#trackOps({ kind: "set", value: store.track[selection.slots()[0]] + change.value });
		if (change.value < 0 || change.value > last) return null;
		if (selection.slots().every((slot) => store.track[slot] === change.value)) return [];
		return [{ op: "set", ids: selection.ids(), column: "track", value: change.value }];
	}

	#centsOps(change: Change): Op[] | null {
		const { doc } = this.#editor;
		const curve = pitchCurveOf(doc);
		if (!curve || change.kind === "scale" || Math.abs(change.value) > 2400) return null;
		const { value } = change;
		const by = change.kind === "add" ? () => value : (slot: number) => value - (centsIn(doc, curve, slot) ?? value);
		return moveCents(doc, curve, doc.selection.slots(), by);
	}

	#changeNext(field: NumberField, change: Change): Refusal | null {
		const editor = this.#editor;
		if (editor.readOnly || (field !== "length" && field !== "velocity")) return null;
		const was = field === "length" ? editor.newDuration : editor.lastVelocity;
		const [least, most] = field === "length" ? [MIN_NOTE_TICKS, LAST_TICK] : [0, 127];
		const wanted = Math.round(change.kind === "set" ? change.value : change.kind === "add" ? was + change.value : was * change.factor);
		if (change.kind === "set" && (wanted < least || wanted > most)) return "outOfRange";
		const value = Math.max(least, Math.min(most, wanted));
		if (field === "length") editor.lastDuration = value;
		else editor.lastVelocity = value;
		return null;
	}

	/** Several syllables run on into the next notes, as in the box over the note. */
	#setLyric(slot: number, text: string): null {
		const { doc } = this.#editor;
		const plan = runOnPlan(doc, slot, text).filter((one) => one.text !== doc.store.lyricOf(one.slot));
		const ops = lyricOps(
			doc.store,
			plan.map((one) => one.slot),
			plan.map((one) => one.text || null),
		);
		this.#editor.edit(ops, "inspect.lyric");
		return null;
	}

	/** One note takes the phonemes as they are; several take its pieces in the order in which they are sung. */
	#setTexts(column: "lyric" | "phoneme", text: string): Refusal | null {
		const { doc } = this.#editor;
		const { store, index, selection } = doc;
		const slots = selection.slots();
		if (slots.length === 0) return null;
		if (slots.length === 1 && column === "lyric") return this.#setLyric(slots[0], text);
		const sung = slots.length === 1 ? slots : slots.sort((a, b) => index.positionOf(a) - index.positionOf(b));
		const pieces = sung.length === 1 ? [text.trim()] : column === "lyric" ? syllablesOf(text) : text.split(/[\s·]+/u).filter(Boolean);
		const read = (slot: number): string => (column === "lyric" ? store.lyricOf(slot) : store.phonemeOf(slot));
		const changed = new Map<number, string>();
		for (let i = 0; i < sung.length && (i < pieces.length || pieces.length === 0); i++) {
			const piece = pieces[i] ?? "";
			if (piece !== (store[column].get(sung[i]) < 0 ? "" : read(sung[i]))) changed.set(sung[i], piece);
		}
		if (changed.size === 0) return null;
		const made = column === "lyric" ? lyricOps : phonemeOps;
		const texts = [...changed.values()].map((piece) => piece || null);
		this.#editor.edit(made(store, [...changed.keys()], texts), `inspect.${column}`);
		return null;
	}

	/** The selection in ascending order of ids, as operations name it. */
	#slotsById(): Int32Array {
		const { selection, store } = this.#editor.doc;
		const slots = selection.slots();
		for (let i = 1; i < slots.length; i++) {
			if (store.id[slots[i]] < store.id[slots[i - 1]]) return slots.sort((a, b) => store.id[a] - store.id[b]);
		}
		return slots;
	}
}
