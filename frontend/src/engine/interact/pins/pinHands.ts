/**
 * What hands and keys do with the pitch of the recording. The server decodes; its answer becomes one edit. Questions go one
 * after another, each about the document as it is when its turn comes.
 */
import { timeOfTick } from "../../score/curveTime.ts";
import type { Curve, Op, PinJson } from "../../score/types.ts";
import { pitchCurveOf } from "../../state/curveLanes.ts";
import { showOpenDoubts } from "../../state/openDoubts.ts";
import { endOf, type PathPart, type PitchView, startOf } from "../../state/pitchView.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { pitchOfValue } from "../../view/pitchCurve.ts";
import type { EditorContext } from "../editorContext.ts";
import { besideOps, framesOp, freeName, inFrames, isAbout, newCurveOps, rangeOps, samePins } from "./pinOps.ts";
import { pinName, readingName, sayOfPins, takenFrom } from "./pinWords.ts";
import { askUntilReady, type Doubt, type PitchAnswer, type PitchQuestion, type Reading, type Stretch, unpacked } from "./pitchServer.ts";
import { otherCurves, takeOps } from "./takeCurve.ts";

const all = new WeakMap<EditorContext, PinHands>();

export function pinHandsOf(editor: EditorContext): PinHands {
	let hands = all.get(editor);
	if (!hands) {
		hands = new PinHands(editor);
		all.set(editor, hands);
	}
	return hands;
}

export type PinAction = Omit<PitchQuestion, "curve" | "pins">;

interface Cycle {
	span: Stretch;
	readings: readonly Reading[];
	/** -1: as it was before. */
	at: number;
	before: readonly PinJson[];
	/** The pins that the last turn left: others mean that something else was done since. */
	left: readonly PinJson[];
	gesture: string;
}

const READINGS = 5;
const ASK_AGAIN_MS = 100;
let cycles = 0;

export class PinHands {
	readonly #editor: EditorContext;
	#queue: Promise<unknown> = Promise.resolve();
	#cycle: Cycle | null = null;
	#tried: { action: PinAction; show: (path: readonly PathPart[]) => void } | null = null;
	#trying = false;
	/** The curve that F0 was taken from. */
	#source = "";

	constructor(editor: EditorContext) {
		this.#editor = editor;
	}

