/** Commands of segments. What a key of notes means for a segment that is selected, `TierHands` says. */
import type { EditorContext } from "./editorContext.ts";
import { type LateHands, withLateHands } from "./lateHands.ts";

export function segmentCommands({ editor }: { editor: EditorContext }) {
	const run = (act: (hands: ReturnType<LateHands["tierHandsOf"]>) => void) => () =>
		withLateHands(editor, ({ tierHandsOf }) => act(tierHandsOf(editor)));
	return {
		splitSegment: run((hands) => hands.splitAtPlayhead()),
		selectSegment: run((hands) => hands.selectAtPlayhead()),
	};
}
