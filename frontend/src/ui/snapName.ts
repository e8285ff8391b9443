/** What a grid is called: "1/8 triplet". */
import { t } from "./i18n/language.svelte";

export function snapName(setting: string): string {
	if (setting === "none") return t("snap.none");
	if (setting === "auto") return t("hands.adaptive");
	if (setting.endsWith("D")) return `${setting.slice(0, -1)} ${t("hands.dotted")}`;
	return setting.endsWith("T") ? `${setting.slice(0, -1)} ${t("snap.triplet")}` : setting;
}
