/** The table of transitions in words, for the help sheet and for `docs/keys.md`. */
import { TRANSITIONS } from "../engine/interact/transitions";
import { TOOLS } from "../ui/commands";
import { en } from "../ui/i18n/en";
import { ko } from "../ui/i18n/ko";
import {
	BUTTON_TEXTS,
	GESTURE_TEXTS,
	HELD_TEXTS,
	HIT_TEXTS,
	type Language,
	ONLY_TEXTS,
	OTHER_HANDS,
	PLACE_TEXTS,
	type Said,
} from "./gestureTexts";

const MESSAGES = { en, ko };
const ALL: Said = { en: "all", ko: "모두" };

export interface GestureRow {
	/** Where the hand is, or which hand it is. */
	where: string;
	tool: string;
	button: string;
	does: string;
	/** Left out in a roll that is read-only. */
	edits: boolean;
}

export function gestureRows(language: Language): GestureRow[] {
	const say = (said: Said): string => said[language];
	const tool = (name: string): string => {
		const face = TOOLS.find((one) => one.tool === name);
		return face ? MESSAGES[language][face.label] : name;
	};
	const rows = TRANSITIONS.map(({ place, tool: tools, hit, held, only, button, edits, to }) => ({
		where: say(PLACE_TEXTS[place ?? "everywhere"]) + (hit ? `: ${say(HIT_TEXTS[hit])}` : ""),
		tool: tools ? tools.map(tool).join(", ") : say(ALL),
		button: (held ? `${HELD_TEXTS[held]}+` : "") + say(only ? ONLY_TEXTS[only] : BUTTON_TEXTS[button]),
		does: say(GESTURE_TEXTS[to]),
		edits,
	}));
	const others = OTHER_HANDS.map(({ hand, does }) => ({ where: say(hand), tool: say(ALL), button: "", does: say(does), edits: false }));
	return [...rows, ...others];
}
