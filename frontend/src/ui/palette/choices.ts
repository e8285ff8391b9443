/** What the palette offers: commands, edits that ask for numbers, and an expression that selects notes. */
import type { CommandName } from "../../engine/interact/commands";
import type { Roll } from "../../engine/roll";
import { CATALOGUE } from "../../engine/score/edit/catalogue";
import type { EditName } from "../../engine/score/edit/index";
import type { MessageKey } from "../i18n/en";
import { inAllLanguages, t, tMaybe } from "../i18n/language.svelte";
import type { IconName } from "../icons";
import { faceOf, inOrder, isPossible } from "../menu/commandTable";
import { keysFor } from "../menu/keys.svelte";
import { titleKey } from "../menu/titleKey";
import { find } from "./fuzzy";

export interface Choice {
	/** Kept among the recent ones. */
	id: string;
	title: string;
	/** Said smaller, beside it. */
	beside: string;
	key?: string;
	icon?: IconName;
	possible: boolean;
	/** All that it is found by. */
	names: string[];
	what: { kind: "command"; name: CommandName } | { kind: "edit"; name: EditName } | { kind: "select"; expression: string };
}

/** Of no use from here. */
const HIDDEN: readonly CommandName[] = ["palette", "contextMenu", "letGo"];

export function allChoices(roll: Roll): Choice[] {
	const names = inOrder(Object.keys(roll.commands) as CommandName[]).filter(
		(name) => !HIDDEN.includes(name) && !(roll.readOnly && faceOf(name).edits),
	);
	return [
		...names.map((name) => commandChoice(roll, name)),
		...(roll.readOnly ? [] : CATALOGUE.flatMap(({ name, parameters }) => (parameters.length > 0 ? [editChoice(roll, name)] : []))),
	];
}

function commandChoice(roll: Roll, name: CommandName): Choice {
	const key = titleKey(name);
	return {
		id: name,
		title: tMaybe(key),
		beside: t(`group.${faceOf(name).group}`),
		key: keysFor(roll, name)[0],
		icon: faceOf(name).icon,
		possible: isPossible(roll, name),
		names: [...inAllLanguages(key), name],
		what: { kind: "command", name },
	};
}

function editChoice(roll: Roll, name: EditName): Choice {
	const key = `edit.${name}` as MessageKey;
	return {
		id: `edit.${name}`,
		title: `${t(key)} …`,
		beside: t("palette.options"),
		icon: "more",
		possible: roll.slotsForEdit(name).length > 0,
		names: [...inAllLanguages(key), name],
		what: { kind: "edit", name },
	};
}

/** Best first; without a query the recent ones. What compares something is an expression. */
export function choicesFor(query: string, all: readonly Choice[], recent: readonly string[]): Choice[] {
	if (query.trim() === "") {
		const first = recent.flatMap((id) => all.find((choice) => choice.id === id) ?? []);
		return [...first.map((choice) => ({ ...choice, beside: t("palette.recent") })), ...all.filter(({ id }) => !recent.includes(id))];
	}
	const found = find(query, all, ({ names }) => names);
	return isExpression(query) ? [selectChoice(query.trim()), ...found] : found;
}

/** As `velocity > 90` or `lyric ~ "^라"`. */
export function isExpression(text: string): boolean {
	return /[<>=~]/.test(text);
}

function selectChoice(expression: string): Choice {
	return {
		id: "",
		title: t("palette.select", { text: expression }),
		beside: t("group.select"),
		icon: "select",
		possible: true,
		names: [],
		what: { kind: "select", expression },
	};
}
