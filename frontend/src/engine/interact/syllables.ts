/** Lyrics for several notes, written as one text: which piece of it falls on which note. */

/** A syllable of Hangul, a kana with its small one, an ideograph; what follows of punctuation belongs to it. */
const PIECES =
	/(?:[\uac00-\ud7a3]|[\u3041-\u3096\u30a1-\u30fa][ゃゅょぁぃぅぇぉャュョァィゥェォ]*|[\u3400-\u9fff])[^\p{L}\p{N}\s+ー-]*|[+ー-]|[^\s\uac00-\ud7a3\u3041-\u3096\u30a1-\u30fa\u3400-\u9fffー+-]+(?:['’-](?=\p{L})[^\s\uac00-\ud7a3\u3041-\u3096\u30a1-\u30fa\u3400-\u9fffー+-]+)*/gu;
const WRITTEN_IN_SYLLABLES = /[\uac00-\ud7a3\u3041-\u30fa\u3400-\u9fff]/u;

/**
 * One piece per note. Blanks divide; a line of Korean, Japanese or Chinese without blanks is divided into its syllables, with
 * `each` every such word is. `-` holds the vowel of the note before and `+` goes on with the next syllable of its word, as in
 * singing editors: both take a note of their own and are kept as they are.
 */
export function syllablesOf(text: string, each = false): string[] {
	return text
		.normalize("NFC") // some systems paste Hangul as separate letters
		.split(/\r?\n/)
		.flatMap((line) => {
			const words = line.split(/\s+/u).filter(Boolean);
			const divided = each || words.length === 1;
			return words.flatMap((word) => (divided && WRITTEN_IN_SYLLABLES.test(word) ? (word.match(PIECES) ?? [word]) : [word]));
		});
}

/** The lyrics that notes have, as a text that `syllablesOf` gives back; empty when it could not. */
export function textOf(lyrics: readonly string[]): string {
	if (lyrics.some((lyric) => lyric === "" || /\s/u.test(lyric))) return "";
	const text = lyrics.join(" ");
	const again = syllablesOf(text);
	return again.length === lyrics.length && again.every((piece, i) => piece === lyrics[i]) ? text : "";
}

const BETWEEN_LETTERS = /(?<=\p{L}-)(?=\p{L})/u;

/**
 * What is typed into one note, for it and those after it: a piece for each. Within a Latin word a hyphen divides, too, and stays
 * with the syllable before it, as in MusicXML and karaoke files: it says that the word goes on.
 */
export function runOnOf(text: string): string[] {
	return syllablesOf(text).flatMap((piece) => piece.split(BETWEEN_LETTERS));
}
