/** The few sentences the roll itself says, in the language of the page. */
const WORDS = {
	readOnly: {
		en: "This roll is read-only: listen, look and select, but nothing can be changed.",
		ko: "읽기 전용입니다. 듣고 보고 선택할 수는 있지만 바꿀 수는 없습니다.",
	},
	nothingSelected: {
		en: "Select notes first: click one, or drag a box around several.",
		ko: "먼저 음표를 선택하세요. 하나를 클릭하거나 여러 개를 드래그로 묶으세요.",
	},
	nothingToPaste: {
		en: "Nothing to paste: copy notes first.",
		ko: "붙여넣을 음표가 없습니다. 먼저 복사하세요.",
	},
	placePaste: {
		en: "Click where the copied notes should go; Esc gives up.",
		ko: "복사한 음표를 놓을 곳을 클릭하세요. Esc를 누르면 그만둡니다.",
	},
	laneGuarded: {
		en: "This lane is drawn in with the pencil or the pitch tool: press 2 or 4, or take the guard off in the drawing settings.",
		ko: "이 레인은 연필이나 음높이 곡선 도구로 그립니다. 2나 4를 누르거나 그리기 설정에서 보호를 푸세요.",
	},
	noTier: {
		en: "There is no segment here yet: make segments of the lyrics first.",
		ko: "아직 구간이 없습니다. 먼저 가사로 구간을 만드세요.",
	},
	noDoubts: {
		en: "Nothing here is doubtful.",
		ko: "의심스러운 곳이 없습니다.",
	},
	nothingToJoin: {
		en: "There is no other note of this pitch and track to join: click the first of two, or drag across them.",
		ko: "붙일 음표가 없습니다. 같은 트랙, 같은 음높이의 두 음표 가운데 앞의 것을 클릭하거나 여러 음표를 가로질러 드래그하세요.",
	},
	nothingChanged: {
		en: "The notes are like that already: nothing was changed.",
		ko: "이미 그렇게 되어 있어 바뀐 음표가 없습니다.",
	},
	nothingFound: {
		en: "No note is like that: nothing is selected.",
		ko: "맞는 음표가 없어 아무것도 선택하지 않았습니다.",
	},
	locked: {
		en: "This track is locked: unlock it in the list of tracks to edit its notes.",
		ko: "잠긴 트랙입니다. 고치려면 트랙 목록에서 잠금을 푸세요.",
	},
	hidden: {
		en: "This track is hidden: show it in the list of tracks to edit its notes.",
		ko: "숨긴 트랙입니다. 고치려면 트랙 목록에서 보이게 하세요.",
	},
	ghost: {
		en: "A note of another track: double click to go to that track, or hold Alt to take it.",
		ko: "다른 트랙의 음표입니다. 두 번 클릭하면 그 트랙으로 가고, Alt를 누르면 바로 잡을 수 있습니다.",
	},
	notFetched: {
		en: "This edit could not be fetched. Check the connection and try again.",
		ko: "이 편집 기능을 가져오지 못했습니다. 연결을 확인하고 다시 시도하세요.",
	},
	noRecording: {
		en: "There is no recording here whose pitch could be decoded: record or open one first.",
		ko: "음높이를 분석할 녹음이 없습니다. 먼저 녹음하거나 녹음 파일을 여세요.",
	},
	noProposal: {
		en: "Nothing is proposed here at the moment.",
		ko: "지금은 제안된 음표가 없습니다.",
	},
	noPlayer: {
		en: "Sound is not available here.",
		ko: "여기서는 소리를 재생할 수 없습니다.",
	},
} as const;

export type WordKey = keyof typeof WORDS;

export function say(key: WordKey): string {
	return inLanguage(WORDS[key]);
}

/** For what is fetched later and brings its own sentences. */
export function inLanguage(said: { en: string; ko: string }): string {
	const page = typeof document === "undefined" ? "" : document.documentElement.lang;
	const browser = typeof navigator === "undefined" ? "" : (navigator.language ?? "");
	const korean = page.toLowerCase().startsWith("ko") || browser.toLowerCase().startsWith("ko");
	return said[korean ? "ko" : "en"];
}
