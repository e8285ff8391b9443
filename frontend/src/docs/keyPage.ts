/** `docs/keys.md` and `docs/keys.ko.md`, made from the command table, the key map and the transitions: `npm run keys` writes them. */
import { CURSOR_KEYS } from "../engine/interact/cursor/cursorKeys";
import { KEYMAP } from "../engine/interact/keymap";
import { en } from "../ui/i18n/en";
import { ko } from "../ui/i18n/ko";
import { FACES, faceOf, GROUPS, inOrder } from "../ui/menu/commandTable";
import { keysOf } from "../ui/menu/keyText";
import { titleKey } from "../ui/menu/titleKey";
import { gestureRows } from "./gestureRows";
import type { Language } from "./gestureTexts";

const MESSAGES = { en, ko };
export const ALL_KEYS = [...KEYMAP, ...CURSOR_KEYS];

const HEAD = {
	en: {
		title: "Gestures and keys",
		intro:
			"`?` shows the keys on the page, where they can be searched and changed; <kbd>Mod+K</kbd> finds every command by its name. Mod is Ctrl, on a Mac ⌘. Keys count by their place as well, so that they work with a Korean or Cyrillic layout, and never while a text is being written.",
		keys: "Keys",
		gestures: "The pointer",
		gestureIntro:
			"One gesture is one step of undo and one `change`. In a roll that is read-only what edits is left out. The first line that fits counts.",
		keyTable: ["does", "keys"],
		gestureTable: ["on", "tool", "button", "does"],
		made: "Made from the key map by `npm run keys` in `frontend`; do not edit.",
	},
	ko: {
		title: "동작과 단축키",
		intro:
			"`?`를 누르면 페이지에서 단축키를 찾아보고 바꿀 수 있고, <kbd>Mod+K</kbd>를 누르면 모든 명령을 이름으로 찾을 수 있습니다. Mod는 Ctrl, Mac에서는 ⌘입니다. 글자 키는 자리로도 인식하므로 한글 입력 상태에서도 듣고, 글을 입력하는 동안에는 듣지 않습니다.",
		keys: "단축키",
		gestures: "포인터",
		gestureIntro:
			"동작 하나가 실행 취소 한 단계이고 `change` 한 번입니다. 읽기 전용 롤에서는 편집하는 동작이 빠집니다. 맞는 줄 가운데 맨 위의 것이 쓰입니다.",
		keyTable: ["하는 일", "키"],
		gestureTable: ["어디서", "도구", "버튼", "하는 일"],
		made: "`frontend`에서 `npm run keys`로 키 맵에서 만든 문서입니다. 직접 고치지 마세요.",
	},
} as const;

export function keyPage(language: Language): string {
	const head = HEAD[language];
	const messages = MESSAGES[language];
	const lines = [`<!-- ${head.made} -->`, "", `# ${head.title}`, "", head.intro, "", `## ${head.keys}`];
	// A key without a row in the table is shown all the same.
	const names = inOrder([...new Set([...(Object.keys(FACES) as (keyof typeof FACES)[]), ...ALL_KEYS.map(({ command }) => command)])]);
	for (const group of GROUPS) {
		const commands = names.filter((name) => faceOf(name).group === group);
		if (commands.length === 0) continue;
		const rows = commands.map((name) => [
			messages[titleKey(name)],
			keysOf(name, ALL_KEYS)
				.map((key) => `<kbd>${key}</kbd>`)
				.join(" "),
		]);
		lines.push("", `### ${messages[`group.${group}`]}`, "", ...table(head.keyTable, rows));
	}
	const gestures = gestureRows(language).map(({ where, tool, button, does }) => [where, tool, button, does]);
	lines.push("", `## ${head.gestures}`, "", head.gestureIntro, "", ...table(head.gestureTable, gestures), "");
	return lines.join("\n");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
	return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
