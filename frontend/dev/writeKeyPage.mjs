/** Writes the pages of gestures and keys, and the table of what hands do, from the key map: `npm run keys`. */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const FRONTEND = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const DOCS = join(FRONTEND, "..", "docs");
const load = async (path) => (await runnerImport(join(FRONTEND, path), { root: FRONTEND, configFile: false })).module;
const { keyPage } = await load("src/docs/keyPage.ts");
for (const [language, name] of [
	["en", "keys.md"],
	["ko", "keys.ko.md"],
]) {
	writeFileSync(join(DOCS, name), keyPage(language));
}
const { withHandTable } = await load("src/docs/handTable.ts");
const editing = join(DOCS, "editing.md");
writeFileSync(editing, withHandTable(readFileSync(editing, "utf-8")));
