/** Search as people type: letters in order, beginnings of words first; in Korean also by first consonants. */

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Syllables that begin with the same consonant. */
const PER_INITIAL = 588;

/** Null: not all of the query is found. More is better. */
export function scoreOf(query: string, text: string): number | null {
	const wanted = [...query.toLowerCase().normalize("NFC").replace(/\s+/g, "")];
	const letters = [...text.toLowerCase().normalize("NFC")];
	if (wanted.length === 0) return 0;
	let best: number | null = null;
	// The first letter may stand in several places; what follows is taken as early as it comes.
	for (let start = 0; start <= letters.length - wanted.length; start++) {
		if (!fits(wanted[0] as string, letters[start] as string, wanted.length === 1)) continue;
		const score = scoreFrom(wanted, letters, start);
		if (score !== null && (best === null || score > best)) best = score;
	}
	return best;
}

function scoreFrom(wanted: string[], letters: string[], start: number): number | null {
	let score = 0;
	let before = start - 1;
	let at = start;
	for (let i = 0; i < wanted.length; i++) {
		while (at < letters.length && !fits(wanted[i] as string, letters[at] as string, i === wanted.length - 1)) at++;
		if (at === letters.length) return null;
		const begins = at === 0 || /[\s(,·-]/.test(letters[at - 1] as string);
		score += (at === 0 ? 12 : begins ? 8 : 0) + (at === before + 1 ? 6 : 0) - Math.min(3, at - before - 1);
		before = at++;
	}
	return score - letters.length / 100;
}

/** The last letter may be a syllable that is still being typed. */
function fits(wanted: string, letter: string, isLast: boolean): boolean {
	if (wanted === letter) return true;
	const code = letter.codePointAt(0) as number;
	if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return false;
	if (wanted === INITIALS[Math.floor((code - FIRST_SYLLABLE) / PER_INITIAL)]) return true;
	return isLast && letter.normalize("NFD").startsWith(wanted.normalize("NFD"));
}

export interface Found<T> {
	item: T;
	score: number;
}

/** Those that fit by any of their names, best first; equal ones stay in order. */
export function find<T>(query: string, items: readonly T[], namesOf: (item: T) => readonly string[]): T[] {
	const found: Found<T>[] = [];
	for (const item of items) {
		const scores = namesOf(item).flatMap((name) => scoreOf(query, name) ?? []);
		if (scores.length > 0) found.push({ item, score: Math.max(...scores) });
	}
	return found.sort((a, b) => b.score - a.score).map(({ item }) => item);
}