	/** The F0 that pins are about, in frames: one of free points or beats becomes one of frames with its first pin. Null where there is none yet. */
	get curve(): Curve | null {
		const curve = pitchCurveOf(this.#editor.scene);
		return curve && inFrames(curve, this.#editor.doc.tempo);
	}

	get view(): PitchView | null {
		return this.#editor.scene.pitch;
	}

	get pins(): readonly PinJson[] {
		return this.curve?.pins ?? [];
	}

	/** Seconds from the curve's first value. */
	timeAt(tick: number): number {
		const { curve } = this;
		const { tempo } = this.#editor.doc;
		if (curve) return timeOfTick(curve, tempo, Math.max(0, tick)) - curve.start;
		return tempo.secondsAt(Math.max(0, tick)) - (this.#editor.pitchServer?.sound()?.start_s ?? 0);
	}

	tickAt(time_s: number): number {
		const { tempo } = this.#editor.doc;
		return tempo.ticksAt((this.curve?.start ?? this.#editor.pitchServer?.sound()?.start_s ?? 0) + time_s);
	}

	/** What a command means while the pitch tool is in hand; true where it was done. */
	does(name: string): boolean {
		if (this.#editor.tool !== "curve" || !this.view) return false;
		const hasPin = this.view.selected >= 0;
		if (name === "delete" && hasPin && !this.#editor.readOnly) void this.change({ remove: [this.view.selected] }, "unpin");
		else if (name === "letGo" && (hasPin || this.view.span) && !this.#editor.gesturing) this.select(-1);
		else if ((name === "octaveUp" || name === "octaveDown") && (hasPin || this.view.span)) this.octave(name === "octaveUp" ? 1 : -1);
		else if (name === "noteCursor" || name === "nextDoubtful") return this.#doubts(1);
		else if (name === "stepInput" || name === "previousDoubtful") return this.#doubts(-1);
		else return false;
		return true;
	}

	#doubts(direction: 1 | -1): boolean {
		if (!this.curve || !this.#editor.pitchServer?.sound()) return false;
		void this.goToDoubt(direction);
		return true;
	}

	select(index: number, span: Stretch | null = null): void {
		const { view } = this;
		if (!view || (view.selected === index && view.span === span)) return;
		view.selected = index;
		view.span = span;
		this.#editor.changed("pins");
	}

	selectNext(direction: 1 | -1): void {
		const { pins } = this;
		if (pins.length === 0) {
			this.#editor.tellOf(sayOfPins("noPins"));
			return;
		}
		const order = pins.map((_, i) => i).sort((a, b) => startOf(pins[a]) - startOf(pins[b]));
		const stands = order.indexOf(this.view?.selected ?? -1);
		const place = stands < 0 && direction < 0 ? order.length - 1 : (stands + direction + order.length) % order.length;
		const pin = pins[order[place]];
		this.select(order[place]);
		this.#reveal({ start_s: startOf(pin), end_s: endOf(pin) });
		this.#editor.tellOf(`${pinName(pin)} (${place + 1} / ${order.length})`);
	}

	// -- gestures

	touch(tick: number, pitch: number): Promise<PitchAnswer | null> {
		return this.change({ touch: { time_s: this.timeAt(tick), hz: hzOfPitch(pitch) } }, "pin");
	}

	add(pin: PinJson, extra: PinAction = {}): Promise<PitchAnswer | null> {
		return this.change({ add: [pin], ...extra }, "pin");
	}

	/** A pin in another place; other pins stay, and where they contradict it nothing is changed. */
	move(index: number, pin: PinJson): Promise<PitchAnswer | null> {
		return this.change({ remove: [index], add: [pin], keeps: true }, "movePin");
	}

	// -- keys

	/** What the selected pin, the touched stretch, the selected span of the curve, the selected notes, or the playhead is about; empty where nothing is. */
	#spans(): Stretch[] {
		const { view, pins } = this;
		const pin = view ? pins[view.selected] : undefined;
		if (pin) return [{ start_s: startOf(pin), end_s: endOf(pin) }];
		if (view?.span) return [view.span];
		const { curve } = this;
		const piece = this.#editor.scene.pieces;
		if (curve && piece?.span && piece.curve === curve.name) {
			return [{ start_s: piece.span[0] - curve.start, end_s: piece.span[1] - curve.start }];
		}
		const { selection, store } = this.#editor.doc;
		if (selection.size > 0 && selection.size <= 64) {
			const slots = [...selection.slots()].sort((a, b) => store.onset[a] - store.onset[b]);
			return slots.map((slot) => ({
				start_s: this.timeAt(store.onset[slot]),
				end_s: this.timeAt(store.onset[slot] + store.duration[slot]),
			}));
		}
		const now_s = this.timeAt(this.#editor.positionTick());
		return [{ start_s: now_s, end_s: now_s }];
	}

	octave(octaves: 1 | -1): void {
		this.#each((span) => ({ octave: { ...span, octaves } }), "f0Octave");
	}

	unvoice(): void {
		this.#each((span) => ({ unvoice: span }), "unvoice");
	}

	/** Takes the pins of a stretch away. */
	asAnalysed(): void {
		this.#each((span) => ({ clear: span }), "unpin");
	}

	/** What is meant is seen when its turn comes: a key that is pressed before may lead elsewhere. */
	#each(make: (span: Stretch) => PinAction, label: string): void {
		const gesture = `${label} ${++cycles}`;
		void this.#next(async () => {
			for (const span of this.#spans()) await this.#change(make(span), label, gesture);
		});
	}

	/** The whole path as a curve, where there is none yet. */
	decode(): void {
		void this.change({}, "decode");
	}

	/** The next best other reading of a stretch, behind the last one what was there before. */
	cycle(direction: 1 | -1): void {
		void this.#next(() => this.#turn(direction));
	}

	async #turn(direction: 1 | -1): Promise<void> {
		let cycle = this.#cycle;
		if (!cycle || !samePins(cycle.left, this.pins)) {
			const [span] = this.#spans();
			const answer = await this.#ask({ readings: { ...span, k: READINGS } });
			if (!answer) return;
			const readings = (answer.readings ?? []).filter(({ name }) => name !== "unvoiced");
			const around = answer.span ?? span;
			const before = this.pins.filter((pin) => isAbout(pin, around));
			cycle = { span: around, readings, at: -1, before, left: this.pins, gesture: `reading ${++cycles}` };
		}
		if (cycle.readings.length === 0) {
			this.#editor.tellOf(sayOfPins("noOther"));
			return;
		}
		const count = cycle.readings.length + 1;
		const at = ((cycle.at + 1 + direction + count) % count) - 1;
		const add = at < 0 ? cycle.before : [cycle.readings[at].pin];
		if (!(await this.#change({ clear: cycle.span, add, keeps: true }, "reading", cycle.gesture))) return;
		this.#cycle = { ...cycle, at, left: this.pins };
		this.select(at < 0 ? -1 : this.pins.length - 1, cycle.span);
		const what = at < 0 ? sayOfPins("asAnalysed") : readingName(cycle.readings[at].name, cycle.readings[at].cents);
		this.#editor.tellOf(`${what} (${at + 2} / ${count})`);
	}

	/** To the doubtful place after the one that is selected, else after the playhead; past the last one to the first. */
	goToDoubt(direction: 1 | -1): Promise<void> {
		return this.#next(async () => {
			const found = await this.#allDoubts();
			if (!found) return;
			if (found.length === 0) {
				this.#editor.say("noDoubts");
				return;
			}
			const from = this.view?.span ?? this.#spans()[0];
			const ahead = found.findIndex(({ start_s }) => start_s > from.start_s + 1e-6);
			const behind = found.filter(({ start_s }) => start_s < from.start_s - 1e-6).length - 1;
			const place = direction > 0 ? Math.max(0, ahead) : behind < 0 ? found.length - 1 : behind;
			const { start_s, end_s, name } = found[place];
			this.#editor.doc.selection.clear();
			this.select(-1, { start_s, end_s });
			this.#reveal({ start_s, end_s });
			this.#editor.tellOf(`${readingName(name, null)}? (${place + 1} / ${found.length})`);
		});
	}

	/** Shows the doubtful places beside the pins, of those that `told` brings or that are known; null where none are. */
	openDoubts(told?: readonly Doubt[]): readonly Doubt[] | null {
		const { view, curve } = this;
		const sound = this.#editor.pitchServer?.sound();
		if (!view || !curve || !sound) return null;
		const of = `${sound.path} ${curve.start - sound.start_s} ${curve.hop}`;
		if (told) view.allDoubts = { of, doubts: told };
		return showOpenDoubts(view, of, this.pins);
	}

	/** Asked for until all are known. */
	async #allDoubts(): Promise<readonly Doubt[] | null> {
		const known = this.openDoubts();
		if (known) return known;
		const { pitchServer } = this.#editor;
		let answer = await this.#ask({ doubts: true });
		const waits = answer?.doubting !== undefined;
		while (answer?.doubting !== undefined) {
			pitchServer?.progress(answer.doubting);
			await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
			answer = await this.#ask({ doubts: true });
		}
		if (waits) pitchServer?.progress(null);
		return answer?.doubts ? this.openDoubts(answer.doubts) : null;
	}

	/** The values of another F0 curve over the stretch; the pins of F0 stay. Without a name the one that was chosen last. */
	takeFromCurve(name = this.#source): void {
		const { curve } = this;
		this.#source = name;
		const others = curve ? otherCurves(this.#editor.doc.curves.values(), curve) : [];
		const other = others.find((one) => one.name === name) ?? others[0];
		if (!curve || !other) {
			this.#editor.tellOf(sayOfPins("noOtherCurve"));
			return;
		}
		this.#editor.edit(takeOps(other, curve, this.#spans()), "takeCurve");
		if (others.length > 1) this.#editor.tellOf(takenFrom(this.#editor.scene.curveTitle(other.name)));
	}

	/** Names of the engines whose F0 could lie beside. */
	async engines(): Promise<readonly string[]> {
		return (await this.look({ engine: "?" }))?.engines ?? [];
	}

	/** F0 of another engine beside this one; once more it takes the place of its own. */
	addEngine(engine: string): Promise<void> {
		return this.#next(async () => {
			const answer = await this.#ask({ engine });
			await this.#handsAreUp();
			const start_s = this.#editor.pitchServer?.sound()?.start_s ?? 0;
			if (answer) this.#editor.edit(besideOps(`f0 ${engine}`, start_s, this.#editor.doc.curves, answer), "addEngine");
		});
	}

	#reveal({ start_s, end_s }: Stretch): void {
		const { curve } = this;
		if (!curve) return;
		const middle = curve.values[Math.round((start_s + end_s) / 2 / curve.hop)];
		const { view } = this.#editor;
		const pitch = middle > 0 ? Math.round(pitchOfValue(curve, middle)) : view.topPitch - view.height_px / view.row_px / 2;
		view.reveal(this.tickAt(start_s), this.tickAt(end_s), pitch);
	}

	// -- the server

	/** One change in its turn; null where it was refused, which is said. */
	change(action: PinAction, label: string, gesture: string | null = null, also: readonly Op[] = []): Promise<PitchAnswer | null> {
		return this.#next(() => this.#change(action, label, gesture, also));
	}

	/** For who only looks, which keeps no hand waiting. */
	look(action: PinAction): Promise<PitchAnswer | null> {
		return this.#ask(action, true);
	}

	/** What would follow, told while the hand is still there: one question at a time, the last one of those that waited. */
	async tryOut(action: PinAction, show: (path: readonly PathPart[]) => void): Promise<void> {
		this.#tried = { action, show };
		if (this.#trying) return;
		this.#trying = true;
		try {
			while (this.#tried) {
				const asked = this.#tried;
				this.#tried = null;
				const answer = await this.#ask(asked.action, true);
				if (answer && this.#editor.gesturing) asked.show(answer.changes.map(({ start, values }) => ({ start, values: unpacked(values) })));
			}
		} finally {
			this.#trying = false;
		}
	}

	#next<T>(act: () => Promise<T>): Promise<T> {
		const done = this.#queue.then(act);
		this.#queue = done.catch(() => null);
		return done;
	}

	async #change(action: PinAction, label: string, gesture: string | null, also: readonly Op[] = []): Promise<PitchAnswer | null> {
		const { doc } = this.#editor;
		if (this.#editor.readOnly) {
			this.#editor.say("readOnly");
			return null;
		}
		for (let tries = 0; tries < 4; tries++) {
			const { curve, pins } = this;
			const answer = await this.#ask(action);
			if (!answer) return null;
			await this.#handsAreUp();
			if (this.curve !== curve) {
				// A number of a list that has become another one names another pin.
				if (action.remove && !samePins(this.pins, pins)) return null;
				continue;
			}
			const start_s = this.#editor.pitchServer?.sound()?.start_s ?? 0;
			const ops = curve ? rangeOps(curve, answer) : newCurveOps(freeName(doc.curves), start_s, answer);
			if (curve && ops.length > 0 && doc.curves.get(curve.name) !== curve) ops.unshift(framesOp(curve));
			if (ops.length + also.length > 0 && !this.#editor.edit([...also, ...ops], label, gesture)) return null;
			if (answer.warnings.length > 0) this.#editor.tellOf(answer.warnings[0]);
			else if (answer.drawn) this.#editor.tellOf(sayOfPins("drawn"));
			const added = answer.pins.length > 0 && !pins.some((pin) => samePins([pin], answer.pins.slice(-1)));
			this.select(added ? answer.pins.length - 1 : -1, added ? null : (this.view?.span ?? null));
			return answer;
		}
		return null;
	}

	async #ask(action: PinAction, quiet = false): Promise<PitchAnswer | null> {
		const { pitchServer } = this.#editor;
		const { curve } = this;
		const sound = pitchServer?.sound();
		if (!pitchServer || !sound) {
			if (!quiet) this.#editor.say("noRecording");
			return null;
		}
		const place = curve && { start_s: curve.start - sound.start_s, hop_s: curve.hop, n: curve.values.length };
		const answer = await askUntilReady(pitchServer, { curve: place, pins: curve?.pins ?? [], ...action }).catch((error: unknown) => {
			console.warn("gradio-pianoroll:", error);
			return null;
		});
		if (answer !== null && typeof answer !== "string") return answer;
		if (!quiet) this.#editor.tellOf(answer ?? sayOfPins("noServer"));
		return null;
	}

	/** An edit under a hand would end what the hand does. */
	async #handsAreUp(): Promise<void> {
		while (this.#editor.gesturing) await new Promise((done) => setTimeout(done, 16));
	}
}
