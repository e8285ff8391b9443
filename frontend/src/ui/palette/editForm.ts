/** The values of a form for one edit of the catalogue: from texts to the options that the edit takes. */
import type { Description, Parameter } from "../../engine/score/edit/catalogue";

/** What stands in the form, by argument: texts as typed, flags. */
export type Values = Record<string, string | boolean>;

export function valuesOf(description: Description): Values {
	return Object.fromEntries(description.parameters.map((parameter) => [parameter.name, shown(parameter)]));
}

function shown(parameter: Parameter): string | boolean {
	if (parameter.kind === "flag") return parameter.default;
	return parameter.default === null ? "" : String(parameter.default);
}

/** The argument of each group of which exactly one is given that the form begins with. */
export function firstOf({ oneOf, parameters }: Description): string[] {
	return oneOf.map((group) => group.find((name) => parameters.find((one) => one.name === name)?.default !== null) ?? (group[0] as string));
}

/** Whether an argument is asked for now: `chosen` has one of each group. */
export function isAsked({ oneOf }: Description, parameter: Parameter, values: Values, chosen: readonly string[]): boolean {
	const group = oneOf.find((names) => names.includes(parameter.name));
	if (group && !chosen.includes(parameter.name)) return false;
	return parameter.when === undefined || parameter.when.is.includes(values[parameter.when.name]);
}

/** The options; null while something cannot be read. What is empty is left out. */
export function optionsOf(
	description: Description,
	values: Values,
	chosen: readonly string[],
	playhead_beats: number,
): Record<string, unknown> | null {
	const options: Record<string, unknown> = {};
	for (const parameter of description.parameters) {
		if (!isAsked(description, parameter, values, chosen)) continue;
		const value = values[parameter.name];
		const read = typeof value === "boolean" ? value : readText(parameter, value ?? "", playhead_beats);
		if (read === null) return null;
		if (read !== undefined) options[parameter.name] = read;
	}
	return options;
}

/** Undefined: not given; null: not readable. */
function readText(parameter: Parameter, text: string, playhead_beats: number): unknown {
	const typed = text.trim().replaceAll("−", "-");
	if (parameter.kind === "texts") return text;
	if (parameter.kind === "positions") return typed === "" ? playhead_beats : numbers(typed.split(/[\s;]+/));
	if (typed === "") return undefined;
	switch (parameter.kind) {
		case "number":
		case "whole":
			return number(typed);
		case "ramp": {
			const ends = numbers(typed.split(/\s*(?:–|→|\s|;)\s*/));
			return ends?.length === 2 ? ends : null;
		}
		case "points":
		case "groove": {
			const pairs = typed.split(/[\s;]+/).map((pair) => numbers(pair.split(":")));
			return pairs.every((pair) => pair?.length === 2) ? pairs : null;
		}
		default:
			return typed;
	}
}

function number(text: string): number | null {
	const value = Number(text.replace(",", "."));
	return text !== "" && Number.isFinite(value) ? value : null;
}

function numbers(texts: readonly string[]): number[] | null {
	const values = texts.map(number);
	return values.every((value) => value !== null) ? values : null;
}
