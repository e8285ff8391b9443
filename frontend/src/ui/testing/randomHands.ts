/**
 * Somebody who does anything that can be done to a roll, at random: what there is comes from the registries (commands, keys,
 * gestures, edits, settings), so what is new there is done as well.
 */
import { CHORD_NAMES } from "../../engine/interact/chords.ts";
import { takeText } from "../../engine/interact/clipboard.ts";
import { TOOLS } from "../../engine/interact/editorContext.ts";
import type { HandSettings } from "../../engine/interact/handSettings.ts";
import { type Field, Inspector } from "../../engine/interact/inspect/inspector.ts";
import { keymapWith, PROFILE_NAMES } from "../../engine/interact/keyProfiles.ts";
import { SCALE_NAMES } from "../../engine/interact/scale.ts";
import { syllablesOf } from "../../engine/interact/syllables.ts";
import { type GestureName, TRANSITIONS } from "../../engine/interact/transitions.ts";
import { TakeLayer } from "../../engine/live/take.ts";
import { Layers } from "../../engine/render/layers.ts";
import type { Painter } from "../../engine/render/painter.ts";
import { type CommandName, Roll } from "../../engine/roll.ts";
import type { ScoreDocument } from "../../engine/score/document.ts";
import { CATALOGUE, type Description, type Parameter } from "../../engine/score/edit/catalogue.ts";
import type { EditName } from "../../engine/score/edit/index.ts";
import { MARK_KINDS, type Mark, type MarkKind } from "../../engine/score/ruling.ts";
import { TICKS_PER_BEAT as BEAT, type Op, type Tempo, type Track } from "../../engine/score/types.ts";
import { LIGHT } from "../../engine/state/theme.ts";
import { COLOR_MODES } from "../../engine/state/trackView.ts";
import { SNAP_SETTINGS } from "../../engine/view/snap.ts";
import { RailState } from "../rail/rail.svelte.ts";
import { RulerState } from "../ruler/ruler.svelte.ts";
import { FakeCanvas, type FakePage } from "./fakePage.ts";
import { randomScore } from "./randomScore.ts";
import { difference, type WatchedHistory } from "./watchedHistory.ts";

type Random = (below: number) => number;
type Surface = "ruler" | "keys" | "notes" | "overlay" | "velocity" | "curves" | "strip" | "tiers" | "overview";

const SIZES: Record<Surface, [width_px: number, height_px: number]> = {
	ruler: [900, 30],
	keys: [60, 400],
	notes: [900, 400],
	overlay: [900, 400],
	velocity: [900, 70],
	curves: [900, 60],
	strip: [900, 40],
	tiers: [900, 24],
	overview: [900, 30],
};
const LONG_TEXTS = [
	"C#4",
	"61",
	"440 Hz",
	"3.1.00",
	"0:02.5",
	"5s",
	"0.5",
	"1/8",
	"250ms",
	"+12",
	"-3",
	"*0.5",
	"/2",
	"80%",
	"+=7",
	"-=1",
	"0",
	"가 나 다",
	"lu lo le",
	"twin-kle",
	"",
	"   ",
	"999999999",
	"하늘",
];
const EXPRESSIONS = [
	"velocity > 60",
	"pitch >= E4 and not lyric ~ '^라'",
	"overlaps",
	"drum",
	"duration_beats > 0.3 or bar == 2",
	"lyric == ''",
];
const FIELDS: readonly Field[] = ["pitch", "start", "length", "velocity", "track", "cents", "lyric", "phonemes"];

const PARTS: Partial<Record<Surface, string>> = { curves: "loudness", tiers: "word" };
/** What is drawn anew each time; the others draw only what has changed. */
const WHOLE: readonly Surface[] = ["ruler", "keys", "notes", "velocity", "curves", "tiers"];
const MOST_NOTES = 250;

/** How often each thing was done that changed the score. */
export interface Tally {
	begun: Map<string, number>;
	changed: Map<string, number>;
	/** What of each registry has not had its turn. */
	decks: { commands: unknown[]; presses: unknown[]; edits: unknown[] };
}

