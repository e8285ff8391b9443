/** Texts of reading and writing files: they come with the parts that say them, not before the first note. */
import { files as en } from "../../../../backend/gradio_pianoroll/i18n/files.en.json";
import { files as ko } from "../../../../backend/gradio_pianoroll/i18n/files.ko.json";
import { language } from "../i18n/language.svelte";

export type FileText = keyof typeof en;

export function say(key: FileText, values: Record<string, string | number> = {}): string {
	const text = (language() === "ko" ? ko : en)[key];
	return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
