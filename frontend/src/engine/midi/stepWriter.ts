/**
 * Step input: keys that are down together are a chord at the playhead, as long as the snap's step; when the last one comes
 * up the playhead goes on. The pedal makes a chord that is held longer by a step, and is a rest when none is. Backspace goes
 * back over what was written last.
 */
import { type EditorContext, MIN_NOTE_TICKS } from "../interact/editorContext.ts";
import { pitchForNew } from "../interact/newNotes.ts";
import type { DocChange } from "../score/types.ts";
import { PEDAL_DOWN } from "./pedals.ts";
import type { MidiSink, Voice } from "./sink.ts";

interface Step {
	at: number;
	/** Where the playhead stands after it. */
	end: number;
	/** None for a rest. */
	ids: number[];
}

interface Chord extends Step {
	gesture: string;
	/** A note of it is in the score. */
	stands: boolean;
}

const KEPT_STEPS = 1000;

export class StepWriter implements MidiSink {
	on = false;
	readonly #editor: EditorContext;
	readonly #down = new Set<string>();
	readonly #pedals = new Set<string>();
	#chord: Chord | null = null;
	#written: Step[] = [];
	#count = 0;

	constructor(editor: EditorContext) {
		this.#editor = editor;
	}

	press(voice: Voice, velocity: number): void {
		if (!this.#mayWrite()) return;
		this.#down.add(voice.key);
		this.#chord ??= this.#begin();
		const chord = this.#chord;
		const pitch = pitchForNew(this.#editor, voice.pitch);
		const track = this.#editor.scene.tracks.active;
		if (this.#isThere(chord.at, pitch, track)) {
			chord.stands = true;
			return;
		}
		const { doc } = this.#editor;
		const id = doc.nextId();
		const rows = { id: [id], onset: [chord.at], duration: [chord.end - chord.at], pitch: [pitch], velocity: [velocity], track: [track] };
		if (this.#editor.edit([{ op: "insert", rows }], "draw", chord.gesture)) {
			chord.ids.push(id);
			chord.stands = true;
		}
	}

	release(voice: Voice): void {
		if (!this.#down.delete(voice.key) || this.#down.size > 0) return;
		const chord = this.#chord;
		this.#chord = null;
		// Refused, as the track is locked: said already, and nothing to go on from.
		if (chord?.stands) this.#goOn(chord);
	}

	pedal(source: string, channel: number, value: number): void {
		const key = `${source}|${channel}`;
		const isDown = value >= PEDAL_DOWN;
		if (isDown === this.#pedals.has(key)) return;
		if (!isDown) this.#pedals.delete(key);
		else {
			this.#pedals.add(key);
			if (!this.#mayWrite()) return;
			if (this.#chord) this.#lengthen(this.#chord);
			else this.#goOn(this.#begin());
		}
	}

	/** True when Backspace went back a step; a selection is deleted as ever. */
	back(): boolean {
		const { doc, readOnly } = this.#editor;
		if (!this.on || readOnly || this.#chord || doc.selection.size > 0 || this.#editor.player?.state === "playing") return false;
		const at = Math.round(this.#editor.positionTick());
		const last = this.#written.at(-1);
		const step =
			last && last.end === at ? last : { at: Math.max(0, at - this.#step_ticks), end: at, ids: this.#idsIn(at - this.#step_ticks, at) };
		if (step === last) this.#written.pop();
		const slots = step.ids.map((id) => doc.store.slotOf(id)).filter((slot) => slot >= 0);
		if (slots.length > 0 && !this.#editor.edit([{ op: "delete", ids: this.#editor.idsOf(slots) }], "delete")) return true;
		this.#seek(step.at);
		return true;
	}

	/** Undo takes the playhead back with the chord. */
	documentChanged(change: DocChange): void {
		if (change.parts.has("reset")) this.#written = [];
		if (change.origin !== "undo") return;
		const last = this.#written.at(-1);
		if (!last || last.ids.length === 0 || last.ids.some((id) => this.#editor.doc.store.slotOf(id) >= 0)) return;
		this.#written.pop();
		if (this.on && Math.round(this.#editor.positionTick()) === last.end) this.#seek(last.at);
	}

	letGo(): void {
		this.#down.clear();
		this.#chord = null;
	}

	get #step_ticks(): number {
		return Math.max(MIN_NOTE_TICKS, this.#editor.step_ticks || this.#editor.newDuration);
	}

	#mayWrite(): boolean {
		if (!this.on || this.#editor.player?.state === "playing") return false;
		if (this.#editor.readOnly) this.#editor.say("readOnly");
		return !this.#editor.readOnly;
	}

	#begin(): Chord {
		const at = Math.round(this.#editor.positionTick());
		return {
			at,
			end: at + Math.round(this.#step_ticks),
			ids: [],
			stands: false,
			gesture: `midi step ${++this.#count} ${performance.now()}`,
		};
	}

	#lengthen(chord: Chord): void {
		const { doc } = this.#editor;
		const end = chord.end + Math.round(this.#step_ticks);
		const slots = chord.ids.map((id) => doc.store.slotOf(id)).filter((slot) => slot >= 0);
		const ids = this.#editor.idsOf(slots);
		if (this.#editor.edit([{ op: "set", ids, column: "duration", value: end - chord.at }], "draw", chord.gesture)) chord.end = end;
	}

	#goOn(step: Step): void {
		this.#written.push({ at: step.at, end: step.end, ids: step.ids });
		if (this.#written.length > KEPT_STEPS) this.#written.shift();
		this.#seek(step.end);
	}

	#seek(tick: number): void {
		this.#editor.seek(tick);
		const { view } = this.#editor;
		if (tick < view.scrollTick || tick > view.endVisibleTick) view.set({ scrollTick: tick - (0.5 * view.width_px) / view.pxPerTick });
	}

	#isThere(onset: number, pitch: number, track: number): boolean {
		const { index, store } = this.#editor.doc;
		for (let i = index.lowerBound(onset); i < index.length && store.onset[index.order[i]] === onset; i++) {
			const slot = index.order[i];
			if (store.pitch[slot] === pitch && store.track[slot] === track) return true;
		}
		return false;
	}

	#idsIn(from: number, to: number): number[] {
		const { index, store } = this.#editor.doc;
		const { active } = this.#editor.scene.tracks;
		const ids: number[] = [];
		for (let i = index.lowerBound(from); i < index.length && store.onset[index.order[i]] < to; i++) {
			const slot = index.order[i];
			if (store.track[slot] === active) ids.push(store.id[slot]);
		}
		return ids;
	}
}
