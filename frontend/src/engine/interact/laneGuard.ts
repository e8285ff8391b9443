/** Whether a press in a lane of a curve is held to be an accident. */
import type { EditorContext } from "./editorContext.ts";
import type { RawPointer } from "./pointer.ts";

const LEFT = 0;

export function isGuarded({ hands, tool, readOnly }: EditorContext, { place, button }: RawPointer): boolean {
	return hands.laneGuard && !readOnly && place === "curves" && button === LEFT && tool !== "draw" && tool !== "curve";
}
