/** Names for the steps of undo, from the labels that edits carry. */
import { hasText, t } from "../i18n/language.svelte";

/** Labels that only name what a step was made for, not what was done. */
const SAME_AS: Record<string, string> = { "inspect.phoneme": "inspect.phonemes" };

/** The text of a label; a program's own label is shown as it is. */
export function stepTitle(label: string): string {
	if (label === "") return t("step.unknown");
	const key = `step.${SAME_AS[label] ?? label}`;
	return hasText(key) ? t(key) : label;
}
