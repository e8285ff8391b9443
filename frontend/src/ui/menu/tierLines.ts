/** What the context menu of a tier has for what lies under the pointer. */
import type { MenuTarget } from "../../engine/interact/menuPress";
import { type TierHands, tierHandsOf } from "../../engine/interact/tiers/tierHands";
import { segmentUnder } from "../../engine/interact/tiers/tierHit";
import { removeTier } from "../../engine/interact/tiers/tierNames";
import type { Roll } from "../../engine/roll";
import { isProposed } from "../../engine/score/edit/confirming";
import type { Segment } from "../../engine/score/types";
import { DOUBTFUL_BELOW } from "../../engine/state/confidence";
import { t } from "../i18n/language.svelte";
import type { IconName } from "../icons";
import type { Item } from "./entryTypes";

const isDoubtful = (segment: Segment | null): boolean =>
	segment !== null && ((segment.confidence ?? 1) < DOUBTFUL_BELOW || isProposed(segment));

/** A segment under the pointer becomes the selected one, as with a click. */
export function tierLines(roll: Roll, { part = "", tick, byKey }: MenuTarget): (Item | null)[] {
	const hands = roll.withEditor(tierHandsOf);
	const { doc, readOnly } = roll;
	const at_s = doc.tempo.secondsAt(tick);
	const under = byKey ? hands.selected : segmentUnder(doc.segments, part, at_s);
	if (under !== hands.selected && !hands.set.has(under)) hands.select(under);
	const item = (id: string, title: Parameters<typeof t>[0], key: string | undefined, run: () => void, icon?: IconName): Item => {
		return { kind: "item", id: `tier-${id}`, title: t(title), key, icon, run, danger: id.startsWith("delete") };
	};
	const boundary = item(
		"split",
		under < 0 ? "tier.menu.boundary" : "tier.menu.split",
		"Ctrl+Enter",
		() => hands.boundaryAt(part, at_s),
		"knife",
	);
	const renamed = item("rename", "tier.menu.rename", undefined, () => nameOf(hands, part));
	if (under < 0) return readOnly ? [] : [boundary, null, renamed];
	const looped = item("loop", "tier.menu.loop", "L", () => hands.loop(), "loop");
	const played = item("play", "tier.menu.play", "Shift+Space", () => hands.hear(), "play");
	const found = item("find", "tier.bar.find", "/", () => hands.askBar("find"));
	if (readOnly) return [played, looped, found];
	return [
		item("label", "tier.menu.label", "Enter", () => hands.beginLabel(under)),
		boundary,
		item("join", "tier.menu.join", "J", () => void hands.does("join"), "join"),
		null,
		played,
		looped,
		null,
		found,
		item("keys", "tier.bar.keys", "Alt+L", () => hands.askBar("keys")),
		null,
		...(isDoubtful(hands.segment) ? [item("confirm", "command.confirm", "Alt+Enter", () => roll.commands.confirm())] : []),
		renamed,
		item(
			"deleteTier",
			"tier.menu.deleteTier",
			undefined,
			() => roll.withEditor((editor) => removeTier(editor, hands, part || hands.tier)),
			"clear",
		),
		item("delete", "tier.menu.delete", "Del", () => void hands.does("delete"), "clear"),
	];
}

/** The bar asks for the name of the tier under the pointer. */
function nameOf(hands: TierHands, part: string): void {
	if (part) hands.worksOn(part);
	hands.askBar("name");
}
