import { compileModule } from "svelte/compiler";
import { defineConfig, type Plugin } from "vitest/config";
import { textHalves } from "./textHalves.ts";

/** Runes as a page has them; the plugin of the bundle compiles them for a server when it runs in Node. */
const runes: Plugin = {
	name: "gradio-pianoroll:runes",
	enforce: "post",
	transform(code, id) {
		const filename = id.split("?")[0] ?? id;
		return /\.svelte(\.test)?\.ts$/.test(filename) ? compileModule(code, { filename, generate: "client", dev: false }).js : null;
	},
};

const CONDITIONS = ["gradio", "svelte", "browser"];

/**
 * The engine and the shell's logic run in Node; what needs a real browser is tested in one, from Python. Gradio's own base
 * class is compiled along, so that what the component takes from it is tested against it.
 */
export default defineConfig({
	plugins: [textHalves(), runes],
	resolve: { conditions: CONDITIONS },
	ssr: { resolve: { conditions: CONDITIONS } },
	test: {
		include: ["src/**/*.test.ts"],
		setupFiles: ["fixedSeed.ts"],
		environment: "node",
		// A bound for what hangs, not for what is slow: a machine may be busy. Its cores are all for the tests.
		testTimeout: 300_000,
		maxWorkers: "100%",
		server: { deps: { inline: [/@gradio\/(utils|theme)/, /svelte/, /esm-env/] } },
	},
});
