/** What keys do: commands, edits with numbers, fields, words, expressions. */
import type { Field } from "../../engine/interact/inspect/inspector.ts";
import { keymapWith, PROFILE_NAMES } from "../../engine/interact/keyProfiles.ts";
import { syllablesOf } from "../../engine/interact/syllables.ts";
import type { CommandName } from "../../engine/roll.ts";
import { CATALOGUE, type Description, type Parameter } from "../../engine/score/edit/catalogue.ts";
import type { EditName } from "../../engine/score/edit/index.ts";
import { type RandomContext, someSelected } from "./randomContext.ts";

const LONG_TEXTS = [
	"C#4",
	"61",
	"440 Hz",
	"3.1.00",
	"0:02.5",
	"5s",
	"0.5",
	"1/8",
	"250ms",
	"+12",
	"-3",
	"*0.5",
	"/2",
	"80%",
	"+=7",
	"-=1",
	"0",
	"가 나 다",
	"lu lo le",
	"twin-kle",
	"",
	"   ",
	"999999999",
	"하늘",
];
const EXPRESSIONS = [
	"velocity > 60",
	"pitch >= E4 and not lyric ~ '^라'",
	"overlaps",
	"drum",
	"duration_beats > 0.3 or bar == 2",
	"lyric == ''",
];
const FIELDS: readonly Field[] = ["pitch", "start", "length", "velocity", "track", "cents", "lyric", "phonemes"];

export function commandName(on: RandomContext): CommandName {
	return on.nextOf(Object.keys(on.roll.commands) as CommandName[], on.tally.decks.commands);
}

export function runCommand(on: RandomContext, name: CommandName): void {
	on.did = `command ${name}`;
	on.roll.commands[name]();
}

export function key(on: RandomContext): void {
	on.did = "key";
	const binding = on.one(keymapWith(on.one(PROFILE_NAMES)));
	const event = press(binding.key, { ctrlKey: binding.mod ?? false, shiftKey: binding.shift ?? false, altKey: binding.alt ?? false });
	on.roll.keys.down(event);
	if (on.random(4) === 0) on.roll.keys.letGo();
	on.roll.keys.up({ key: binding.key });
}

export function press(key: string, keys: Partial<KeyboardEvent> = {}): KeyboardEvent {
	return { key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys } as KeyboardEvent;
}

export function edit(on: RandomContext, description = on.nextOf(CATALOGUE, on.tally.decks.edits)): void {
	on.did = `edit ${description.name}`;
	if (on.random(3) === 0) someSelected(on);
	on.roll.applyEdit(description.name as EditName, options(on, description));
}

function options(on: RandomContext, { parameters, oneOf }: Description): Record<string, unknown> {
	const options: Record<string, unknown> = {};
	const left = new Set(
		oneOf.flatMap((names) => {
			const kept = on.one(names);
			return names.filter((name) => name !== kept);
		}),
	);
	for (const parameter of parameters) {
		// Texts have no usual value that says nothing.
		if (left.has(parameter.name) || (parameter.kind !== "texts" && on.random(3) === 0)) continue;
		const value = valueFor(on, parameter);
		if (value !== null) options[parameter.name] = value;
	}
	return options;
}

function valueFor(on: RandomContext, parameter: Parameter): unknown {
	const random = on.random;
	switch (parameter.kind) {
		case "number":
		case "whole": {
			const low = Math.max(parameter.minimum, -24);
			const high = Math.min(parameter.maximum, 24);
			const value = low + ((high - low) * random(1001)) / 1000;
			return parameter.kind === "whole" ? Math.round(value) : value;
		}
		case "grid":
			return on.one(["1/4", "1/8", "1/16", "1/8T", "1/4D", 0.75, 0.1]);
		case "choice":
			return on.one(parameter.options);
		case "flag":
			return random(2) === 0;
		case "tonic":
			return on.one(["C", "F#", "Bb"]);
		case "points":
			return [
				[0, random(128)],
				[64, random(128)],
				[127, random(128)],
			];
		case "groove":
			return [
				[0, 90],
				[0.55, null],
			];
		case "ramp":
			return [random(20) / 10, random(20) / 10];
		case "texts":
			return on.one<unknown>(["라", "", ["a", "b", "c"]]);
		case "positions":
			return on.one<unknown>([random(24), [random(12) / 2, 6.25 + random(9)]]);
	}
}

export function inspect(on: RandomContext): void {
	const field = on.one(FIELDS);
	on.did = `field ${field}`;
	if (on.random(2)) someSelected(on);
	const isText = field === "lyric" || field === "phonemes";
	if (isText || on.random(2)) on.inspector.type(field, on.one(LONG_TEXTS));
	else {
		const by = on.random(30) - 15;
		on.inspector.preview(field, by);
		if (on.random(3)) on.inspector.step(field, by);
		on.inspector.clearPreview();
	}
}

export function lyric(on: RandomContext): void {
	const { roll } = on;
	if (on.random(2)) someSelected(on);
	roll.commands.lyric();
	on.did = on.pieces > 0 ? "lyrics of many" : "lyric";
	if (on.pieces > 0) {
		if (on.random(5) === 0) roll.lyrics.cancelAll();
		else roll.lyrics.commitAll(syllablesOf(on.one(LONG_TEXTS), on.random(2) === 0));
	}
	for (let more = 0; more < 4 && on.lyricSlot >= 0; more++) {
		if (on.random(6) === 0) roll.lyrics.cancel();
		else roll.lyrics.commit(on.one(LONG_TEXTS), { next: on.one([-1, 0, 1] as const), whole: on.random(3) === 0 });
	}
	roll.lyrics.close();
}

export function select(on: RandomContext): void {
	on.did = "select";
	if (on.random(2)) on.roll.selectWhere(on.one(EXPRESSIONS));
	else someSelected(on);
}
