/** What the context menus have: most used first, what takes away last. */

import type { CommandName } from "../../engine/interact/commands";
import { withLateHands } from "../../engine/interact/lateHands";
import type { MenuTarget } from "../../engine/interact/menuPress";
import type { Roll } from "../../engine/roll";
import { isPitch } from "../../engine/score/curves";
import { SNAP_SETTINGS } from "../../engine/view/snap";
import { t, tMaybe } from "../i18n/language.svelte";
import { inspectorOf } from "../inspector/inspectorOf";
import { snapName } from "../snapName";
import { faceOf, isPossible } from "./commandTable";
import type { Entry, Item, Submenu } from "./entryTypes";
import { keysFor } from "./keys.svelte";
import { tierLines } from "./tierLines";
import { titleKey } from "./titleKey";

export type { Entry, Item, Submenu } from "./entryTypes";

/** A menu as it is written down: a name is a command's, and left out where the roll has none of that name. */
type Line = string | null | Submenu | Item;
type Menu = (roll: Roll, target: MenuTarget) => Line[];

/** Names that are taken away come last and red. */
const DANGEROUS: readonly string[] = ["delete", "clear", "deleteTrack", "deleteMarker", "removeLane"];

const F0_OF_NOTES = ["snapToF0", "splitAtJumps", "markUnpitched", "selectUnpitched", "selectCurveSpan"];
const F0_SHAPES = [
	"vibratoAdd",
	"vibratoLess",
	"vibratoMore",
	"vibratoRemove",
	"driftLess",
	"driftMore",
	"driftRemove",
	"smoothCurve",
	"fillGaps",
	"resetCurve",
];

const noteMenu: Menu = (roll) => [
	"lyric",
	"quantize",
	"legato",
	"splitAtPlayhead",
	"join",
	"editVelocity",
	null,
	trackMenu(roll),
	...pitchLines(roll),
	submenu("chords", "menu.chords", ["strumUp", "strumDown", "arpeggioUp", "arpeggioDown"], roll),
	submenu("f0", "menu.f0", [...F0_OF_NOTES, null, ...F0_SHAPES], roll),
	submenu("transpose", "menu.transpose", ["transposeUp", "transposeDown", "octaveUp", "octaveDown"], roll),
	submenu("select", "menu.selectMore", ["selectSamePitch", "selectSameTrack", "selectSameLyric", "selectInverse", "selectAll"], roll),
	null,
	"cut",
	"copy",
	"duplicate",
	"inspector",
	null,
	"delete",
];

const groundMenu: Menu = (roll, target) => [
	pasteHere(roll, target),
	playFrom(roll, target),
	"toggleLoop",
	...pitchLines(roll),
	null,
	"selectAll",
	snapMenu(roll),
	"zoomFit",
	null,
	"openFile",
	"saveFile",
	"exportPicture",
	null,
	"noteTable",
	"historyPanel",
	"midiPanel",
	"palette",
	"help",
];

/** Where there is a recording, what can be said of its pitch. */
function pitchLines(roll: Roll): Line[] {
	if (!isPossible(roll, "f0Unvoice")) return [];
	const names = ["f0OctaveUp", "f0OctaveDown", "f0NextReading", "f0Unvoice", "f0AsAnalysed", "f0TakeCurve", "f0NextDoubt", "nextPin"];
	return [submenu("pitch", "menu.pitch", names, roll)];
}

const MENUS: Record<MenuTarget["place"], Menu> = {
	notes: (roll, target) => (target.slot >= 0 || (target.byKey && roll.doc.selection.size > 0) ? noteMenu : groundMenu)(roll, target),
	keys: (roll, target) => [selectPitch(roll, target), "keyPiano", "stepInput", "zoomPitchIn", "zoomPitchOut", "zoomFit"],
	ruler: (roll, target) => [
		playFrom(roll, target),
		"toggleLoop",
		...rulerNames(roll),
		null,
		"toStart",
		"toEnd",
		"toggleFollow",
		snapMenu(roll),
	],
	velocity: (roll) => ["editVelocity", ...named(roll, "velocity"), null, "selectAll", "noteTable"],
	curves: (roll, target) => [...curveLines(roll, target), null, "toolCurve", "undo", "redo"],
	strip: (roll, target) => [playFrom(roll, target), "toggleLoop", "toggleFollow"],
	tiers: (roll, target) => [...tierLines(roll, target), null, playFrom(roll, target), "toggleFollow"],
	overview: () => ["zoomFit", "zoomSelection", "toStart", "toEnd"],
	track: (roll) => named(roll, "track", "Track"),
	lane: (roll) => named(roll, "lane", "Lane"),
};

/** For the span that is selected, else the pencil that would select one. */
function curveLines(roll: Roll, { part = "" }: MenuTarget): Line[] {
	const span = roll.withEditor(({ scene: { pieces, doc } }) =>
		pieces?.span && pieces.curve === part ? (doc.curves.get(part) ?? null) : null,
	);
	const pencils = submenu(
		"pencil",
		"menu.pencil",
		["pencilFree", "pencilLine", "pencilSmooth", "pencilPoints", "pencilHold", "pencilSpline", "pencilSpan"],
		roll,
	);
	if (!span) return [pencils, ...OF_LANES.map((name) => laneItem(roll, name, part))];
	const ofPitch = isPitch(span);
	return [
		ofPitch ? "noteOfSpan" : null,
		null,
		"cut",
		"copy",
		"paste",
		null,
		"smoothCurve",
		"fillGaps",
		...(ofPitch ? ["vibratoAdd", "vibratoRemove", "driftRemove"] : []),
		"resetCurve",
		"clearCurve",
		null,
		pencils,
	];
}

