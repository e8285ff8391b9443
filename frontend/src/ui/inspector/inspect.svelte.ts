/** What the fields of the inspector show, kept in step with the selection and the score. */

import { beatsText, type NumberField, positionText } from "../../engine/interact/inspect/expression";
import type { Field, Refusal } from "../../engine/interact/inspect/inspector";
import type { Range, Summary } from "../../engine/interact/inspect/summary";
import type { Roll } from "../../engine/roll";
import { pitchName } from "../../engine/view/pitch";
import type { MessageKey } from "../i18n/en";
import { inspectorOf } from "./inspectorOf";

export interface Shown {
	field: Field;
	label: MessageKey;
	text: string;
	/** The notes differ: the text is a range, or the first of many. */
	mixed: boolean;
	/** Smaller, beside the value. */
	unit: MessageKey | null;
	/** Seconds of a time; NaN for what has none. */
	seconds: number;
	/** Drawn by its label, stepped by arrows. */
	steps: boolean;
}

/** Above this many notes reading waits until the hand rests. */
const MANY = 50_000;
const REST_MS = 120;

export class InspectState {
	summary = $state.raw<Summary | null>(null);
	fields = $state.raw<Shown[]>([]);
	trackNames = $state.raw<string[]>([]);
	readonly #roll: Roll;
	readonly #release: (() => void)[];
	#frame = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(roll: Roll) {
		this.#roll = roll;
		this.#read();
		this.#release = [
			roll.doc.selection.subscribe(() => this.#changed()),
			roll.doc.subscribe(() => this.#changed()),
			roll.subscribe((event) => {
				if (event.type === "snap" || event.type === "tool") this.#changed();
			}),
		];
	}

	dispose(): void {
		for (const release of this.#release) release();
		cancelAnimationFrame(this.#frame);
		clearTimeout(this.#timer);
	}

	type(field: Field, text: string): Refusal | null {
		const refusal = inspectorOf(this.#roll).type(field, text);
		this.#changed();
		return refusal;
	}

	step(field: NumberField, by: number): Refusal | null {
		const refusal = inspectorOf(this.#roll).step(field, by);
		this.#changed();
		return refusal;
	}

	#changed(): void {
		clearTimeout(this.#timer);
		if (this.#roll.doc.selection.size > MANY) this.#timer = setTimeout(() => this.#read(), REST_MS);
		else if (this.#frame === 0) {
			this.#frame = requestAnimationFrame(() => {
				this.#frame = 0;
				this.#read();
			});
		}
	}

	#read(): void {
		const { doc } = this.#roll;
		this.summary = inspectorOf(this.#roll).read();
		this.fields = this.summary ? this.#fieldsOf(this.summary) : this.#nextFields();
		this.trackNames = doc.tracks.map((track) => track.name);
	}

	#fieldsOf(summary: Summary): Shown[] {
		const { tempo } = this.#roll.doc;
		const at = (ticks: number): number => tempo.secondsAt(ticks);
		const { start, length } = summary;
		const fields = [ranged("pitch", summary.pitch, pitchName)];
		if (summary.cents) fields.push({ ...ranged("cents", summary.cents, signed), unit: "unit.cents" });
		// The group as one: where it begins.
		fields.push({ ...ranged("start", { low: start.low, high: start.low }, (tick) => positionText(tick, tempo)), seconds: at(start.low) });
		const same = length.low === length.high;
		fields.push({
			...ranged("length", length, beatsText),
			unit: same && length.low === 15360 ? "unit.beat" : "unit.beats",
			seconds: same ? at(start.low + length.low) - at(start.low) : Number.NaN,
		});
		fields.push(ranged("velocity", summary.velocity, String));
		fields.push(texts("lyric", summary.lyrics, " "), texts("phonemes", summary.phonemes, " · "));
		if (this.#roll.doc.tracks.length > 1) fields.push(ranged("track", summary.track, (track) => String(track + 1)));
		return fields;
	}

	/** With nothing selected: what the next note gets. */
	#nextFields(): Shown[] {
		const { length, velocity } = inspectorOf(this.#roll).next;
		const field = ranged("length", { low: length, high: length }, beatsText);
		return [
			{ ...field, unit: length === 15360 ? "unit.beat" : "unit.beats" },
			ranged("velocity", { low: velocity, high: velocity }, String),
		];
	}
}

function ranged(field: NumberField, { low, high }: Range, text: (value: number) => string): Shown {
	const mixed = low !== high;
	return {
		field,
		label: `inspect.${field}`,
		text: mixed ? `${text(low)} – ${text(high)}` : text(low),
		mixed,
		unit: null,
		seconds: Number.NaN,
		steps: field !== "track",
	};
}

function texts(field: "lyric" | "phonemes", { texts, more }: Summary["lyrics"], between: string): Shown {
	const said = texts.some((text) => text !== "");
	const text = said ? texts.map((one) => one || "∅").join(between) + (more ? " …" : "") : "";
	return { field, label: `inspect.${field}`, text, mixed: false, unit: null, seconds: Number.NaN, steps: false };
}

function signed(cents: number): string {
	return cents > 0 ? `+${cents}` : cents < 0 ? `−${-cents}` : "0";
}
