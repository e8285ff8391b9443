/** What is said of pins: their names on the screen, and what their commands found. */
import type { PinJson } from "../../score/types.ts";
import { inLanguage } from "../words.ts";

const KINDS = {
	box: { en: "inside", ko: "이 안에" },
	near: { en: "about here", ko: "대략 여기" },
	unvoiced: { en: "unvoiced", ko: "무성" },
	voiced: { en: "voiced", ko: "유성" },
} as const;

const READINGS: Record<string, { en: string; ko: string }> = {
	"octave up": { en: "an octave up", ko: "한 옥타브 위" },
	"octave down": { en: "an octave down", ko: "한 옥타브 아래" },
	"fifth up": { en: "a fifth up", ko: "완전5도 위" },
	"fifth down": { en: "a fifth down", ko: "완전5도 아래" },
	"octave and a fifth up": { en: "an octave and a fifth up", ko: "한 옥타브와 완전5도 위" },
	"octave and a fifth down": { en: "an octave and a fifth down", ko: "한 옥타브와 완전5도 아래" },
	"two octaves up": { en: "two octaves up", ko: "두 옥타브 위" },
	"two octaves down": { en: "two octaves down", ko: "두 옥타브 아래" },
	unvoiced: { en: "unvoiced", ko: "무성" },
};

const WORDS = {
	noOther: {
		en: "There is no other reading of this place.",
		ko: "여기를 달리 들을 길이 없습니다.",
	},
	asAnalysed: { en: "as analysed", ko: "분석한 그대로" },
	drawn: {
		en: "The recording has no candidate there: your line is the curve, marked as drawn.",
		ko: "녹음에 그 자리를 뒷받침하는 후보가 없어 그린 선이 곡선이 되었습니다.",
	},
	noServer: {
		en: "The server does not answer: nothing was changed. Try again.",
		ko: "서버가 답하지 않아 바뀐 것이 없습니다. 다시 해 보세요.",
	},
	noPins: { en: "There are no pins yet.", ko: "아직 핀이 없습니다." },
	noOtherCurve: {
		en: "There is no other F0 curve here to take the pitch from.",
		ko: "음높이를 가져올 다른 F0 곡선이 없습니다.",
	},
} as const;

export function sayOfPins(key: keyof typeof WORDS): string {
	return inLanguage(WORDS[key]);
}

export function takenFrom(curve: string): string {
	return inLanguage({ en: `Pitch taken from ${curve}`, ko: `${curve}에서 음높이를 가져왔습니다` });
}

/** What a pin is called on the screen. */
export function pinName(pin: PinJson): string {
	if (pin.kind !== "octave") return inLanguage(KINDS[pin.kind] ?? KINDS.voiced);
	const octaves = Number(pin.octaves);
	const count = Math.abs(octaves) > 1 ? ` ${Math.abs(octaves)}` : "";
	return inLanguage({ en: `octave ${octaves > 0 ? "↑" : "↓"}${count}`, ko: `옥타브 ${octaves > 0 ? "↑" : "↓"}${count}` });
}

export function readingName(name: string, cents: number | null): string {
	const known = READINGS[name];
	if (known) return inLanguage(known);
	const semitones = Math.round((cents ?? 0) / 10) / 10;
	const sign = semitones < 0 ? "−" : "+";
	return inLanguage({ en: `${sign}${Math.abs(semitones)} semitones`, ko: `${sign}${Math.abs(semitones)}반음` });
}
