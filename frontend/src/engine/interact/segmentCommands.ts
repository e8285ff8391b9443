/** Commands of segments. What a key of notes means for a segment that is selected, `TierHands` says. */
import type { EditorContext } from "./editorContext.ts";
import { type LateHands, withLateHands } from "./lateHands.ts";

export function segmentCommands({ editor }: { editor: EditorContext }) {
	const run = (act: (hands: ReturnType<LateHands["tierHandsOf"]>, late: LateHands) => void) => () =>
		withLateHands(editor, (late) => act(late.tierHandsOf(editor), late));
	return {
		hearSegment: run((hands) => hands.hear()),
		extendSegments: run((hands, late) => late.extendSegments(editor, hands, 1)),
		extendSegmentsBack: run((hands, late) => late.extendSegments(editor, hands, -1)),
		segmentsByText: run((hands) => hands.askBar("find")),
		labelByKeys: run((hands) => hands.askBar("keys")),
		boundaryToZero: run((hands, late) => void late.boundaryToZero(editor, hands)),
		pointAtPlayhead: run((hands, late) => late.pointAtPlayhead(editor, hands)),
		newTier: run((hands, late) => late.newTier(editor, hands)),
		splitSegment: run((hands) => hands.splitAtPlayhead()),
		selectSegment: run((hands) => hands.selectAtPlayhead()),
		tierOfLyrics: run((hands, late) => late.tierOfNotes(editor, hands, "lyric")),
		tierOfPhonemes: run((hands, late) => late.tierOfNotes(editor, hands, "phoneme")),
		nextDoubtful: run((hands, late) => late.goToDoubtful(editor, hands, 1)),
		previousDoubtful: run((hands, late) => late.goToDoubtful(editor, hands, -1)),
		confirm: run((_hands, late) => late.confirmSelected(editor)),
	};
}
