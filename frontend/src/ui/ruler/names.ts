/** What marks are called: the words on their chips and what a screen reader says. */
import { MODES, tonicName } from "../../engine/score/marks";
import type { Mark } from "../../engine/score/ruling";
import type { KeyRow } from "../../engine/score/types";
import type { MessageKey } from "../i18n/en";
import { t } from "../i18n/language.svelte";

const LETTERS = "CDEFGAB";

/** A tonic in the words of the page: `F♯`, 올림바. */
export function tonicText(key: KeyRow): string {
	const written = tonicName(key);
	const letter = t("key.letters").split(" ")[LETTERS.indexOf(written[0] ?? "C")] ?? "";
	if (written.length === 1) return letter;
	return t(written[1] === "#" ? "key.sharp" : "key.flat", { letter });
}

export function modeText(mode: string): string {
	return t(`key.${mode}` as MessageKey);
}

export function keyText(key: KeyRow): string {
	return `${tonicText(key)} ${modeText(key[2])}`;
}

export const MODE_NAMES: readonly string[] = Object.keys(MODES);

/** At most three digits after the point. */
export function bpmText(bpm: number): string {
	return String(Math.round(bpm * 1000) / 1000);
}

/** What stands on the chip. */
export function chipText(mark: Mark): string {
	if (mark.kind === "tempo") return `= ${bpmText(mark.row[1])}`;
	if (mark.kind === "meter") return `${mark.row[1]}/${mark.row[2]}`;
	return mark.kind === "key" ? keyText(mark.row) : mark.row[1];
}

/** Name and place, as it is read out. */
export function spoken(mark: Mark, at: string): string {
	const value = mark.kind === "tempo" ? bpmText(mark.row[1]) : chipText(mark);
	return t(`ruler.${mark.kind}Name`, { value, at: t("ruler.at", { at }) });
}
