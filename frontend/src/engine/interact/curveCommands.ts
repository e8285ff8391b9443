/** Commands of curves, and of notes that follow the F0: for the selected span, else for the selected notes, else for all. */
import type { CurveEditName } from "../score/edit/curveEdits.ts";
import { selectWhere } from "./editCommands.ts";
import type { EditorContext } from "./editorContext.ts";
import type { HandSettings } from "./handSettings.ts";
import { type LateHands, withLateHands } from "./lateHands.ts";

interface CurveHost {
	editor: EditorContext;
	setHands?(change: Partial<HandSettings>): void;
}

type CurveCommand = Parameters<LateHands["doCurveCommand"]>[1];

/** Where nothing is selected, only short gaps are filled: the long ones are rests. */
const SHORT_GAP_S = 0.25;
/** A leap to what is beside would be heard. */
const FADE_S = 0.03;
const LESS = 0.75;
const MORE = 1.25;

export function curveCommands(host: CurveHost) {
	const { editor } = host;
	const run = (command: CurveCommand) => () => {
		if (editor.readOnly) editor.say("readOnly");
		else withLateHands(editor, ({ doCurveCommand }) => doCurveCommand(editor, command));
	};
	const edit = (name: CurveEditName, options: Record<string, unknown> = {}, all: Record<string, unknown> | null = null) =>
		run({ do: "edit", name, options, all });
	const pencil = (change: Partial<HandSettings>) => () => host.setHands?.(change);
	return {
		smoothCurve: edit("smooth_curve", {}, {}),
		fillGaps: edit("fill_gaps", {}, { max_gap_s: SHORT_GAP_S }),
		vibratoAdd: edit("vibrato"),
		vibratoLess: edit("scale_vibrato", { factor: LESS }, {}),
		vibratoMore: edit("scale_vibrato", { factor: MORE }, {}),
		vibratoRemove: run({ do: "stillNotes" }),
		driftLess: edit("scale_drift", { factor: LESS, fade_s: FADE_S }, {}),
		driftMore: edit("scale_drift", { factor: MORE, fade_s: FADE_S }, {}),
		driftRemove: edit("scale_drift", { factor: 0, fade_s: FADE_S }),
		clearCurve: edit("clear_curve"),
		resetCurve: edit("reset_curve", {}, {}),
		selectCurveSpan: run({ do: "selectSpan" }),
		snapToF0: edit("snap_to_curve", {}, {}),
		noteOfSpan: run({ do: "noteOfSpan" }),
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
