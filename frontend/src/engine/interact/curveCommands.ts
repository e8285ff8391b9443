/** Commands of curves, and of notes that follow the F0: for the selected span, else for the selected notes, else for all. */
import type { CurveEditName } from "../score/edit/curveEdits.ts";
import type { Curve } from "../score/types.ts";
import { pitchCurveOf } from "../state/curveLanes.ts";
import { selectInserted } from "./clipboard.ts";
import { selectWhere } from "./editCommands.ts";
import type { EditorContext } from "./editorContext.ts";
import type { HandSettings } from "./handSettings.ts";
import { type LateHands, withLateHands } from "./lateHands.ts";
import { inLanguage } from "./words.ts";

interface CurveHost {
	editor: EditorContext;
	setHands?(change: Partial<HandSettings>): void;
}

type Pieces = ReturnType<LateHands["pieceHandsOf"]>;

/** Where nothing is selected, only short gaps are filled: the long ones are rests. */
const SHORT_GAP_S = 0.25;
/** A leap to what is beside would be heard. */
const FADE_S = 0.03;
const LESS = 0.75;
const MORE = 1.25;

export function curveCommands(host: CurveHost) {
	const { editor } = host;
	const late = (act: (pieces: Pieces, hands: LateHands) => void) => () => {
		if (editor.readOnly) editor.say("readOnly");
		else withLateHands(editor, (hands) => act(hands.pieceHandsOf(editor), hands));
	};
	/** `all`: also where nothing is selected, with these options. */
	const edit = (name: CurveEditName, options: Record<string, unknown> = {}, all: Record<string, unknown> | null = null) =>
		late((pieces) => editWhere(editor, pieces, name, options, all));
	const pencil = (change: Partial<HandSettings>) => () => host.setHands?.(change);
	return {
		smoothCurve: edit("smooth_curve", {}, {}),
		fillGaps: edit("fill_gaps", {}, { max_gap_s: SHORT_GAP_S }),
		vibratoAdd: edit("vibrato"),
		vibratoLess: edit("scale_vibrato", { factor: LESS }, {}),
		vibratoMore: edit("scale_vibrato", { factor: MORE }, {}),
		vibratoRemove: edit("scale_vibrato", { factor: 0 }),
		driftLess: edit("scale_drift", { factor: LESS, fade_s: FADE_S }, {}),
		driftMore: edit("scale_drift", { factor: MORE, fade_s: FADE_S }, {}),
		driftRemove: edit("scale_drift", { factor: 0, fade_s: FADE_S }),
		clearCurve: edit("clear_curve"),
		resetCurve: edit("reset_curve", {}, {}),
		selectCurveSpan: late((pieces, hands) => selectSpan(editor, pieces, hands)),
		snapToF0: edit("snap_to_curve", {}, {}),
		noteOfSpan: late((pieces) => noteOfSpan(editor, pieces)),
		splitAtJumps: edit("split_at_jumps", {}, {}),
		markUnpitched: edit("mark_unpitched", {}, {}),
		selectUnpitched: () => void selectWhere(editor, "voiced < 0.1"),
		pencilFree: pencil({ curveMode: "free" }),
		pencilLine: pencil({ curveMode: "line" }),
		pencilSmooth: pencil({ curveMode: "smooth" }),
		pencilSpan: pencil({ curveMode: "span" }),
		pencilPoints: pencil({ curveMode: "points", curveShape: "line" }),
		pencilHold: pencil({ curveMode: "points", curveShape: "hold" }),
		pencilSpline: pencil({ curveMode: "points", curveShape: "spline" }),
	};
}

/** Of notes alone; the others are of curves as well. */
const OF_NOTES: ReadonlySet<CurveEditName> = new Set<CurveEditName>(["snap_to_curve", "split_at_jumps", "mark_unpitched"]);

function editWhere(
	editor: EditorContext,
	pieces: Pieces,
	name: CurveEditName,
	options: Record<string, unknown>,
	all: Record<string, unknown> | null,
): void {
	const { selection } = editor.doc;
	if (pieces.span && !OF_NOTES.has(name)) {
		pieces.edit(name, { ...options, curve: pieces.curve, span_s: pieces.span });
		return;
	}
	const curve = pitchCurveOf(editor.scene);
	if (!curve) {
		editor.tellOf(inLanguage(NO_F0));
		return;
	}
	const slots = selection.size > 0 ? selection.slots() : null;
	if (slots === null && all === null) {
		editor.tellOf(inLanguage(SELECT_FIRST));
		return;
	}
	pieces.edit(name, { ...options, ...(slots ? {} : all), curve: curve.name }, `piece.${name}`, slots);
}

/** From the first selected note to the last; else the stretch at the playhead. */
function selectSpan(editor: EditorContext, pieces: Pieces, { stretchAt }: LateHands): void {
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

function noteOfSpan(editor: EditorContext, pieces: Pieces): void {
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
