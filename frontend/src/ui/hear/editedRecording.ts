/** The recording of a roll with what is drawn over it: asks the server for phrases, and lends them to the player. */
import { Analysed } from "../../engine/audio/edited/analysed";
import { EditedSound, NotSung, type Sung, type SungQuestion } from "../../engine/audio/edited/editedSound";
import { sungCurve } from "../../engine/audio/edited/frames";
import { SungLines } from "../../engine/audio/edited/sungLines";
import type { Roll } from "../../engine/roll";
import type { Curve, DocChange } from "../../engine/score/types";
import { type FileRef, type HandleMeta, isExternal, keyOf } from "../../engine/transport/handle";
import type { Remote } from "../../engine/transport/remote";

interface Answer {
	sr: number;
	channels: number;
	start_s: number;
	/** Base64 of little-endian int16. */
	pcm: string;
	changed: [number, number][];
	refused?: string;
}

export interface EditedRecordingHost {
	remote(): Remote;
	/** Whether something is edited, and whether it is waited for. */
	changed(isEdited: boolean, isWaiting: boolean): void;
	/** Somebody edits what is sung. */
	drawn(): void;
	refused(reason: string): void;
}

export class EditedRecording {
	readonly sound: EditedSound;
	readonly #roll: Roll;
	readonly #host: EditedRecordingHost;
	readonly #analysed: Analysed;
	readonly #release: () => void;
	#file: FileRef | null = null;
	#start_s = 0;
	#duration_s = 0;
	readonly #lines = new SungLines();

	constructor(roll: Roll, host: EditedRecordingHost) {
		this.#roll = roll;
		this.#host = host;
		this.#analysed = new Analysed(roll.doc);
		this.sound = new EditedSound({
			ask: (question) => this.#ask(question),
			changed: () => host.changed(this.sound.isEdited, this.sound.isWaiting),
			refused: (reason) => host.refused(reason),
		});
		this.#release = roll.doc.subscribe((change) => this.#onChange(change));
	}

	setSound(file: FileRef | null, span: HandleMeta["audio"]): void {
		const served = file && !isExternal(file) ? file : null;
		if (keyOf(served) !== keyOf(this.#file)) this.sound.forget();
		this.#file = served;
		this.#start_s = span?.start_s ?? 0;
		this.#duration_s = span?.duration_s ?? 0;
		this.#update(null);
	}

	/** A take of the microphone brings the F0 of its recording. */
	took(curve: string): void {
		this.#analysed.take(curve);
		this.#update(null);
	}

	dispose(): void {
		this.#release();
		this.sound.forget();
	}

	#onChange(change: DocChange): void {
		this.#analysed.changed(change);
		const { parts } = change;
		if (!parts.has("curves") && !parts.has("reset") && !parts.has("tempo")) return;
		this.#update(change);
		if (change.origin === "user" && parts.has("curves") && this.sound.isEdited) this.#host.drawn();
	}

	/** `change`: the only one since the last time. */
	#update(change: DocChange | null): void {
		const { doc } = this.#roll;
		const curve = sungCurve(doc.curves.values());
		const original = curve && this.#analysed.of(curve);
		if (!curve || !original || !this.#file) {
			this.#lines.forget();
			if (this.sound.isEdited) this.sound.forget();
			return;
		}
		const duration_s = this.#duration_s || Math.max(0, curve.start + curve.hop * curve.values.length - this.#start_s);
		const line = this.#lines.of(
			{ f0: curve, f0From: original, ...this.#loudness(), tempo: doc.tempo, start_s: this.#start_s, duration_s },
			change,
		);
		this.sound.set(line.edit, line.touched);
	}

	/** What was drawn over the loudness. */
	#loudness(): { loudness: Curve | null; loudnessFrom: Curve | null } {
		const loudness = [...this.#roll.doc.curves.values()].find(({ target, unit }) => target === "loudness" && /db/i.test(unit));
		const loudnessFrom = loudness && this.#analysed.of(loudness);
		if (!loudness || !loudnessFrom || isSameLine(loudness, loudnessFrom)) return { loudness: null, loudnessFrom: null };
		return { loudness, loudnessFrom };
	}

	async #ask(question: SungQuestion): Promise<Sung> {
		const answer = await this.#host.remote().ask?.<Answer>("sung", { path: this.#file?.path, ...question });
		if (!answer) throw new Error("the server gave no answer");
		if (answer.refused !== undefined) throw new NotSung(answer.refused);
		const { sr, channels, start_s, pcm, changed } = answer;
		return { sr, channels, start_s, pcm: samplesOf(pcm), changed };
	}
}

function samplesOf(text: string): Int16Array {
	const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
	return new Int16Array(bytes.buffer);
}

function isSameLine(a: Curve, b: Curve): boolean {
	return a.values === b.values && a.times === b.times && a.start === b.start && a.hop === b.hop;
}
