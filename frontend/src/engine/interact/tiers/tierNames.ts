/** A tier under another name, and a tier that goes: what the score lists of it goes along, in the same step of undo. */
import { deleteTier, renameTier, tierListOps } from "../../score/edit/tiers.ts";
import { tierTypes } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import type { TierHands } from "./tierHands.ts";
import { tierSays } from "./tierWords.ts";

/** False where the name is empty, or another tier has it. */
export function nameTier(editor: EditorContext, hands: TierHands, from: string, typed: string): boolean {
	const { segments, head } = editor.doc;
	const to = typed.trim();
	if (to === from) return true;
	if (to === "" || tierTypes(segments, head.extra).includes(to)) {
		tierSays(editor, to === "" ? "nameWanted" : "nameTaken");
		return false;
	}
	const done = hands.edit((list) => renameTier(list, from, to), "tier.rename", -1, null, tierListOps(head.extra, from, to));
	if (done) hands.worksOn(to);
	return done;
}

export function removeTier(editor: EditorContext, hands: TierHands, type: string): void {
	hands.edit((list) => deleteTier(list, type), "tier.delete", -1, null, tierListOps(editor.doc.head.extra, type, null));
}
