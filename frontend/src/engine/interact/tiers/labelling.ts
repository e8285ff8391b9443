/** Labels by keys: held while the sound plays they write what is heard; while it stands still they name what is selected. */
import { labelSegment, MIN_SEGMENT_S } from "../../score/edit/segmenting.ts";
import { writeSegment } from "../../score/edit/segmentSpans.ts";
import type { EditorContext } from "../editorContext.ts";
import type { SegmentHands } from "./segmentHands.ts";
import { segmentUnder } from "./tierHit.ts";
import { labelChosen } from "./tierMany.ts";
import { tierSays } from "./tierWords.ts";

/** A key that is up sooner was tapped: its label goes on until the next key. */
const TAP_S = 0.2;

interface Written {
	key: string;
	text: string;
	from_s: number;
}

export class Labelling {
	readonly #editor: EditorContext;
	readonly #hands: SegmentHands;
	/** What is being written, by a key that is held or was tapped. */
	#open: Written | null = null;
	#held = false;

	constructor(editor: EditorContext, hands: SegmentHands) {
		this.#editor = editor;
		this.#hands = hands;
	}

	get isWriting(): boolean {
		return this.#open !== null;
	}

	get #now_s(): number {
		const { doc } = this.#editor;
		return doc.tempo.secondsAt(Math.max(0, this.#editor.positionTick()));
	}

	down(key: string, text: string): void {
		const editor = this.#editor;
		if (editor.readOnly) {
			editor.say("readOnly");
			return;
		}
		if (editor.player?.state !== "playing") {
			this.#nameChosen(text);
			return;
		}
		this.#close(this.#now_s);
		this.#open = { key, text, from_s: this.#now_s };
		this.#held = true;
	}

	up(key: string): void {
		if (!this.#open || this.#open.key !== key || !this.#held) return;
		this.#held = false;
		const now_s = this.#now_s;
		if (now_s - this.#open.from_s >= TAP_S) this.#close(now_s);
	}

	/** Once a frame: what is being written is shown as long as it is by now. A stop ends it. */
	tick(): void {
		const editor = this.#editor;
		const open = this.#open;
		if (!open) return;
		const now_s = this.#now_s;
		if (editor.player?.state !== "playing") {
			this.#close(now_s);
			return;
		}
		const { segments } = editor.doc;
		if (now_s - open.from_s < MIN_SEGMENT_S) return;
		const grown = { start: open.from_s, end: now_s, type: this.#tier, text: open.text, confidence: null };
		editor.scene.tierPreview = [...segments, grown];
		editor.changed("segments");
	}

	/** What is open is written up to here. */
	finish(): void {
		this.#close(this.#now_s);
	}

	get #tier(): string {
		return this.#hands.tier || "label";
	}

	#close(to_s: number): void {
		const editor = this.#editor;
		const open = this.#open;
		this.#open = null;
		this.#held = false;
		if (!open) return;
		editor.scene.tierPreview = null;
		editor.changed("segments");
		const type = this.#tier;
		// A loop that went round, or a jump back: up to where it was is not known.
		if (to_s - open.from_s < MIN_SEGMENT_S) return;
		if (!this.#hands.edit((list) => writeSegment(list, type, open.from_s, to_s, open.text), "segment.insert", -1, null)) return;
		this.#hands.worksOn(type);
		editor.tellOf(`${open.text || "–"} · ${open.from_s.toFixed(2)}–${to_s.toFixed(2)} s`);
	}

	/** A label for what is selected; then the next one is. */
	#nameChosen(text: string): void {
		const hands = this.#hands;
		const { doc } = this.#editor;
		if (!hands.segment) {
			const under = segmentUnder(doc.segments, hands.tier, this.#now_s);
			if (under < 0) {
				tierSays(this.#editor, "pressPlay");
				return;
			}
			hands.select(under);
		}
		if (hands.set.size > 1) {
			labelChosen(this.#editor, hands, text);
			return;
		}
		const { selected } = hands;
		hands.edit((list) => labelSegment(list, selected, text), "segment.label", selected, null);
		hands.step(1);
	}
}
