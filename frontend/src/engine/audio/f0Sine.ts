/** A sine that sings the F0 of the score: what the curve says, whatever the recording does. */

import { valueAt } from "../score/curves.ts";
import { timeOfTick } from "../score/curveTime.ts";
import type { Curve } from "../score/types.ts";
import { hzOf, sungCurve } from "./edited/frames.ts";
import type { PlayableDocument } from "./playable.ts";
import { type Span, timeOf } from "./timeline.ts";

const STEP_S = 0.005;
const FADE_S = 0.006;
const HORIZON_S = 0.3;
const HIDDEN_HORIZON_S = 1.5;
/** Beside a recorded voice. */
const LEVEL = 0.25;

export class F0Sine {
	readonly #context: AudioContext;
	readonly #doc: PlayableDocument;
	readonly #tone: OscillatorNode;
	readonly #gate: GainNode;
	#spans: { span: Span; cut_s: number }[] = [];
	#planned_s = 0;
	#isSounding = false;
	#isOn = false;

	constructor(context: AudioContext, doc: PlayableDocument, out: AudioNode) {
		this.#context = context;
		this.#doc = doc;
		this.#gate = context.createGain();
		this.#gate.gain.value = 0;
		this.#tone = context.createOscillator();
		this.#tone.connect(this.#gate).connect(out);
		this.#tone.start();
	}

	setOn(on: boolean): void {
		if (on === this.#isOn) return;
		this.#isOn = on;
		this.#forget(this.#context.currentTime);
	}

	onSpan(span: Span): void {
		this.#spans.push({ span, cut_s: timeOf(span, span.toTick) });
	}

	onCut(from_s: number): void {
		this.#spans = this.#spans.filter(({ span }) => span.at_s < from_s);
		for (const known of this.#spans) known.cut_s = Math.min(known.cut_s, from_s);
		this.#forget(from_s);
	}

	tick(now_s: number): void {
		this.#spans = this.#spans.filter(({ cut_s }) => cut_s > now_s);
		if (!this.#isOn) return;
		const until_s = now_s + (typeof document !== "undefined" && document.hidden ? HIDDEN_HORIZON_S : HORIZON_S);
		const curve = sungCurve(this.#doc.curves.values());
		const start_s = Math.max(now_s + STEP_S, this.#planned_s);
		for (const { span, cut_s } of this.#spans) {
			const end_s = Math.min(until_s, cut_s);
			for (let at_s = Math.max(start_s, span.at_s); at_s < end_s; at_s += STEP_S) this.#plan(curve, span, at_s);
			this.#planned_s = Math.max(this.#planned_s, end_s);
		}
		const last = this.#spans.at(-1);
		if (last && last.cut_s < until_s) this.#close(last.cut_s);
	}

	halt(): void {
		this.#spans = [];
		this.#forget(this.#context.currentTime);
	}

	dispose(): void {
		this.#tone.stop();
		this.#gate.disconnect();
	}

	#plan(curve: Curve | null, span: Span, at_s: number): void {
		const tick = span.tempo.ticksAt(span.tempo.secondsAt(span.fromTick) + at_s - span.at_s);
		const hz = curve ? hzOf(curve, valueAt(curve, timeOfTick(curve, this.#doc.tempo, tick))) : Number.NaN;
		if (!(hz > 0)) {
			this.#close(at_s);
			return;
		}
		if (this.#isSounding) this.#tone.frequency.linearRampToValueAtTime(hz, at_s);
		else {
			this.#tone.frequency.setValueAtTime(hz, at_s);
			this.#gate.gain.setTargetAtTime(LEVEL, at_s, FADE_S / 3);
		}
		this.#isSounding = true;
	}

	#close(at_s: number): void {
		if (!this.#isSounding) return;
		this.#isSounding = false;
		this.#gate.gain.setTargetAtTime(0, at_s, FADE_S / 3);
	}

	/** What was planned from a moment on is no more; it is silent until something is planned again. */
	#forget(from_s: number): void {
		this.#tone.frequency.cancelScheduledValues(from_s);
		this.#gate.gain.cancelScheduledValues(from_s);
		this.#gate.gain.setTargetAtTime(0, from_s, FADE_S / 3);
		this.#planned_s = Math.min(this.#planned_s, from_s);
		this.#isSounding = false;
	}
}