export class RandomHands {
	readonly roll: Roll;
	readonly rail: RailState;
	readonly ruler: RulerState;
	/** What was done last. */
	did = "";
	readonly #history: WatchedHistory;
	readonly #random: Random;
	readonly #page: FakePage;
	readonly #tally: Tally;
	readonly #canvases = new Map<Surface, FakeCanvas>();
	readonly #inspector: Inspector;
	#pointer = 1;
	#lyricSlot = -1;
	#pieces = 0;

	constructor(history: WatchedHistory, doc: ScoreDocument, random: Random, page: FakePage, tally: Tally) {
		this.#history = history;
		this.#random = random;
		this.#page = page;
		this.#tally = tally;
		this.roll = new Roll(doc, { readOnly: false, theme: LIGHT });
		for (const [name, [width_px, height_px]] of Object.entries(SIZES) as [Surface, [number, number]][]) {
			const canvas = new FakeCanvas(width_px, height_px);
			this.#canvases.set(name, canvas);
			this.roll.attach(name, canvas as unknown as HTMLCanvasElement, PARTS[name] ?? "");
		}
		this.rail = new RailState(this.roll);
		this.ruler = new RulerState(this.roll);
		this.ruler.follow();
		this.#inspector = this.roll.withEditor((editor) => new Inspector(editor));
		this.roll.subscribe((event) => {
			if (event.type === "lyric") this.#lyricSlot = event.slot;
			if (event.type === "lyricEnd") this.#lyricSlot = -1;
			if (event.type === "lyrics") this.#pieces = event.slots.length;
			if (event.type === "lyricsEnd") this.#pieces = 0;
		});
	}

	get doc(): ScoreDocument {
		return this.roll.doc;
	}

	/** One thing. */
	act(): void {
		if (this.doc.store.size > MOST_NOTES) this.#thinOut();
		this.#told(() => this.#anything());
	}

	command(name: CommandName): void {
		this.#told(() => this.#run(name));
	}

	gesture(name: GestureName): void {
		this.roll.setReadOnly(false);
		this.#told(() => this.#gesture(this.#one(TRANSITIONS.filter(({ to }) => to === name))));
	}

	edit(name: EditName): void {
		this.#someSelected();
		this.#told(() => this.#edit(CATALOGUE.find((one) => one.name === name)));
	}

