/** Commands of what is known of the recording's pitch. What a pin is and what follows from it, `PinHands` says. */
import type { EditorContext } from "./editorContext.ts";
import { type LateHands, withLateHands } from "./lateHands.ts";

export function pinCommands({ editor }: { editor: EditorContext }) {
	const run = (act: (hands: ReturnType<LateHands["pinHandsOf"]>) => void) => () => {
		if (editor.readOnly) editor.say("readOnly");
		else if (!editor.pitchServer?.sound()) editor.say("noRecording");
		else withLateHands(editor, (late) => act(late.pinHandsOf(editor)));
	};
	return {
		f0OctaveUp: run((hands) => hands.octave(1)),
		f0OctaveDown: run((hands) => hands.octave(-1)),
		f0NextReading: run((hands) => hands.cycle(1)),
		f0PreviousReading: run((hands) => hands.cycle(-1)),
		f0Unvoice: run((hands) => hands.unvoice()),
		f0AsAnalysed: run((hands) => hands.asAnalysed()),
		f0Decode: run((hands) => hands.decode()),
		f0NextDoubt: run((hands) => void hands.goToDoubt(1)),
		f0PreviousDoubt: run((hands) => void hands.goToDoubt(-1)),
		nextPin: run((hands) => hands.selectNext(1)),
		previousPin: run((hands) => hands.selectNext(-1)),
		f0TakeCurve: run((hands) => hands.takeFromCurve()),
	};
}
