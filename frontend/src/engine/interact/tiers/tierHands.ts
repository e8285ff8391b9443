/** Segments under the hands: which one is selected, which label is being typed, and what keys and menus do with it. */
import { confirmSegments, isProposed } from "../../score/edit/confirming.ts";
import {
	deleteSegment,
	type Edge,
	insertBoundary,
	joinSegments,
	labelSegment,
	neighboursOf,
	SHARED_S,
	splitSegment,
} from "../../score/edit/segmenting.ts";
import { segmentOps } from "../../score/edit/segmentOps.ts";
import type { DocChange, Op, Segment } from "../../score/types.ts";
import { tierTypes } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import type { SegmentHands } from "./segmentHands.ts";
import { countUntil, placesOf, rankOf, segmentUnder } from "./tierHit.ts";
import { chosenOf, deleteChosen, joinChosen, labelChosen, nudged, stepTier } from "./tierMany.ts";
import { insertAtPointer } from "./tierNew.ts";
import { hear, openRecording } from "./tierSound.ts";
import { segmentLines } from "./tierText.ts";

type List = readonly Segment[];
export type TierBarKind = "find" | "keys" | "name";

/** One press of an arrow where no grid says how far. */
const STEP_S = 0.01;
const NONE: ReadonlySet<number> = new Set();

const all = new WeakMap<EditorContext, TierHands>();

/** Those of an editor, made when they are first wanted. */
export function tierHandsOf(editor: EditorContext): TierHands {
	let hands = all.get(editor);
	if (!hands) {
		hands = new TierHands(editor);
		all.set(editor, hands);
	}
	return hands;
}

export class TierHands implements SegmentHands {
	/** The segment whose label is being typed, -1 for none. */
	labelled = -1;
	/** What the bar over the lanes asks for. */
	bar: TierBarKind | null = null;
	/** Where several that are selected in a row begin to be. */
	anchor = -1;
	/** Somebody works on the tier, and did not only come past it with the keyboard: Tab goes through it. */
	engaged = false;
	/** The segment that was heard last. */
	#heard = -1;
	readonly #editor: EditorContext;
	/** The tier that was worked on last. */
	#type = "";
	readonly #listeners = new Set<() => void>();
	readonly #commands: Readonly<Record<string, () => void>>;

	constructor(editor: EditorContext) {
		this.#editor = editor;
		editor.tiers = this;
		editor.doc.subscribe((change) => this.#documentChanged(change));
		editor.doc.selection.subscribe(() => {
			if (editor.doc.selection.size > 0) this.select(-1);
		});
		this.#commands = {
			delete: () => (this.set.size > 1 ? deleteChosen(editor, this) : this.remove()),
			// A proposal is accepted before it is named.
			lyric: () => this.#enter(),
			confirm: () => this.confirm(),
			letGo: () => this.select(-1),
			selectNext: () => this.step(1),
			selectPrevious: () => this.step(-1),
			transposeUp: () => stepTier(editor, this, -1),
			transposeDown: () => stepTier(editor, this, 1),
			nudgeLeft: () => this.nudge(-1),
			nudgeRight: () => this.nudge(1),
			lengthen: () => this.nudge(1, "end"),
			shorten: () => this.nudge(-1, "end"),
			splitAtPlayhead: () => this.splitAtPlayhead(),
			join: () => (this.set.size > 1 ? joinChosen(editor, this) : this.join()),
			toggleLoop: () => this.loop(),
		};
	}

	/** Place of the selected segment in the document's list, or -1. */
	get selected(): number {
		return this.#editor.scene.segment;
	}

	/** All that are selected where there is more than one. */
	get set(): ReadonlySet<number> {
		return this.#editor.scene.segmentSet;
	}

	/** The selected boundary of it, null for the whole segment. */
	get edge(): Edge | null {
		return this.#editor.scene.segmentEdge;
	}

