import type { Plugin } from "vite";
import { isLater } from "./src/ui/i18n/halves.ts";

const ASKED = /^(.+)\.json\?(first|later)$/;
const OWN = /^\0texts:(first|later):(.+)$/;

/** `import texts from "en.json?first"`: the texts of the roll that the first paint shows; `?later` has the others. */
export function textHalves(): Plugin {
	return {
		name: "gradio-pianoroll:text-halves",
		enforce: "pre",
		async resolveId(source, importer) {
			const [, file, half] = ASKED.exec(source) ?? [];
			const found = file && (await this.resolve(`${file}.json`, importer));
			return found ? `\0texts:${half}:${found.id.replace(/\.json$/, "")}` : null;
		},
		async load(id) {
			const [, half, file] = OWN.exec(id) ?? [];
			if (!file) return null;
			this.addWatchFile(`${file}.json`);
			const { roll } = JSON.parse(await this.fs.readFile(`${file}.json`, { encoding: "utf8" })) as { roll: Record<string, string> };
			const texts = Object.entries(roll).filter(([key]) => isLater(key) === (half === "later"));
			return `export default ${JSON.stringify(Object.fromEntries(texts))};`;
		},
	};
}
