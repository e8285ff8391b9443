/** A text of the clipboard that is a score: as a file, which a reader knows by its ending. */

/** Null for what is not to be read but to be sung. */
export function foreignFile(text: string, name: string): File | null {
	const ending = endingOf(text.trimStart());
	return ending === null ? null : new File([text], name + ending, { type: "text/plain" });
}

function endingOf(text: string): string | null {
	if (/^<(\?xml|!DOCTYPE\s+score|score-(partwise|timewise))/i.test(text)) return ".musicxml";
	if (/^\{[\s\S]*"(notes|line_data|segment_data)"\s*:/.test(text) || /^\[\s*\{[\s\S]*"pitch"\s*:/.test(text)) return ".json";
	if (/^File type = "ooTextFile"/.test(text)) return ".TextGrid";
	const [head = "", row = ""] = text.split(/\r?\n/);
	const names = head.toLowerCase().split(/[,;\t|]/);
	const isTable = names.length > 1 && /\d/.test(row) && names.some((cell) => /^["\s]*(pitch|note|frequency|f0|midi)\b/.test(cell));
	return isTable ? ".csv" : null;
}
