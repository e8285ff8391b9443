/** What the menus of the rail have: of one track, and of how tracks are looked at. */
import type { Roll } from "../../engine/roll";
import { COLOR_MODES } from "../../engine/state/trackView";
import { t } from "../i18n/language.svelte";
import type { Entry, Item } from "../menu/entries";
import type { RailState, Row } from "./rail.svelte";

const item = (id: string, title: string, run: () => void, rest: Partial<Item> = {}): Item => ({ kind: "item", id, title, run, ...rest });

export interface RowActions {
	rename(row: Row): void;
	settings(row: Row): void;
}

export function rowMenu(rail: RailState, row: Row, readOnly: boolean, actions: RowActions): Entry[] {
	const { number, track } = row;
	const looking: Entry[] = [
		item("activate", t("rail.activate"), () => rail.activate(number), { key: "Enter" }),
		item("selectNotes", t("rail.selectNotes"), () => rail.selectNotes(number), { disabled: row.notes === 0 }),
	];
	if (readOnly) return looking;
	const turn = (id: "muted" | "solo" | "locked", title: string, key: string, label: string): Item =>
		item(id, title, () => void rail.change(number, { [id]: !track[id] }, label), { key, checked: track[id] === true });
	return [
		...looking,
		item("takeNotes", t("rail.takeNotes"), () => rail.takeSelected(number), { disabled: rail.selected === 0 }),
		{ kind: "line" },
		turn("muted", t("rail.muteItem"), "M", "mute"),
		turn("solo", t("rail.soloItem"), "S", "solo"),
		turn("locked", t("rail.lockItem"), "L", "lock"),
		item("shown", t("rail.showItem"), () => void rail.change(number, { hidden: !track.hidden }, "hide"), {
			key: "H",
			checked: !track.hidden,
		}),
		{ kind: "line" },
		item("settings", t("rail.settingsItem"), () => actions.settings(row)),
		item("rename", t("rail.renameItem"), () => actions.rename(row), { key: "F2" }),
		item("up", t("rail.moveUp"), () => void rail.move(number, number - 1), { key: "Alt+↑", disabled: number === 0 }),
		item("down", t("rail.moveDown"), () => void rail.move(number, number + 1), { key: "Alt+↓", disabled: number === rail.rows.length - 1 }),
		item("add", t("rail.add"), () => void rail.add()),
		{ kind: "line" },
		item("delete", t("rail.delete"), () => rail.remove(row), { key: "Delete", danger: true }),
	];
}

export function viewMenu(roll: Roll, rail: RailState): Entry[] {
	return [
		{
			kind: "submenu",
			id: "colourBy",
			title: t("rail.colourBy"),
			items: COLOR_MODES.map((mode) =>
				item(`by-${mode}`, t(`rail.by.${mode}`), () => roll.tracks.setColorMode(mode), { checked: rail.colorMode === mode }),
			),
		},
		{ kind: "line" },
		item("ghosts", t("rail.ghosts"), () => roll.tracks.setShowGhosts(!rail.showGhosts), { checked: rail.showGhosts }),
		item("all", t("rail.all"), () => roll.tracks.setAllEditable(!rail.allEditable), { checked: rail.allEditable }),
	];
}
