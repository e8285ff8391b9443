/** Keeps what the pitch tool shows in step with the view, the curve and its pins. */
import type { PinHands } from "../../engine/interact/pins/pinHands";
import { pinName } from "../../engine/interact/pins/pinWords";
import { type Doubt, unpacked } from "../../engine/interact/pins/pitchServer";
import type { Roll } from "../../engine/roll";
import type { Curve } from "../../engine/score/types";
import type { Scene } from "../../engine/state/scene";

/** The view is at rest, and hands are not kept waiting by who looks. */
const REST_MS = 60;
const ASK_AGAIN_MS = 400;
/** Frames closer than this show no dots. */
const APART_PX = 1.5;
/** So much more than is in sight is asked for, on both sides. */
const BESIDE = 0.5;

export class PitchFollower {
	doubts = $state.raw<readonly Doubt[]>([]);
	readonly #roll: Roll;
	readonly #hands: PinHands;
	readonly #scene: Scene;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#curve: Curve | null = null;
	/** Seconds from the curve's first value that candidates are known of. */
	#seen: [start_s: number, end_s: number] | null = null;
	#disposed = false;

	constructor(roll: Roll, hands: PinHands) {
		this.#roll = roll;
		this.#hands = hands;
		this.#scene = roll.withEditor((editor) => {
			editor.pins = hands;
			return editor.scene;
		});
		this.#scene.pitch = { candidates: null, doubts: [], allDoubts: null, selected: -1, span: null, nameOf: pinName, version: 0 };
		this.#changed();
	}

	dispose(): void {
		this.#disposed = true;
		clearTimeout(this.#timer);
		this.#scene.pitch = null;
		this.#roll.withEditor((editor) => {
			if (editor.pins === this.#hands) editor.pins = null;
		});
		this.#changed();
	}

	/** The view, the curve or its pins are others. */
	changed(): void {
		const { curve, pins, view } = this.#hands;
		if (view && curve?.name !== this.#curve?.name) {
			this.#seen = null;
			view.candidates = null;
		}
		if (view && view.selected >= pins.length) this.#hands.select(-1);
		this.#curve = curve;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#look(), REST_MS);
	}

	#changed(): void {
		this.#roll.withEditor((editor) => editor.changed("pins"));
	}

	/** Asks for what is not known yet. */
	async #look(): Promise<void> {
		const { curve } = this.#hands;
		if (!curve) return;
		const span = this.#wantedSpan(curve);
		const doubts = !this.#showDoubts();
		if (!span && !doubts) return;
		const answer = await this.#hands.look({
			...(span && { look: { start_s: span[0], end_s: span[1] } }),
			...(doubts && { doubts: true }),
		});
		const { pitch } = this.#scene;
		if (!answer || !pitch || this.#disposed || this.#hands.curve?.name !== curve.name) return;
		if (answer.candidates && span) {
			const { times_s, hz, probability } = answer.candidates;
			pitch.candidates = { times_s: unpacked(times_s), hz: unpacked(hz), probability: unpacked(probability) };
			this.#seen = span;
		}
		if (answer.doubts) this.#showDoubts(answer.doubts);
		else if (doubts) this.#timer = setTimeout(() => void this.#look(), ASK_AGAIN_MS);
		this.#changed();
	}

	/** Whether they are known. */
	#showDoubts(told?: readonly Doubt[]): boolean {
		const open = this.#hands.openDoubts(told);
		if (open && open !== this.doubts) {
			this.doubts = open;
			this.#changed();
		}
		return open !== null;
	}

	/** The span to ask about; null where it is known, or nothing would be seen. */
	#wantedSpan(curve: Curve): [number, number] | null {
		const { view } = this.#roll;
		const last_s = curve.hop * curve.values.length;
		const start_s = Math.max(0, this.#hands.timeAt(view.scrollTick));
		const end_s = Math.min(last_s, this.#hands.timeAt(view.endVisibleTick));
		if (!(end_s > start_s) || (view.width_px * curve.hop) / (end_s - start_s) < APART_PX) return null;
		if (this.#seen && this.#seen[0] <= start_s && this.#seen[1] >= end_s) return null;
		const beside = (end_s - start_s) * BESIDE;
		return [Math.max(0, start_s - beside), Math.min(last_s, end_s + beside)];
	}
}
