/** Sentences about segments, in the language of the page; they come with the hands. */
import type { EditorContext } from "../editorContext.ts";
import { inLanguage } from "../words.ts";

const WORDS = {
	selectSegment: {
		en: "Select a segment first: click one, or Shift+T for the one at the playhead.",
		ko: "먼저 구간을 선택하세요. 클릭하거나 Shift+T로 재생 위치의 구간을 고릅니다.",
	},
	nothingToSegment: {
		en: "There is neither a note nor a recording here that could be cut into segments: open one first.",
		ko: "구간으로 나눌 음표나 녹음이 없습니다. 먼저 여세요.",
	},
	notDecoded: {
		en: "There is no recording here whose samples can be read.",
		ko: "여기에는 표본을 읽을 수 있는 녹음이 없습니다.",
	},
	atZero: {
		en: "The wave crosses zero there already, or nowhere within 5 ms.",
		ko: "이미 영점에 있거나 5ms 안에 영점 교차가 없습니다.",
	},
	nameWanted: {
		en: "A tier needs a name: type one.",
		ko: "단에는 이름이 필요합니다. 이름을 입력하세요.",
	},
	nameTaken: {
		en: "Another tier has this name: choose another one.",
		ko: "같은 이름의 단이 이미 있습니다. 다른 이름을 고르세요.",
	},
	notInARow: {
		en: "Segments between these are not selected: join what follows one another.",
		ko: "선택한 구간 사이에 선택하지 않은 구간이 있습니다. 이어진 구간만 합칠 수 있습니다.",
	},
	pressPlay: {
		en: "Play, and hold a number for as long as its label is heard.",
		ko: "재생하면서 라벨이 들리는 동안 숫자 키를 누르고 있으세요.",
	},
} as const;

export function tierSays(editor: EditorContext, key: keyof typeof WORDS): void {
	editor.tellOf(inLanguage(WORDS[key]));
}

export function saysCount(editor: EditorContext, count: number, length_s: number): void {
	const s = length_s.toFixed(3);
	editor.tellOf(
		inLanguage({
			en: `${count} ${count === 1 ? "segment" : "segments"} selected · ${s} s`,
			ko: `구간 ${count}개 선택 · ${s}초`,
		}),
	);
}
