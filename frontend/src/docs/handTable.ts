/** The table at the end of `docs/editing.md`. */
import { GESTURES } from "../engine/interact/transitions";
import { en } from "../ui/i18n/en";
import { keysOf } from "../ui/menu/keyText";
import { titleKey } from "../ui/menu/titleKey";
import { HAND_ROWS, type HandRow } from "./handRows";
import { ALL_KEYS } from "./keyPage";

export const TABLE_BEGINS = "<!-- Made from `frontend/src/docs/handRows.ts` by `npm run keys`; do not edit up to the end of the table. -->";
const TABLE_ENDS = "<!-- The end of the table. -->";

/** A command without a key is found by its name. */
function keysIn({ commands = [] }: HandRow): string {
	return commands
		.map((name) => {
			const keys = keysOf(name, ALL_KEYS);
			return keys.length > 0 ? keys.map((key) => `<kbd>${key}</kbd>`).join(" ") : `“${en[titleKey(name)]}”`;
		})
		.join(", ");
}

export function handTable(): string {
	const rows = HAND_ROWS.map((row, i) => {
		const unknown = (row.gestures ?? []).filter((name) => !(name in GESTURES));
		if (unknown.length > 0) throw new Error(`Row ${i + 1} names gestures that there are not: ${unknown.join(", ")}`);
		const tests = row.tests.map((test) => `\`${test}\``).join("<br>");
		return `| ${i + 1} | ${row.feature} | ${row.how || "not there"} | ${keysIn(row)} | ${tests || "–"} |`;
	});
	return [
		TABLE_BEGINS,
		"",
		"| | what | how | key, or name in the palette | proven by |",
		"| --- | --- | --- | --- | --- |",
		...rows,
		"",
		TABLE_ENDS,
	].join("\n");
}

/** The page with its table as it is to be now. */
export function withHandTable(page: string): string {
	const from = page.indexOf(TABLE_BEGINS);
	const to = page.indexOf(TABLE_ENDS);
	if (from < 0 || to < from) throw new Error("docs/editing.md has lost the place of its table");
	return page.slice(0, from) + handTable() + page.slice(to + TABLE_ENDS.length);
}