const OF_LANES = ["smoothCurve", "fillGaps", "resetCurve"] as const;

/** For the whole curve of a lane. */
function laneItem(roll: Roll, name: (typeof OF_LANES)[number], curve: string): Line {
	if (roll.readOnly) return null;
	const edit = { smoothCurve: "smooth_curve", fillGaps: "fill_gaps", resetCurve: "reset_curve" } as const;
	return {
		...commandItem(roll, name),
		key: undefined,
		run: () => {
			roll.withEditor((editor) =>
				withLateHands(editor, ({ doCurveCommand }) =>
					doCurveCommand(editor, { do: "edit", name: edit[name], options: { curve }, all: {} }),
				),
			);
		},
	};
}

/** Commands of a roll whose name begins or ends with a word: other parts bring theirs by their names alone. */
function named(roll: Roll, start: string, end = "\n"): string[] {
	const names = Object.keys(roll.commands).filter((name) => name.startsWith(start) || name.endsWith(end));
	return [...names.filter((name) => !DANGEROUS.includes(name)), ...names.filter((name) => DANGEROUS.includes(name))];
}

function rulerNames(roll: Roll): string[] {
	const names = [...named(roll, "add"), ...named(roll, "insert")].filter((name) => faceOf(name as CommandName).group === "time");
	return names;
}

/** The entries of a menu; empty where there is nothing to choose. */
export function entriesFor(roll: Roll, target: MenuTarget): Entry[] {
	return tidy(MENUS[target.place](roll, target), roll);
}

function tidy(lines: readonly Line[], roll: Roll): Entry[] {
	const entries: Entry[] = [];
	for (const line of lines) {
		if (line === null) {
			if (entries.length > 0 && entries.at(-1)?.kind !== "line") entries.push({ kind: "line" });
		} else if (typeof line !== "string") {
			if (line.kind === "item" || line.items.length > 0) entries.push(line);
		} else if (line in roll.commands) {
			const item = commandItem(roll, line as CommandName);
			if (!(roll.readOnly && faceOf(line as CommandName).edits)) entries.push(item);
		}
	}
	while (entries.at(-1)?.kind === "line") entries.pop();
	return entries;
}

export function commandItem(roll: Roll, name: CommandName): Item {
	return {
		kind: "item",
		id: name,
		title: tMaybe(titleKey(name)),
		key: keysFor(roll, name)[0],
		icon: faceOf(name).icon,
		danger: DANGEROUS.includes(name),
		disabled: !isPossible(roll, name),
		run: () => void roll.commands[name](),
	};
}

function submenu(id: string, title: Parameters<typeof t>[0], names: readonly (string | null)[], roll: Roll): Submenu {
	return { kind: "submenu", id, title: t(title), items: tidy(names, roll) };
}

function trackMenu(roll: Roll): Submenu {
	const { doc } = roll;
	const chosen = inspectorOf(roll).read()?.track;
	const items = doc.tracks.map(
		(track, i): Item => ({
			kind: "item",
			id: `track-${i}`,
			title: track.name || t("layers.track", { number: i + 1 }),
			checked: chosen?.low === i && chosen.high === i,
			colour: track.color ?? undefined,
			run: () => void inspectorOf(roll).change("track", { kind: "set", value: i }),
		}),
	);
	return {
		kind: "submenu",
		id: "toTrack",
		title: t("menu.toTrack"),
		icon: "layers",
		items: items.length > 1 && !roll.readOnly ? items : [],
	};
}

function snapMenu(roll: Roll): Submenu {
	const items = SNAP_SETTINGS.map(
		(setting): Item => ({
			kind: "item",
			id: `snap-${setting}`,
			title: snapName(setting),
			checked: roll.snap === setting,
			run: () => roll.setSnap(setting),
		}),
	);
	return { kind: "submenu", id: "snap", title: t("snap"), items: roll.readOnly ? [] : items };
}

function pasteHere(roll: Roll, target: MenuTarget): Line {
	if (roll.readOnly) return null;
	return {
		kind: "item",
		id: "pasteHere",
		title: t(target.byKey ? "command.paste" : "menu.pasteHere"),
		key: keysFor(roll, "paste")[0],
		run: () => {
			if (!target.byKey) roll.seek(roll.snapTick(target.tick));
			roll.commands.paste();
		},
	};
}

function playFrom(roll: Roll, target: MenuTarget): Line {
	if (target.byKey || !roll.player) return "playPause";
	return {
		kind: "item",
		id: "playFrom",
		title: t("menu.playFrom"),
		icon: "play",
		run: () => {
			roll.seek(target.tick);
			if (roll.player?.state !== "playing") void roll.player?.play();
		},
	};
}

function selectPitch(roll: Roll, { pitch }: MenuTarget): Line {
	const { doc } = roll;
	return {
		kind: "item",
		id: "selectPitch",
		title: t("menu.selectPitch"),
		run: () => {
			const { order, length } = doc.index;
			doc.selection.setAll(order.subarray(0, length).filter((slot) => doc.store.pitch[slot] === pitch));
		},
	};
}
