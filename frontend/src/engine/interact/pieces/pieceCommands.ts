/** What the commands of curves do: for the selected span, else for the selected notes, else for all. */
import type { CurveEditName } from "../../score/edit/curveEdits.ts";
import type { Curve } from "../../score/types.ts";
import { pitchCurveOf } from "../../state/curveLanes.ts";
import { selectInserted } from "../clipboard.ts";
import type { EditorContext } from "../editorContext.ts";
import { inLanguage } from "../words.ts";
import { pieceHandsOf, stretchAt } from "./pieceHands.ts";

/** `all`: also where nothing is selected, with these options. */
export type CurveCommand =
	| { do: "edit"; name: CurveEditName; options: Record<string, unknown>; all: Record<string, unknown> | null }
	| { do: "selectSpan" | "noteOfSpan" | "stillNotes" };

export function doCurveCommand(editor: EditorContext, command: CurveCommand): void {
	if (command.do === "edit") editWhere(editor, command.name, command.options, command.all);
	else if (command.do === "selectSpan") selectSpan(editor);
	else if (command.do === "noteOfSpan") noteOfSpan(editor);
	// What was written goes without a trace; of what was sung the waver goes.
	else if (pieceHandsOf(editor).span && !pieceHandsOf(editor).hasWave) editWhere(editor, "scale_vibrato", { factor: 0 }, null);
	else editWhere(editor, "vibrato", { depth_cents: 0 }, null);
}

/** Of notes alone; the others are of curves as well. */
const OF_NOTES: ReadonlySet<CurveEditName> = new Set<CurveEditName>(["snap_to_curve", "split_at_jumps", "mark_unpitched"]);

function editWhere(
	editor: EditorContext,
	name: CurveEditName,
	options: Record<string, unknown>,
	all: Record<string, unknown> | null,
): void {
	const pieces = pieceHandsOf(editor);
	const { selection } = editor.doc;
	const named = typeof options.curve === "string" ? editor.doc.curves.get(options.curve) : undefined;
	if (pieces.span && !named && !OF_NOTES.has(name)) {
		pieces.edit(name, { ...options, curve: pieces.curve, span_s: pieces.span });
		return;
	}
	const curve = named ?? pitchCurveOf(editor.scene);
	if (!curve) {
		editor.tellOf(inLanguage(NO_F0));
		return;
	}
	const slots = selection.size > 0 && !named ? selection.slots() : null;
	if (slots === null && all === null) {
		editor.tellOf(inLanguage(SELECT_FIRST));
		return;
	}
	pieces.edit(name, { ...options, ...(slots ? {} : all), curve: curve.name }, `piece.${name}`, slots);
}

/** From the first selected note to the last; else the stretch at the playhead. */
function selectSpan(editor: EditorContext): void {
	const pieces = pieceHandsOf(editor);
	const { doc } = editor;
	const curve = pitchCurveOf(editor.scene) ?? (firstOf(doc.curves) as Curve | undefined);
	if (!curve) {
		editor.tellOf(inLanguage(NO_F0));
		return;
	}
	if (doc.selection.size > 0) {
		let [from, to] = [Number.POSITIVE_INFINITY, 0];
		for (const slot of doc.selection.slots()) {
			from = Math.min(from, doc.store.onset[slot]);
			to = Math.max(to, doc.store.endOf(slot));
		}
		pieces.select(curve.name, [doc.tempo.secondsAt(from), doc.tempo.secondsAt(to)]);
		return;
	}
	const found = stretchAt(editor, curve, editor.positionTick());
	if (found) pieces.select(curve.name, found);
	else editor.tellOf(inLanguage(NOTHING_HERE));
}

function firstOf<T>(map: ReadonlyMap<string, T>): T | undefined {
	for (const value of map.values()) return value;
	return undefined;
}

function noteOfSpan(editor: EditorContext): void {
	const pieces = pieceHandsOf(editor);
	const { scene } = editor;
	const curve = pitchCurveOf(scene);
	if (!curve || !pieces.span) {
		editor.tellOf(inLanguage(curve ? SELECT_SPAN : NO_F0));
		return;
	}
	const track = Math.max(0, scene.tracks.active);
	const ops = pieces.ops("note_from_curve", { curve: curve.name, span_s: pieces.span, track, velocity: editor.lastVelocity }, null);
	if (ops && editor.edit(ops, "piece.note_from_curve")) selectInserted(editor, ops);
}

const NO_F0 = {
	en: "There is no F0 here: analyse a recording, or draw one with the pitch tool.",
	ko: "F0 곡선이 없습니다. 녹음을 분석하거나 음높이 곡선 도구로 그리세요.",
};
const SELECT_FIRST = {
	en: "Select notes first, or a span of the curve: Shift+drag in its lane, or the pitch tool in the mode “select a span”.",
	ko: "먼저 음표나 곡선의 구간을 선택하세요. 곡선 레인에서 Shift를 누른 채 끌거나, 음높이 곡선 도구의 ‘구간 선택’을 쓰세요.",
};
const SELECT_SPAN = {
	en: "Select a span of the F0 first: the pitch tool in the mode “select a span”, or “Select a span of the curve”.",
	ko: "먼저 F0의 구간을 선택하세요. 음높이 곡선 도구의 ‘구간 선택’이나 ‘곡선 구간 선택’ 명령을 쓰세요.",
};
const NOTHING_HERE = { en: "The curve has no value at the playhead.", ko: "재생 위치에 곡선의 값이 없습니다." };
