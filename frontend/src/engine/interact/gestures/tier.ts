/** On a tier: boundaries and segments are dragged, a click selects, the tools cut, join, erase and write; an empty stretch moves the playhead. */
import { insertPoint, insertSegment, isPoint, joinSegments, moveSegment, neighboursOf, SHARED_S } from "../../score/edit/segmenting.ts";
import type { Segment } from "../../score/types.ts";
import { isPointTier } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";
import { type TierHands, tierHandsOf } from "../tiers/tierHands.ts";
import { gapAround, type TierHit, tierHit } from "../tiers/tierHit.ts";
import { extendTo, movedBoundary } from "../tiers/tierMany.ts";
import { placeFor } from "../tiers/tierSnap.ts";
import { boundaryLines, segmentLines } from "../tiers/tierText.ts";

type Kind = "boundary" | "move" | "new" | "scrub" | "pan" | "none";
type List = readonly Segment[];

export class TierGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#hands!: TierHands;
	#start!: Sample;
	#last_px = 0;
	#hit!: TierHit;
	#kind: Kind = "none";
	#given: List = [];
	#made: List | null = null;
	#moved = false;
	#wasSelected = false;

	enter(editor: EditorContext, sample: Sample): void {
		this.#hands = tierHandsOf(editor);
		this.#start = sample;
		this.#last_px = sample.x_px;
		this.#given = editor.doc.segments;
		this.#hit = tierHit(editor, sample);
		this.#wasSelected = this.#hands.selected === this.#hit.index && this.#hit.index >= 0;
		this.#kind = this.#kindOf(editor, sample);
		if (this.#kind === "scrub") editor.seek(Math.max(0, sample.tick));
	}

	#kindOf(editor: EditorContext, sample: Sample): Kind {
		const { zone } = this.#hit;
		if (zone === "gap") {
			if (sample.touch) return "pan";
			return editor.tool === "draw" && !editor.readOnly ? "new" : "scrub";
		}
		// A finger that wants to scroll meets segments everywhere: it moves the one that is selected.
		if (sample.touch && zone === "body" && !this.#wasSelected) return "pan";
		if (editor.tool !== "select" && editor.tool !== "draw") return "none";
		return zone === "body" ? "move" : "boundary";
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		const isFirst = !this.#moved;
		this.#moved = true;
		if (this.#kind === "scrub") editor.seek(Math.max(0, sample.tick));
		else if (this.#kind === "pan") {
			editor.view.scrollBy(this.#last_px - sample.x_px, 0);
			this.#last_px = sample.x_px;
		} else if (this.#kind !== "none") {
			if (!editor.readOnly) this.#drag(editor, sample);
			else if (isFirst) editor.say("readOnly");
		}
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		const made = this.#made;
		this.#preview(editor, null);
		editor.scene.bladeTick = -1;
		editor.changed("hover");
		if (outcome === "cancel") return;
		if (!this.#moved) this.#click(editor, sample);
		else if (made) this.#commit(made);
	}

	#drag(editor: EditorContext, sample: Sample): void {
		const { index, zone } = this.#hit;
		const given = this.#given;
		const type = sample.part ?? "";
		if (this.#kind === "new") this.#dragNew(editor, sample);
		else if (this.#kind === "boundary" && (zone === "start" || zone === "end")) {
			const together = sample.shift !== editor.hands.tiersTogether;
			const from_s = together ? given[index][zone] : undefined;
			const to_s = placeFor(editor, sample.tick, { type, free: sample.free, from_s });
			const made = movedBoundary(given, this.#hands.set, index, zone, to_s, { together, alone: sample.mod });
			this.#preview(editor, made);
			this.#tellBoundary(editor, made, sample);
		} else {
			const was = given[index];
			const { tempo } = editor.doc;
			const start_tick = tempo.ticksAt(was.start) + sample.tick - this.#start.tick;
			const to_s = placeFor(editor, start_tick, { type, free: sample.free });
			const together = isPoint(was) && sample.shift !== editor.hands.tiersTogether;
			const made = together
				? movedBoundary(given, this.#hands.set, index, "start", to_s, { together, alone: false })
				: moveSegment(given, index, to_s - was.start, !sample.mod);
			this.#preview(editor, made);
			this.#line(editor, made[index].start);
			editor.tell({ kind: "text", lines: segmentLines(made[index]) }, sample);
		}
	}

	#tellBoundary(editor: EditorContext, made: List, sample: Sample): void {
		const { index, zone } = this.#hit;
		const edge = zone === "end" ? "end" : "start";
		const at_s = made[index][edge];
		const [before, after] = neighboursOf(made, index);
		const touches = (place: number, s: number): Segment | undefined =>
			place >= 0 && Math.abs(s - at_s) <= SHARED_S ? made[place] : undefined;
		const left = edge === "end" ? made[index] : touches(before, made[before]?.end);
		const right = edge === "end" ? touches(after, made[after]?.start) : made[index];
		this.#line(editor, at_s);
		editor.tell({ kind: "text", lines: boundaryLines(left, right, at_s, at_s - this.#given[index][edge]) }, sample);
	}

	/** With the pencil: as long as the stroke, inside the empty stretch. */
	#dragNew(editor: EditorContext, sample: Sample): void {
		const type = sample.part ?? "";
		const { tempo } = editor.doc;
		const from_s = placeFor(editor, this.#start.tick, { type, free: sample.free });
		const to_s = placeFor(editor, sample.tick, { type, free: sample.free });
		const [low, high] = gapAround(this.#given, type, tempo.secondsAt(Math.max(0, this.#start.tick)));
		const start = Math.max(low, Math.min(from_s, to_s));
		const end = Math.min(high, Math.max(from_s, to_s));
		if (end - start < SHARED_S * 20) return;
		const made = insertSegment(this.#given, type, start, end);
		this.#preview(editor, made);
		const added = made.find((one) => !this.#given.includes(one));
		if (added) editor.tell({ kind: "text", lines: segmentLines(added) }, sample);
	}

	#commit(made: List): void {
		const hands = this.#hands;
		if (this.#kind === "new") {
			const at = made.findIndex((one) => !this.#given.includes(one));
			if (hands.edit(() => made, "segment.insert", at, null)) hands.beginLabel(at);
		} else if (this.#kind === "boundary") {
			const edge = this.#hit.zone === "end" ? "end" : "start";
			const chosen = [...hands.set];
			hands.edit(() => made, "segment.boundary", this.#hit.index, edge);
			// What was stretched stays selected, to be stretched again.
			if (chosen.length > 1 && hands.selected >= 0) hands.selectMany(chosen, this.#hit.index);
		} else hands.edit(() => made, "segment.move", this.#hit.index, null);
	}

	#click(editor: EditorContext, sample: Sample): void {
		const hands = this.#hands;
		const { tool } = editor;
		const { index, zone } = this.#hit;
		const type = sample.part ?? "";
		const at_s = (): number => placeFor(editor, sample.tick, { type, free: sample.free });
		if (tool === "knife" || (sample.mod && !sample.touch)) hands.boundaryAt(type, this.#inside(at_s(), editor, sample));
		else if (index < 0) {
			hands.select(-1);
			hands.worksOn(type);
			if (tool === "draw" && isPointTier(editor.doc.segments, type, editor.doc.head.extra)) {
				hands.edit((list) => insertPoint(list, type, at_s()), "segment.insert", -1, null);
			} else if (sample.touch) editor.seek(Math.max(0, sample.tick));
		} else if (sample.shift && hands.segment && tool === "select") extendTo(editor, hands, index);
		else {
			const edge = zone === "start" || zone === "end" ? zone : null;
			hands.select(index, edge);
			if (tool === "erase") hands.remove();
			else if (tool === "join") {
				const left = this.#leftOf(editor.doc.segments);
				hands.edit((list) => joinSegments(list, left), "segment.join", left, null);
			}
		}
		hands.engaged = hands.selected >= 0;
	}

	/** On the grid where that still cuts what is under the pointer, else exactly there. */
	#inside(at_s: number, editor: EditorContext, sample: Sample): number {
		const exact_s = editor.doc.tempo.secondsAt(Math.max(0, sample.tick));
		const segment = this.#given[this.#hit.index];
		const [low, high] = segment ? [segment.start, segment.end] : gapAround(this.#given, sample.part ?? "", exact_s);
		return at_s > low + SHARED_S && at_s < high - SHARED_S ? at_s : exact_s;
	}

	/** The glue joins what lies on both sides of the boundary that is nearest. */
	#leftOf(list: List): number {
		const { index, zone } = this.#hit;
		const [before] = neighboursOf(list, index);
		return zone === "start" && before >= 0 ? before : index;
	}

	#preview(editor: EditorContext, made: List | null): void {
		this.#made = made;
		editor.scene.tierPreview = made;
		editor.changed("segments");
	}

	/** Through the notes and what is sung, so that it can be laid on what is seen there. */
	#line(editor: EditorContext, at_s: number): void {
		editor.scene.bladeTick = editor.doc.tempo.ticksAt(at_s);
		editor.changed("hover");
	}
}
