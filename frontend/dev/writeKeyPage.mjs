/** Writes the pages of gestures and keys from the key map: `npm run keys`. */
import { writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const FRONTEND = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const { module } = await runnerImport(join(FRONTEND, "src/docs/keyPage.ts"), { root: FRONTEND, configFile: false });
for (const [language, name] of [
	["en", "keys.md"],
	["ko", "keys.ko.md"],
]) {
	writeFileSync(join(FRONTEND, "..", "docs", name), module.keyPage(language));
}
