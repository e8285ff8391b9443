/** Writing a file: by the browser where it can, by Python's writers where they know more. */
import type { Picture } from "../../engine/render/picture/picture";
import { svgOf } from "../../engine/render/picture/svg";
import type { FileRef } from "../../engine/transport/handle";
import { addressOf } from "../../engine/transport/remote";
import { t } from "../i18n/language.svelte";
import type { Session } from "../session.svelte";
import { drawPicture, fitsCanvas } from "./onCanvas";

export const PICTURES = [".pdf", ".svg", ".png"] as const;
export const SCORES = [".mid", ".musicxml", ".json", ".csv"] as const;
export const SOUNDS = [".wav"] as const;
export type Suffix = (typeof PICTURES)[number] | (typeof SCORES)[number] | (typeof SOUNDS)[number];

export const isPicture = (suffix: Suffix): boolean => (PICTURES as readonly string[]).includes(suffix);

export interface Written {
	blob: Blob;
	/** What the format has no place for. */
	warnings: string[];
}

export async function write(
	session: Session,
	suffix: Suffix,
	name: string,
	picture: Picture | null,
	scale: number,
	onProgress: (share: number) => void,
): Promise<Written> {
	if (suffix === ".wav") return { blob: await session.wav(onProgress), warnings: [] };
	if (picture && suffix === ".svg") return { blob: new Blob([svgOf(picture)], { type: "image/svg+xml" }), warnings: [] };
	if (picture && suffix === ".png") return { blob: await pngOf(picture, scale), warnings: [] };
	const question = picture && suffix === ".pdf" ? { picture } : { value: await session.value() };
	return fetchWritten(session, { ...question, suffix, name });
}

async function fetchWritten(session: Session, question: object): Promise<Written> {
	const remote = session.remote();
	const answer = await remote.ask?.<{ file: FileRef; warnings: string[] } | { refused: string }>("saved", question);
	if (!answer) throw new Error("the server gave no answer");
	if ("refused" in answer) throw new Error(answer.refused);
	const response = await remote.fetch(addressOf(answer.file));
	if (!response.ok) throw new Error(`HTTP ${response.status}`);
	return { blob: await response.blob(), warnings: answer.warnings };
}

async function pngOf(picture: Picture, scale: number): Promise<Blob> {
	if (!fitsCanvas(picture, scale)) throw new Error(t("export.tooLarge"));
	const canvas = document.createElement("canvas");
	await drawPicture(canvas, picture, scale);
	const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
	if (!blob) throw new Error(t("export.tooLarge"));
	return blob;
}

const NO_NAME = /[\\/:*?"<>|\p{Cc}]+/gu;

/** Without the signs that some system takes for something else. */
export function fileName(name: string): string {
	const stem = name.replace(NO_NAME, " ").replace(/^[ .]+|[ .]+$/g, "");
	return stem.slice(0, 80) || "score";
}

export function download(blob: Blob, name: string): void {
	const href = URL.createObjectURL(blob);
	Object.assign(document.createElement("a"), { href, download: name }).click();
	// The browser reads the address after the click has returned.
	setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