	get segment(): Segment | null {
		return this.#editor.doc.segments[this.selected] ?? null;
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Does what a command means for a selected segment; false where none is selected, or the command is none for segments. */
	does(command: string): boolean {
		// Nothing is selected: Enter is for the place that is pointed at.
		if (command === "lyric" && !this.segment && this.#editor.scene.tierPointer && this.#editor.doc.selection.size === 0) {
			insertAtPointer(this.#editor, this);
			return true;
		}
		const act = this.segment ? this.#commands[command] : undefined;
		if (act) this.engaged = true;
		act?.();
		return act !== undefined;
	}

	/** Keys mean the segment from now on, no longer the notes. */
	select(index: number, edge: Edge | null = null): void {
		const { scene, doc } = this.#editor;
		if (scene.segment === index && scene.segmentEdge === edge && this.set.size === 0) return;
		scene.segment = index;
		scene.segmentEdge = edge;
		scene.segmentSet = NONE;
		if (index < 0) this.engaged = false;
		else {
			this.#type = doc.segments[index].type;
			if (doc.selection.size > 0) doc.selection.clear();
			// Heard and snapped to in a moment: decoded before that.
			void openRecording(this.#editor, doc.segments[index][edge ?? "start"]);
		}
		this.#editor.changed("segments");
		this.#tell();
	}

	/** Several at once; `head` is the one that keys begin with. */
	selectMany(places: readonly number[], head: number): void {
		this.select(head);
		if (places.length < 2) return;
		this.#editor.scene.segmentSet = new Set(places);
		this.engaged = true;
		this.#editor.changed("segments");
		this.#tell();
	}

	/** One edit, one step of undo, with `more` in it; `index` is selected afterwards. Nothing happens where the list stays as it is. */
	edit(make: (segments: List) => List, label: string, index = this.selected, edge = this.edge, more: readonly Op[] = []): boolean {
		const editor = this.#editor;
		if (editor.readOnly) {
			editor.say("readOnly");
			return false;
		}
		const { segments } = editor.doc;
		const made = editor.attempt(() => make(segments));
		if (made === null || !editor.edit([...segmentOps(segments, made), ...more], label)) return false;
		this.select(-1);
		this.select(index < made.length ? index : -1, edge);
		return true;
	}

	/** A boundary that is selected goes, so that its two segments become one; else the segment goes. */
	remove(): void {
		const { selected, edge } = this;
		const [before, after] = this.#touching();
		if (edge === "end" && after >= 0) this.join();
		else if (edge === "start" && before >= 0) {
			this.edit((list) => joinSegments(list, before), "segment.join", before, null);
		} else this.edit((list) => deleteSegment(list, selected), "segment.delete", -1, null);
	}

	/** Somebody has looked at it: it is sure, and no proposal any more. */
	confirm(): void {
		const { selected } = this;
		const chosen = chosenOf(this, this.#editor.doc.segments);
		this.edit((list) => confirmSegments(list, chosen), "confirm", selected);
	}

	/** With the next of its tier. */
	join(): void {
		const { selected } = this;
		if (!this.segment) this.#editor.say("nothingSelected");
		else this.edit((list) => joinSegments(list, selected), "segment.join", selected, null);
	}

	split(index: number, at_s: number): void {
		this.edit((list) => splitSegment(list, index, at_s), "segment.split", index + 1, null);
	}

	/** Where the pointer rests on a tier; else at the playhead, in the selected tier or the one that was worked on last. */
	splitAtPlayhead(): void {
		const { doc, scene } = this.#editor;
		const isPlaying = this.#editor.player?.state === "playing";
		if (scene.tierPointer && !isPlaying) insertAtPointer(this.#editor, this);
		else this.boundaryAt(this.tier, doc.tempo.secondsAt(this.#editor.positionTick()));
	}

	/** A proposal is accepted before it is named; a boundary has no name: the next one comes where the pointer is. */
	#enter(): void {
		if (this.segment && isProposed(this.segment)) this.confirm();
		else if (this.edge && this.#editor.scene.tierPointer) insertAtPointer(this.#editor, this);
		else this.beginLabel(this.selected);
	}

	/** Sounds what is selected. */
	hear(): void {
		const { segment } = this;
		if (!segment) return;
		this.#heard = this.selected;
		hear(this.#editor, segment);
	}

	/** Tab: what is selected is heard, once it was heard the next one; false at the end of the tier. */
	hearNext(direction: 1 | -1): boolean {
		const { segments } = this.#editor.doc;
		const { segment } = this;
		if (!segment) return false;
		if (this.#heard === this.selected) {
			const places = placesOf(segments, segment.type);
			const next = places[rankOf(segments, places, this.selected) + direction];
			if (next === undefined) return false;
			this.go(next);
			this.engaged = true;
		}
		this.hear();
		return true;
	}

	/** Shows or hides the bar of a kind. */
	askBar(bar: TierBarKind | null): void {
		this.bar = this.bar === bar ? null : bar;
		this.#tell();
	}

	/** Cuts, or fills an empty stretch on both sides. */
	boundaryAt(type: string, at_s: number): void {
		const { doc } = this.#editor;
		if (type === "") {
			this.#editor.say("noTier");
			return;
		}
		const until_s = doc.tempo.secondsAt(doc.endTick);
		const done = this.edit((list) => insertBoundary(list, type, at_s, until_s > at_s ? until_s : null), "segment.split", -1, null);
		if (!done) return;
		const behind = segmentUnder(doc.segments, type, at_s);
		this.select(behind >= 0 ? behind : segmentUnder(doc.segments, type, at_s - SHARED_S));
	}

	/** The tier that commands mean while nothing is selected. */
	worksOn(type: string): void {
		this.#type = type;
	}

	get tier(): string {
		const { doc } = this.#editor;
		const types = tierTypes(doc.segments, doc.head.extra);
		return this.segment?.type ?? (types.includes(this.#type) ? this.#type : (types[0] ?? ""));
	}

	/** The segment under the playhead in the last tier; the next one where it stands in an empty stretch. */
	selectAtPlayhead(type = this.tier): void {
		const { doc } = this.#editor;
		const at_s = doc.tempo.secondsAt(this.#editor.positionTick());
		const under = segmentUnder(doc.segments, type, at_s);
		const places = placesOf(doc.segments, type);
		const next = places[Math.min(places.length - 1, countUntil(doc.segments, places, at_s))];
		if (under < 0 && next === undefined) this.#editor.say("noTier");
		else this.go(under >= 0 ? under : next);
	}

	step(direction: 1 | -1): void {
		const { segments } = this.#editor.doc;
		const segment = this.segment;
		if (!segment) return;
		const places = placesOf(segments, segment.type);
		const next = places[rankOf(segments, places, this.selected) + direction];
		if (next === undefined) return;
		this.go(next);
		if (this.#editor.hands.keySound && this.#editor.openRecording) this.hear();
	}

	/** A boundary by a step, else the segment; `edge` says which end in any case. */
	nudge(direction: 1 | -1, edge = this.edge): void {
		const { selected, segment } = this;
		if (!segment) return;
		const from_s = edge === "end" ? segment.end : segment.start;
		const to_s = this.#stepped(from_s, direction);
		const { set } = this;
		const how = { together: this.#editor.hands.tiersTogether, alone: false };
		const make = (list: List): List => nudged(list, set, selected, edge, to_s, how);
		if (!this.edit(make, edge ? "segment.boundary" : "segment.move")) return;
		if (set.size > 1) this.selectMany([...set], selected);
		this.speak();
	}

	/** It becomes the loop; a second time the loop goes. */
	loop(): void {
		const editor = this.#editor;
		const segment = this.segment;
		const { tempo } = editor.doc;
		const range: [number, number] | null = segment && [Math.round(tempo.ticksAt(segment.start)), Math.round(tempo.ticksAt(segment.end))];
		const isSame = editor.loop && range && editor.loop[0] === range[0] && editor.loop[1] === range[1];
		editor.setLoop(isSame ? null : range);
	}

	beginLabel(index: number): void {
		const editor = this.#editor;
		if (editor.readOnly) {
			editor.say("readOnly");
			return;
		}
		if (!editor.doc.segments[index]) return;
		if (!this.set.has(index)) this.go(index);
		this.engaged = true;
		this.labelled = index;
		this.#tell();
	}

	/** Keeps the text; with `next` the box goes on to the segment after (1) or before (-1). */
	commitLabel(text: string, next: -1 | 0 | 1): void {
		const index = this.labelled;
		if (index < 0) return;
		this.labelled = -1;
		if (this.set.has(index)) labelChosen(this.#editor, this, text.trim());
		else this.edit((list) => labelSegment(list, index, text.trim()), "segment.label", index, null);
		const { segments } = this.#editor.doc;
		const places = placesOf(segments, this.tier);
		const neighbour = next === 0 ? undefined : places[rankOf(segments, places, index) + next];
		if (neighbour !== undefined) {
			this.beginLabel(neighbour);
			if (this.#editor.openRecording) this.hear();
		} else this.#tell();
	}

	cancelLabel(): void {
		if (this.labelled < 0) return;
		this.labelled = -1;
		this.#tell();
	}

	/** Where a segment lies on its lane. */
	rectOf(index: number): { x: number; width: number } | null {
		const { doc, view } = this.#editor;
		const segment = doc.segments[index];
		if (!segment) return null;
		const from = Math.max(0, view.xOf(doc.tempo.ticksAt(segment.start)));
		const to = Math.min(view.width_px, view.xOf(doc.tempo.ticksAt(segment.end)));
		return { x: from, width: Math.max(0, to - from) };
	}

	/** Selected by key: brought into sight and told, with `more` behind it. */
	go(index: number, more = "", keeps = false): void {
		const { doc, view } = this.#editor;
		const { start, end } = doc.segments[index];
		view.reveal(doc.tempo.ticksAt(start), doc.tempo.ticksAt(end), view.rowAt(view.height_px / 2));
		if (!keeps) this.select(index);
		this.speak(more);
	}

	speak(more = ""): void {
		if (this.segment) this.#editor.tellOf(segmentLines(this.segment).join(" · ") + more);
	}

	#touching(): [before: number, after: number] {
		const { segments } = this.#editor.doc;
		const segment = this.segment;
		if (!segment) return [-1, -1];
		const [before, after] = neighboursOf(segments, this.selected);
		const near = (a: number, b: number): boolean => Math.abs(a - b) <= SHARED_S;
		return [
			before >= 0 && near(segments[before].end, segment.start) ? before : -1,
			after >= 0 && near(segments[after].start, segment.end) ? after : -1,
		];
	}

	/** A step of the grid where there are notes, else ten milliseconds. */
	#stepped(at_s: number, direction: 1 | -1): number {
		const { doc, step_ticks } = this.#editor;
		if (doc.index.length === 0 || step_ticks === 0) return at_s + direction * STEP_S;
		return doc.tempo.secondsAt(Math.max(0, doc.tempo.ticksAt(at_s) + direction * step_ticks));
	}

	#documentChanged({ parts }: DocChange): void {
		if (!parts.has("segments") && !parts.has("reset")) return;
		const { segments } = this.#editor.doc;
		this.labelled = -1;
		this.#heard = -1;
		this.#editor.scene.segmentSet = NONE;
		// What came from elsewhere may have another list: a place that is none of the tier any more is nothing selected.
		if (this.selected >= 0 && (parts.has("reset") || segments[this.selected]?.type !== this.#type)) this.select(-1);
		this.#tell();
	}

	#tell(): void {
		for (const listener of [...this.#listeners]) listener();
	}
}
