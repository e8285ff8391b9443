/** What a file holds, in words: it may be curves or segments alone. */
import type { ScoreDocument } from "../../engine/score/document";
import type { MessageKey } from "../i18n/en";

export type Content = Pick<ScoreDocument, "store" | "tracks" | "curves" | "segments">;

export const hasNotes = ({ store }: Content): boolean => store.size > 0;

/** `say` gives a text of the page, `write` a count with the separators of the language. */
export function contentText(
	doc: Content,
	say: (key: MessageKey, values?: Record<string, string>) => string,
	write: (count: number) => string,
): string {
	const { store, tracks, curves, segments } = doc;
	const texts: string[] = [];
	const tell = (count: number, key: MessageKey): void => {
		texts.push(say(key, { count: write(count) }));
	};
	if (hasNotes(doc) || (curves.size === 0 && segments.length === 0)) tell(store.size, "status.notes");
	if (tracks.length > 1) tell(tracks.length, "files.tracks");
	if (curves.size > 0) tell(curves.size, "files.curves");
	if (segments.length > 0) tell(segments.length, "files.segments");
	return texts.join(", ");
}