	#told(act: () => void): void {
		const { rev } = this.doc;
		act();
		if (this.doc.rev !== rev) count(this.#tally.changed, this.did);
		count(this.#tally.begun, this.did);
		this.#page.frames();
	}

	#anything(): void {
		const kinds: [weight: number, act: () => void][] = [
			[34, () => this.#gesture()],
			[16, () => this.#command()],
			[5, () => this.#key()],
			[10, () => this.#edit()],
			[7, () => this.#inspect()],
			[7, () => this.#lyric()],
			[8, () => this.#track()],
			[8, () => this.#mark()],
			[6, () => this.#select()],
			[4, () => this.#wheel()],
			[3, () => this.#doubleClick()],
			[2, () => this.#menu()],
			[3, () => this.#otherWindow()],
			[6, () => this.#settings()],
			[2, () => this.#take()],
			[3, () => this.#python()],
			[1, () => this.#replace()],
		];
		let at = this.#random(kinds.reduce((sum, [weight]) => sum + weight, 0));
		for (const [weight, act] of kinds) {
			at -= weight;
			if (at >= 0) continue;
			act();
			return;
		}
	}

	/** Copies of copies would make sessions long. */
	#thinOut(): void {
		const { index, selection } = this.doc;
		this.did = "thin out";
		this.roll.setReadOnly(false);
		this.roll.tracks.setAllEditable(true);
		selection.setAll(index.order.slice(0, index.length).filter((_, i) => i % 8 > 0));
		this.roll.commands.delete();
	}

	/** Surfaces that show something else than painters who remember nothing would draw, with where they begin to differ. */
	stale(): string[] {
		const { scene } = this.roll.withEditor((editor) => editor);
		for (let again = 0; again < 20; again++) this.#page.frames();
		return WHOLE.flatMap((name) => {
			const canvas = this.#canvases.get(name) as FakeCanvas;
			const [width_px, height_px] = SIZES[name];
			const fresh = new FakeCanvas(width_px, height_px);
			const ctx = fresh.getContext() as Painter;
			ctx.globalAlpha = 1;
			new Layers(scene).paint({ name, part: PARTS[name] ?? "", ctx, width_px, height_px, dpr: 1, columns: width_px, rows: height_px });
			return canvas.drawn === fresh.drawn ? [] : [`${name}: ${difference(fresh.drawn, canvas.drawn)}`];
		});
	}

	close(): void {
		this.rail.dispose();
		this.roll.dispose();
	}

	// -- the pointer

	#gesture(row = this.#nextOf(TRANSITIONS, this.#tally.decks.presses)): void {
		const { roll } = this;
		const { place = this.#one(Object.keys(SIZES) as Surface[]), button, tool, hit, held, only } = row;
		if (tool && this.#random(10) > 0) roll.setTool(this.#one(tool));
		if (only === "pasting") {
			if (roll.doc.selection.size === 0) roll.commands.selectAll();
			roll.commands.copy();
			roll.commands.pasteAtPointer();
		}
		const surface: Surface = place === "notes" ? "overlay" : (place as Surface);
		const onNote = hit === "edge" || hit === "body" ? hit : !hit && surface === "overlay" && this.#random(2) ? "body" : null;
		const from = onNote ? this.#onNote(onNote) : this.#somewhere(surface);
		const keys = {
			ctrlKey: held === "mod" || this.#random(6) === 0,
			metaKey: false,
			shiftKey: held === "shift" || held === "alt+shift" || this.#random(6) === 0,
			altKey: held === "alt+shift" || this.#random(6) === 0,
		};
		const touch = only === "touch" || this.#random(6) === 0;
		const pointerType = touch ? "touch" : this.#random(9) === 0 ? "pen" : "mouse";
		const id = ++this.#pointer;
		const at = (type: string, [x, y]: readonly [number, number]) =>
			this.#send(surface, type, { ...keys, pointerType, pressure: 0.4, isPrimary: true, pointerId: id, button, clientX: x, clientY: y });
		const looksOnly = this.#random(8) === 0;
		if (looksOnly) roll.setReadOnly(true);
		if (held === "space") roll.keys.down(press(" "));
		at("pointermove", from);
		at("pointerdown", from);
		const name = roll.gesture as GestureName | "idle";
		this.did = `gesture ${name}`;
		const [width_px, height_px] = SIZES[surface];
		let [x, y] = from;
		const rough = this.#random(4) === 0;
		for (let moves = this.#random(7); moves > 0; moves--) {
			x += this.#random(rough ? 400 : 90) - (rough ? 200 : 45);
			y += this.#random(rough ? 300 : 70) - (rough ? 150 : 35);
			x = Math.max(-60, Math.min(width_px + 60, x));
			y = Math.max(-60, Math.min(height_px + 60, y));
			at("pointermove", [x, y]);
			if (this.#random(4) === 0) this.#page.frames();
		}
		const end = this.#random(12);
		if (end === 0) roll.keys.down(press("Escape"));
		else if (end === 1) at("pointercancel", [x, y]);
		else if (end === 2) this.#random(2) ? roll.commands.undo() : roll.commands[this.#commandName()]();
		else if (end === 3 && touch) {
			const second = { ...keys, pointerType, isPrimary: false, pointerId: id + 1000, button: 0, clientX: x + 90, clientY: y + 90 };
			this.#send(surface, "pointerdown", second);
			this.#send(surface, "pointermove", { ...second, clientX: x + 200 });
			this.#send(surface, "pointerup", second);
		} else if (end === 4) this.#python();
		at("pointerup", [x, y]);
		if (this.#random(5) === 0) at("pointerleave", [x, y]);
		if (held === "space") roll.keys.up({ key: " " });
		if (looksOnly) roll.setReadOnly(false);
		if (end <= 4) this.did = `gesture ${name}, broken off`;
	}

	#doubleClick(): void {
		this.did = "double click";
		const surface = this.#one(["overlay", "overlay", "ruler"] as const);
		const [clientX, clientY] = this.#random(2) ? this.#somewhere(surface) : this.#onNote("body");
		this.#send(surface, "dblclick", {
			clientX,
			clientY,
			button: 0,
			altKey: this.#random(5) === 0,
			ctrlKey: false,
			metaKey: false,
			shiftKey: false,
		});
	}

	#menu(): void {
		this.did = "context menu";
		const [clientX, clientY] = this.#somewhere("overlay");
		this.#send("overlay", "contextmenu", { clientX, clientY, button: 2, pointerType: "mouse", ctrlKey: this.#random(2) === 0 });
	}

	#wheel(): void {
		this.did = "wheel";
		const surface = this.#one(Object.keys(SIZES) as Surface[]);
		const [clientX, clientY] = this.#somewhere(surface);
		const deltaY = this.#random(800) - 400;
		const keys = { ctrlKey: this.#random(3) === 0, shiftKey: this.#random(3) === 0, altKey: this.#random(3) === 0, metaKey: false };
		this.#send(surface, "wheel", { ...keys, clientX, clientY, deltaX: this.#random(200) - 100, deltaY, deltaMode: this.#random(3) });
	}

	#send(surface: Surface, type: string, values: object): void {
		(this.#canvases.get(surface) as FakeCanvas).dispatchEvent(this.#page.event(type, values));
	}

	#somewhere(surface: Surface): readonly [number, number] {
		const [width_px, height_px] = SIZES[surface];
		return [this.#random(width_px), this.#random(height_px)];
	}

	/** On some note that is brought into sight; anywhere when there is none. */
	#onNote(part: "edge" | "body"): readonly [number, number] {
		const { view, doc } = this.roll;
		const { order, length } = doc.index;
		if (length === 0) return this.#somewhere("overlay");
		const slot = order[this.#random(length)] as number;
		const { onset, duration, pitch } = doc.store;
		const from = onset[slot] as number;
		const end = from + (duration[slot] as number);
		view.reveal(from, end, pitch[slot] as number);
		const x = part === "body" ? (view.xOf(from) + view.xOf(end)) / 2 : this.#random(2) ? view.xOf(end) - 1 : view.xOf(from) + 1;
		return [x, view.yOf(pitch[slot] as number) + view.row_px / 2];
	}

	// -- keys and commands

	#commandName(): CommandName {
		return this.#nextOf(Object.keys(this.roll.commands) as CommandName[], this.#tally.decks.commands);
	}

	#command(): void {
		this.#run(this.#commandName());
	}

	#run(name: CommandName): void {
		this.did = `command ${name}`;
		this.roll.commands[name]();
	}

	#key(): void {
		this.did = "key";
		const binding = this.#one(keymapWith(this.#one(PROFILE_NAMES)));
		const event = press(binding.key, { ctrlKey: binding.mod ?? false, shiftKey: binding.shift ?? false, altKey: binding.alt ?? false });
		this.roll.keys.down(event);
		if (this.#random(4) === 0) this.roll.keys.letGo();
		this.roll.keys.up({ key: binding.key });
	}

	// -- edits with numbers

	#edit(description = this.#nextOf(CATALOGUE, this.#tally.decks.edits)): void {
		this.did = `edit ${description.name}`;
		if (this.#random(3) === 0) this.#someSelected();
		this.roll.applyEdit(description.name as EditName, this.#options(description));
	}

	#options({ parameters, oneOf }: Description): Record<string, unknown> {
		const options: Record<string, unknown> = {};
		const left = new Set(
			oneOf.flatMap((names) => {
				const kept = this.#one(names);
				return names.filter((name) => name !== kept);
			}),
		);
		for (const parameter of parameters) {
			// Texts have no usual value that says nothing.
			if (left.has(parameter.name) || (parameter.kind !== "texts" && this.#random(3) === 0)) continue;
			const value = this.#valueFor(parameter);
			if (value !== null) options[parameter.name] = value;
		}
		return options;
	}

	#valueFor(parameter: Parameter): unknown {
		const random = this.#random;
		switch (parameter.kind) {
			case "number":
			case "whole": {
				const low = Math.max(parameter.minimum, -24);
				const high = Math.min(parameter.maximum, 24);
				const value = low + ((high - low) * random(1001)) / 1000;
				return parameter.kind === "whole" ? Math.round(value) : value;
			}
			case "grid":
				return this.#one(["1/4", "1/8", "1/16", "1/8T", "1/4D", 0.75, 0.1]);
			case "choice":
				return this.#one(parameter.options);
			case "flag":
				return random(2) === 0;
			case "tonic":
				return this.#one(["C", "F#", "Bb"]);
			case "points":
				return [
					[0, random(128)],
					[64, random(128)],
					[127, random(128)],
				];
			case "groove":
				return [
					[0, 90],
					[0.55, null],
				];
			case "ramp":
				return [random(20) / 10, random(20) / 10];
			case "texts":
				return this.#one<unknown>(["라", "", ["a", "b", "c"]]);
			case "positions":
				return this.#one<unknown>([random(24), [random(12) / 2, 6.25 + random(9)]]);
		}
	}

	#inspect(): void {
		const field = this.#one(FIELDS);
		this.did = `field ${field}`;
		if (this.#random(2)) this.#someSelected();
		const isText = field === "lyric" || field === "phonemes";
		if (isText || this.#random(2)) this.#inspector.type(field, this.#one(LONG_TEXTS));
		else {
			const by = this.#random(30) - 15;
			this.#inspector.preview(field, by);
			if (this.#random(3)) this.#inspector.step(field, by);
			this.#inspector.clearPreview();
		}
	}

	// -- words

	#lyric(): void {
		const { roll } = this;
		if (this.#random(2)) this.#someSelected();
		roll.commands.lyric();
		this.did = this.#pieces > 0 ? "lyrics of many" : "lyric";
		if (this.#pieces > 0) {
			if (this.#random(5) === 0) roll.lyrics.cancelAll();
			else roll.lyrics.commitAll(syllablesOf(this.#one(LONG_TEXTS), this.#random(2) === 0));
		}
		for (let more = 0; more < 4 && this.#lyricSlot >= 0; more++) {
			if (this.#random(6) === 0) roll.lyrics.cancel();
			else roll.lyrics.commit(this.#one(LONG_TEXTS), { next: this.#one([-1, 0, 1] as const), whole: this.#random(3) === 0 });
		}
		roll.lyrics.close();
	}

	// -- tracks

	#track(): void {
		const { rail } = this;
		const random = this.#random;
		const track = random(rail.rows.length);
		const changes: Partial<Track>[] = [
			{ name: this.#one(["합창", "Lead", ""]) },
			{ program: random(128) },
			{ channel: random(16) },
			{ is_drum: random(2) === 0 },
			{ color: this.#one(["#123456", null]) },
			{ muted: random(2) === 0, solo: random(2) === 0 },
			{ volume: random(20) / 10 },
			{ pan: random(21) / 10 - 1 },
			{ locked: random(2) === 0 },
			{ hidden: random(3) === 0 },
		];
		const acts: [string, () => void][] = [
			["add", () => rail.rows.length < 7 && rail.add()],
			["remove", () => rail.remove(this.#one(rail.rows))],
			["move", () => rail.move(track, random(rail.rows.length))],
			["change", () => rail.change(track, this.#one(changes), "track")],
			["change", () => rail.change(track, this.#one(changes), "track")],
			[
				"slider",
				() => {
					for (let step = 0; step < 4; step++) rail.change(track, { volume: random(100) / 100 }, "volume", true);
					if (random(2)) rail.endStroke();
				},
			],
			["take selected", () => rail.takeSelected(track)],
			["select notes", () => rail.selectNotes(track)],
			["activate", () => rail.activate(track)],
		];
		const [name, act] = this.#one(acts);
		this.did = `track ${name}`;
		act();
	}

	// -- ruler

	#mark(): void {
		const { ruler, doc } = this;
		const random = this.#random;
		const mark = this.#one(ruler.marks);
		const tick = ruler.snapped(random(30 * BEAT), random(3) === 0);
		const acts: [string, () => void][] = [
			["put", () => this.#putMark(this.#one(MARK_KINDS), tick, null)],
			["put", () => this.#putMark(this.#one(MARK_KINDS), tick, null)],
			["replace", () => this.#putMark(mark.kind, mark.tick, mark)],
			["move", () => ruler.move(mark, tick)],
			["remove", () => ruler.remove(mark)],
			["step", () => ruler.step(mark, random(9) - 4)],
			["tempo", () => ruler.changeTempo([[0, 40 + random(200)], ...doc.tempo.tempos.slice(1)] as Tempo[])],
			["loop", () => ruler.loopSection(tick)],
		];
		const [name, act] = this.#one(acts);
		this.did = `mark ${name}`;
		if (random(3) === 0) ruler.keep = null;
		act();
		if (ruler.question) ruler.answer(this.#one(["beats", "seconds", "seconds", null] as const));
	}

	#putMark(kind: MarkKind, tick: number, mark: Mark | null): void {
		const random = this.#random;
		const rows: Record<MarkKind, Mark["row"]> = {
			tempo: [tick, 30 + random(200)],
			meter: [tick, 1 + random(12), this.#one([2, 4, 8])],
			key: [tick, random(15) - 7, this.#one(["major", "minor"])],
			marker: [tick, this.#one(["A", "후렴", ""])],
		};
		this.ruler.open(kind, tick, mark);
		this.ruler.put(rows[kind]);
	}

	// -- the rest

	#select(): void {
		this.did = "select";
		if (this.#random(2)) this.roll.selectWhere(this.#one(EXPRESSIONS));
		else this.#someSelected();
	}

	#someSelected(): void {
		const { index, selection, store } = this.doc;
		const { held } = this.roll.tracks;
		const slots = index.order.slice(0, index.length).filter((slot) => held[store.track[slot] as number]);
		selection.setAll(slots.filter(() => this.#random(3) === 0));
	}

	#otherWindow(): void {
		this.did = "paste of another window";
		const random = this.#random;
		const rows = {
			id: [1, 2],
			onset: [0, BEAT / 2],
			duration: [BEAT, 1 + random(BEAT)],
			pitch: [random(128), random(128)],
			velocity: [90, random(128)],
			track: [0, random(9)],
			lyric: { 0: "복" },
			extra: { 1: { from: "elsewhere" } },
		};
		const text = JSON.stringify({ kind: "gradio-pianoroll/notes", rows });
		this.roll.seek(random(20 * BEAT));
		if (random(3)) this.roll.pasteText(text);
		else takeText(text);
	}

	#settings(): void {
		this.did = "settings";
		const random = this.#random;
		const { roll } = this;
		const hands: Partial<HandSettings> = this.#one([
			{ magnetic: random(2) === 0 },
			{ scale: this.#one(SCALE_NAMES), tonic: random(12) },
			{ scaleSnap: random(2) === 0 },
			{ chord: this.#one(CHORD_NAMES) },
			{ strum_ticks: random(2) * random(900) },
			{ curvesFollow: random(2) === 0 },
			{ laneGuard: random(3) === 0 },
		]);
		const acts = [
			() => roll.setHands(hands),
			() => roll.setHands(hands),
			() => roll.setSnap(this.#one(SNAP_SETTINGS)),
			() => roll.setTool(this.#one(TOOLS)),
			() => roll.tracks.setColorMode(this.#one(COLOR_MODES)),
			() => roll.tracks.setAllEditable(random(2) === 0),
			() =>
				roll.view.set({
					scrollTick: random(20 * BEAT),
					pxPerTick: (random(3) ? 20 + random(200) : 1 + random(12)) / BEAT,
					topPitch: 60 + random(60),
					row_px: 6 + random(20),
				}),
			() => roll.seek(random(24 * BEAT)),
			() => roll.setReadOnly(!roll.readOnly && random(3) === 0),
		];
		this.#one(acts)();
	}

	#take(): void {
		this.did = "take";
		const random = this.#random;
		const frames = 20 + random(50);
		const layer = new TakeLayer(this.doc, random(80) / 10, 0.02);
		this.roll.showLive(layer);
		layer.take({
			answer: 1,
			next_seq: 1,
			waiting: 0,
			lost: 0,
			hop_s: 0.02,
			first_frame: 0,
			n_final: frames,
			f0_hz: Array.from({ length: frames }, () => (random(5) ? 200 + random(200) : null)),
			level_db: -12,
			first_note: 0,
			n_final_notes: 2,
			notes: [
				[0.1, 0.5, 60 + random(9), 88, 12],
				[0.6, 0.9, 60 + random(9), 70, -31.5],
			],
		});
		this.#page.frames();
		const ops = layer.ops("take", "녹음");
		this.roll.showLive(null);
		this.roll.edit(ops, "take");
	}

	/** What a handler did meanwhile: it is a step of the history like any other. */
	#python(): void {
		this.did = "Python";
		const random = this.#random;
		const { doc } = this;
		const { order, length } = doc.index;
		const ids = Array.from({ length: Math.min(length, 3) }, () => doc.store.id[order[random(length)] as number] as number);
		const runs = [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => [id, 1]);
		const id = doc.nextId();
		const rows = {
			id: [id],
			onset: [random(20 * BEAT)],
			duration: [BEAT],
			pitch: [random(128)],
			velocity: [80],
			track: [0],
			lyric: { 0: "파" },
		};
		const ops: Op[] = this.#one<Op[]>([
			[{ op: "insert", rows }],
			[{ op: "shift", ids: runs, ticks: 480, pitch: 0 }],
			[{ op: "delete", ids: runs }],
			[
				{ op: "set", ids: runs, column: "velocity", value: random(128) },
				{ op: "set", ids: runs, column: "extra", value: { seen: true } },
			],
			[{ op: "curve", name: "f0", curve: null }],
			[{ op: "segments", segments: [{ start: 0, end: 1, type: "word", text: "새" }] }],
		]);
		// Half of them were made for a state that is no longer there.
		doc.applyRemote(ops, `server.${random(1e9)}`, random(2) ? doc.rev : "older");
	}

	/** One of a list, but none twice before all had their turn. */
	#nextOf<T>(list: readonly T[], deck: unknown[]): T {
		if (deck.length === 0) deck.push(...list);
		return deck.splice(this.#random(deck.length), 1)[0] as T;
	}

	/** Another score in the place of this one, as an analysis or a file gives it; undo brings this one back. */
	#replace(): void {
		this.did = "another score";
		const { doc } = this;
		const other = randomScore(this.#random).toJson();
		const hash = `snapshot${this.#random(1e9)}`;
		doc.load(
			{ ...doc.head, n: 0, end: 0, tempos: other.tempos, signatures: other.signatures, tracks: other.tracks, extra: {} },
			hash,
			"undo",
		);
		doc.finish();
		this.#history.begin();
		doc.applyRemote([{ op: "insert", rows: other.rows }], `${hash}.1`);
	}

	#one<T>(list: readonly T[]): T {
		return list[this.#random(list.length)] as T;
	}
}

function press(key: string, keys: Partial<KeyboardEvent> = {}): KeyboardEvent {
	return { key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys } as KeyboardEvent;
}

function count(tally: Map<string, number>, name: string): void {
	tally.set(name, (tally.get(name) ?? 0) + 1);
}
