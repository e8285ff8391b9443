/** What the extras of a score list of its tiers. The same as `score.tier_lists` in Python. */
import { copyJson } from "./rows.ts";
import type { TierItem } from "./types.ts";

type Extra = Record<string, unknown>;

export interface TierLists {
	tiers: TierItem[] | null;
	/** Of the TextGrid that the score came from. */
	textgrid: TierItem[] | null;
}

export function tierLists(extra: Extra | undefined): TierLists {
	const own = extra?.tiers ?? null;
	return copyJson({ tiers: own as TierItem[] | null, textgrid: (textgridOf(extra)?.tiers ?? null) as TierItem[] | null });
}

export function withTierLists(extra: Extra | undefined, { tiers, textgrid }: TierLists): Extra {
	const { tiers: _former, textgrid: given, ...rest } = extra ?? {};
	const { tiers: _listed, ...others } = textgridOf(extra) ?? {};
	const result: Extra = { ...rest };
	if (tiers !== null) result.tiers = tiers;
	if (textgrid !== null) result.textgrid = { ...others, tiers: textgrid };
	else if (Object.keys(others).length > 0) result.textgrid = others;
	else if (given !== undefined && textgridOf(extra) === null) result.textgrid = given;
	return result;
}

function textgridOf(extra: Extra | undefined): Extra | null {
	const given = extra?.textgrid;
	return typeof given === "object" && given !== null && !Array.isArray(given) ? (given as Extra) : null;
}
