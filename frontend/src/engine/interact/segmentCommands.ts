/** Commands of segments. What a key of notes means for a segment that is selected, `TierHands` says. */
import type { EditorContext } from "./editorContext.ts";
import { type LateHands, withLateHands } from "./lateHands.ts";

export function segmentCommands({ editor }: { editor: EditorContext }) {
	const run = (act: (hands: ReturnType<LateHands["tierHandsOf"]>, late: LateHands) => void) => () =>
		withLateHands(editor, (late) => act(late.tierHandsOf(editor), late));
	return {
		splitSegment: run((hands) => hands.splitAtPlayhead()),
		selectSegment: run((hands) => hands.selectAtPlayhead()),
		tierOfLyrics: run((hands) => hands.addTier("lyric")),
		tierOfPhonemes: run((hands) => hands.addTier("phoneme")),
		nextDoubtful: run((hands, late) => late.goToDoubtful(editor, hands, 1)),
		previousDoubtful: run((hands, late) => late.goToDoubtful(editor, hands, -1)),
		confirm: run((_hands, late) => late.confirmSelected(editor)),
	};
}
