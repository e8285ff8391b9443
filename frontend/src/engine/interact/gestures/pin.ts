/**
 * Says what is known of the recording's pitch: a click touches a candidate or a stretch, Shift draws a box around it, Ctrl and
 * Shift a rough line (up or down from a note: the note with its stretch), a pin under the pointer moves. Anything else is a
 * press of the pitch tool as it is without a recording.
 */
import type { PinJson } from "../../score/types.ts";
import { endOf, type PathPart, type PinPreview, pointsOf, startOf } from "../../state/pitchView.ts";
import { hzOfPitch, pitchOfHz } from "../../view/pitch.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import { notePins } from "../pins/notePins.ts";
import { type PinAction, type PinHands, pinHandsOf } from "../pins/pinHands.ts";
import { type PinHit, pinAt } from "../pins/pinHit.ts";
import type { Hit, Sample } from "../pointer.ts";

interface Corners {
	startTick: number;
	endTick: number;
	lowPitch: number;
	highPitch: number;
}

type Mode = "pressed" | "box" | "near" | "note" | "move" | "other";

/** A point of the line is kept where it is so far from the last one. */
const STEP_PX = 3;

export class PinGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#hands!: PinHands;
	#start!: Sample;
	#hit: Hit | null = null;
	#pin: PinHit | null = null;
	#mode: Mode = "pressed";
	#ticks: number[] = [];
	#pitches: number[] = [];
	#rows = 0;
	#preview: PinPreview | null = null;
	#path: readonly PathPart[] = [];

	get yields(): boolean {
		return this.#mode === "other";
	}

	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void {
		this.#hands = pinHandsOf(editor);
		this.#start = sample;
		this.#hit = hit;
		this.#pin = sample.shift ? null : pinAt(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (this.#mode === "pressed" && isDrag(this.#start, sample)) this.#mode = this.#decide(editor, sample);
		if (this.#mode === "box") this.#box(editor, sample);
		else if (this.#mode === "near") this.#stroke(editor, sample);
		else if (this.#mode === "note") this.#note(editor, sample);
		else if (this.#mode === "move") this.#move(editor, sample);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		this.#preview = null;
		editor.clearPreview();
		if (outcome === "cancel" || this.#mode === "other") return;
		if (this.#mode === "pressed") this.#click(editor, sample);
		else if (this.#mode === "box") void this.#hands.add(this.#boxPin(editor, sample));
		else if (this.#mode === "near") this.#addLine();
		else if (this.#mode === "note") this.#dropNote(editor);
		else if (this.#mode === "move" && this.#pin) void this.#hands.move(this.#pin.place.index, this.#moved(editor, sample, this.#pin));
	}

	#decide(editor: EditorContext, sample: Sample): Mode {
		if (this.#pin) return "move";
		const { pitchDrag } = editor.hands;
		const isLine = this.#start.shift ? this.#start.mod : pitchDrag === "near";
		const isBox = this.#start.shift ? !this.#start.mod : pitchDrag === "box";
		if (isBox) return "box";
		if (!isLine) return "other";
		const isUpright = Math.abs(sample.y_px - this.#start.y_px) > Math.abs(sample.x_px - this.#start.x_px);
		return this.#hit && isUpright ? "note" : "near";
	}

	#click(editor: EditorContext, sample: Sample): void {
		if (this.#pin) this.#hands.select(this.#pin.place.index);
		else void this.#hands.touch(sample.tick, editor.view.soundingPitchAt(sample.y_px));
	}

	/** With the curve that would follow, as soon as it is known; the one before stays until then. */
	#show(editor: EditorContext, preview: PinPreview, action: PinAction | null): void {
		this.#preview = preview;
		editor.show({ ...preview, path: this.#path });
		if (!action) return;
		void this.#hands.tryOut(action, (path) => {
			this.#path = path;
			if (this.#preview) editor.show({ ...this.#preview, path });
		});
	}

	// -- in here

	#corners(editor: EditorContext, sample: Sample): Corners {
		const ticks = [this.#start.tick, sample.tick];
		const pitches = [this.#start.y_px, sample.y_px].map((y_px) => editor.view.soundingPitchAt(y_px));
		return {
			startTick: Math.max(0, Math.min(...ticks)),
			endTick: Math.max(...ticks),
			lowPitch: Math.min(...pitches),
			highPitch: Math.max(...pitches),
		};
	}

	#box(editor: EditorContext, sample: Sample): void {
		const box = this.#corners(editor, sample);
		this.#show(editor, { kind: "pinBox", ...box }, { add: [this.#boxPin(editor, sample)] });
		this.#tell(editor, sample, box);
	}

	#boxPin(editor: EditorContext, sample: Sample): PinJson {
		const { startTick, endTick, lowPitch, highPitch } = this.#corners(editor, sample);
		const [start, end] = [this.#hands.timeAt(startTick), this.#hands.timeAt(endTick)];
		return { kind: "box", start, end, low: hzOfPitch(lowPitch), high: hzOfPitch(highPitch) };
	}

	#tell(editor: EditorContext, sample: Sample, { startTick, endTick, lowPitch, highPitch }: Corners): void {
		const [low, high] = [hzOfPitch(lowPitch), hzOfPitch(highPitch)].map((hz) => Math.round(hz));
		const seconds = this.#hands.timeAt(endTick) - this.#hands.timeAt(startTick);
		editor.tell({ kind: "text", lines: [`${low}–${high} Hz`, `${seconds.toFixed(2)} s`] }, sample);
	}

	// -- about here

	#stroke(editor: EditorContext, sample: Sample): void {
		const last = this.#ticks.at(-1) ?? Number.NEGATIVE_INFINITY;
		const points = this.#ticks.length === 0 ? [this.#start, sample] : [sample];
		for (const at of points) {
			// Time goes on: who turns back draws the last part anew.
			while (this.#ticks.length > 1 && (this.#ticks.at(-1) as number) >= at.tick && at.tick < last) {
				this.#ticks.pop();
				this.#pitches.pop();
			}
			if (at.tick < 0 || (at.tick - last) * editor.view.pxPerTick < STEP_PX) continue;
			this.#ticks.push(at.tick);
			this.#pitches.push(editor.view.soundingPitchAt(at.y_px));
		}
		this.#show(editor, { kind: "pinLine", ticks: [...this.#ticks], pitches: [...this.#pitches] }, this.#line());
		editor.tell({ kind: "pitch", hz: hzOfPitch(editor.view.soundingPitchAt(sample.y_px)), tick: Math.max(0, sample.tick) }, sample);
	}

	/** What the line asks of the server, which knows where something is sung under it. */
	#line(): PinAction | null {
		const points = this.#ticks.map((tick, i): [number, number] => [this.#hands.timeAt(tick), hzOfPitch(this.#pitches[i])]);
		return points.length === 0 ? null : { stroke: { points } };
	}

	#addLine(): void {
		const line = this.#line();
		if (line) void this.#hands.change(line, "pin");
	}

	// -- a note with its stretch

	#note(editor: EditorContext, sample: Sample): void {
		const slot = (this.#hit as Hit).slot;
		const { store, selection } = editor.doc;
		if (!selection.has(slot) || selection.size > 1) selection.setAll([slot]);
		this.#rows = Math.min(127 - store.pitch[slot], Math.max(-store.pitch[slot], sample.pitch - this.#start.pitch));
		editor.show({ kind: "move", ticks: 0, pitch: this.#rows, copy: false }, "lifted");
	}

	#dropNote(editor: EditorContext): void {
		const slot = (this.#hit as Hit).slot;
		const { store } = editor.doc;
		if (this.#rows === 0) return;
		const [start, end] = [store.onset[slot], store.onset[slot] + store.duration[slot]].map((tick) => this.#hands.timeAt(tick));
		const add = notePins(this.#hands.curve, start, end, hzOfPitch(store.pitch[slot] + this.#rows));
		const shift = { op: "shift" as const, ids: editor.idsOf([slot]), ticks: 0, pitch: this.#rows };
		void this.#hands.change({ add }, "move", null, [shift]);
	}

	// -- a pin

	#move(editor: EditorContext, sample: Sample): void {
		const held = this.#pin as PinHit;
		const pin = this.#moved(editor, sample, held);
		const action = { remove: [held.place.index], add: [pin], keeps: true };
		const tick = (time_s: number): number => this.#hands.tickAt(time_s);
		if (pin.kind === "near") {
			const points = pointsOf(pin);
			const [ticks, pitches] = [points.map(([t]) => tick(t)), points.map(([, hz]) => pitchOfHz(hz))];
			this.#show(editor, { kind: "pinLine", ticks, pitches }, action);
			return;
		}
		const { view } = editor;
		const [low, high] =
			pin.kind === "box"
				? [pitchOfHz(pin.low as number), pitchOfHz(pin.high as number)]
				: [view.topPitch - view.height_px / view.row_px, view.topPitch];
		const box = { startTick: tick(startOf(pin)), endTick: tick(endOf(pin)), lowPitch: low, highPitch: high };
		this.#show(editor, { kind: "pinBox", ...box }, action);
		if (pin.kind === "box") this.#tell(editor, sample, box);
	}

	#moved(editor: EditorContext, sample: Sample, { place, zone }: PinHit): PinJson {
		const { pin } = place;
		const by_s = this.#hands.timeAt(sample.tick) - this.#hands.timeAt(this.#start.tick);
		const ratio = 2 ** ((editor.view.soundingPitchAt(sample.y_px) - editor.view.soundingPitchAt(this.#start.y_px)) / 12);
		if (zone === "start") return { ...pin, start: Math.min(startOf(pin) + by_s, endOf(pin)) };
		if (zone === "end") return { ...pin, end: Math.max(endOf(pin) + by_s, startOf(pin)) };
		if (zone === "low") return { ...pin, low: Math.min((pin.low as number) * ratio, pin.high as number) };
		if (zone === "high") return { ...pin, high: Math.max((pin.high as number) * ratio, pin.low as number) };
		const moved: PinJson = { ...pin, start: startOf(pin) + by_s, end: endOf(pin) + by_s };
		if (pin.kind === "box") Object.assign(moved, { low: (pin.low as number) * ratio, high: (pin.high as number) * ratio });
		if (pin.kind === "near") moved.points = pointsOf(pin).map(([time_s, hz]) => [time_s + by_s, hz * ratio]);
		return moved;
	}
}
