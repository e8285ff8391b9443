/** `docs/keys.md` and `docs/keys.ko.md`, made from the key map and the table of transitions: `npm run keys` writes them. */
import { TRANSITIONS } from "../engine/interact/transitions";
import { TOOLS } from "../ui/commands";
import { type Hand, HELP, keysOfLine } from "../ui/helpLines";
import { en, type MessageKey } from "../ui/i18n/en";
import { ko } from "../ui/i18n/ko";
import { BUTTON_TEXTS, GESTURE_TEXTS, HELD_TEXTS, HIT_TEXTS, type Language, ONLY_TEXTS, OTHER_HANDS, PLACE_TEXTS } from "./gestureTexts";

const MESSAGES = { en, ko };

const HEAD = {
	en: {
		title: "Gestures and keys",
		intro:
			"`?` shows the keys on the page. Mod is Ctrl, on a Mac ⌘. Keys count by their place as well, so that they work with a Korean or Cyrillic layout, and never while a text is being written.",
		keys: "Keys",
		gestures: "The pointer",
		gestureIntro:
			"One gesture is one step of undo and one `change`. In a roll that is read-only what edits is left out. The first line that fits counts.",
		keyTable: ["does", "keys"],
		gestureTable: ["on", "tool", "button", "does"],
		all: "all",
		made: "Made from the key map by `npm run keys` in `frontend`; do not edit.",
	},
	ko: {
		title: "동작과 단축키",
		intro:
			"`?`를 누르면 페이지에서 단축키를 볼 수 있습니다. Mod는 Ctrl, Mac에서는 ⌘입니다. 글자 키는 자리로도 인식하므로 한글 입력 상태에서도 듣고, 글을 입력하는 동안에는 듣지 않습니다.",
		keys: "단축키",
		gestures: "포인터",
		gestureIntro:
			"동작 하나가 실행 취소 한 단계이고 `change` 한 번입니다. 읽기 전용 롤에서는 편집하는 동작이 빠집니다. 맞는 줄 가운데 맨 위의 것이 쓰입니다.",
		keyTable: ["하는 일", "키"],
		gestureTable: ["어디서", "도구", "버튼", "하는 일"],
		all: "모두",
		made: "`frontend`에서 `npm run keys`로 키 맵에서 만든 문서입니다. 직접 고치지 마세요.",
	},
} as const;

export function keyPage(language: Language): string {
	const head = HEAD[language];
	const lines = [`<!-- ${head.made} -->`, "", `# ${head.title}`, "", head.intro, "", `## ${head.keys}`];
	for (const section of HELP) {
		lines.push(
			"",
			`### ${MESSAGES[language][section.title]}`,
			"",
			...table(
				head.keyTable,
				section.lines.map((line) => keyRow(line, language)),
			),
		);
	}
	lines.push("", `## ${head.gestures}`, "", head.gestureIntro, "", ...table(head.gestureTable, gestureRows(language)), "");
	return lines.join("\n");
}

function keyRow(line: (typeof HELP)[number]["lines"][number], language: Language): string[] {
	const text = (key: MessageKey): string => MESSAGES[language][key];
	const hand = ({ key, held }: Hand): string => (held ? `${held}+${text(key)}` : text(key));
	const keys = keysOfLine(line, hand, true).map((key) => `<kbd>${key}</kbd>`);
	return [text(line.does), keys.join(" ")];
}

function gestureRows(language: Language): string[][] {
	const say = (said: Readonly<Record<Language, string>>): string => said[language];
	const tool = (name: string): string => {
		const face = TOOLS.find((one) => one.tool === name);
		return face ? MESSAGES[language][face.label] : name;
	};
	const rows = TRANSITIONS.map(({ place, tool: tools, hit, held, only, button, to }) => [
		say(PLACE_TEXTS[place ?? "everywhere"]) + (hit ? `: ${say(HIT_TEXTS[hit])}` : ""),
		tools ? tools.map(tool).join(", ") : HEAD[language].all,
		(held ? `${HELD_TEXTS[held]}+` : "") + say(only ? ONLY_TEXTS[only] : BUTTON_TEXTS[button]),
		say(GESTURE_TEXTS[to]),
	]);
	const others = OTHER_HANDS.map(({ hand, does }) => [say(hand), HEAD[language].all, "", say(does)]);
	return [...rows, ...others];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
	return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
