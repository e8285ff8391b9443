/** Names of the keys of General MIDI's drum set, in English and Korean: fetched when a track of drums is the active one. */

type Name = readonly [en: string, ko: string];

/** Keys 35 to 81, short enough for a key. */
const DRUMS: readonly Name[] = [
	["Kick 2", "킥 2"],
	["Kick", "킥"],
	["Side stick", "사이드"],
	["Snare", "스네어"],
	["Clap", "손뼉"],
	["Snare 2", "스네어 2"],
	["Floor tom 2", "플로어 2"],
	["Closed hat", "닫힌 하이햇"],
	["Floor tom", "플로어"],
	["Pedal hat", "페달 하이햇"],
	["Low tom", "낮은 탐"],
	["Open hat", "열린 하이햇"],
	["Mid tom 2", "중간 탐 2"],
	["Mid tom", "중간 탐"],
	["Crash", "크래시"],
	["High tom", "높은 탐"],
	["Ride", "라이드"],
	["China", "차이나"],
	["Ride bell", "라이드 벨"],
	["Tambourine", "탬버린"],
	["Splash", "스플래시"],
	["Cowbell", "카우벨"],
	["Crash 2", "크래시 2"],
	["Vibraslap", "비브라슬랩"],
	["Ride 2", "라이드 2"],
	["High bongo", "높은 봉고"],
	["Low bongo", "낮은 봉고"],
	["Mute conga", "뮤트 콩가"],
	["High conga", "높은 콩가"],
	["Low conga", "낮은 콩가"],
	["High timb.", "높은 팀발레"],
	["Low timb.", "낮은 팀발레"],
	["High agogo", "높은 아고고"],
	["Low agogo", "낮은 아고고"],
	["Cabasa", "카바사"],
	["Maracas", "마라카스"],
	["Whistle", "짧은 호각"],
	["Long whistle", "긴 호각"],
	["Guiro", "짧은 귀로"],
	["Long guiro", "긴 귀로"],
	["Claves", "클라베스"],
	["High block", "높은 블록"],
	["Low block", "낮은 블록"],
	["Mute cuica", "뮤트 쿠이카"],
	["Open cuica", "쿠이카"],
	["Mute triang.", "뮤트 트라이앵글"],
	["Triangle", "트라이앵글"],
];
const FIRST_DRUM = 35;

/** What a key of the drum set is; null for the keys that General MIDI leaves open. */
export function drumName(pitch: number, language: string): string | null {
	return DRUMS[pitch - FIRST_DRUM]?.[language === "ko" ? 1 : 0] ?? null;
}
