import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/**
 * The engine and the shell's logic run in Node; what needs a real browser is tested in one, from Python. Gradio's own base
 * class is compiled as in the bundle (it holds runes), so that what the component takes from it is tested against it.
 */
export default defineConfig({
	plugins: [svelte({ configFile: false })],
	resolve: { conditions: ["gradio", "svelte", "browser"] },
	ssr: { resolve: { conditions: ["gradio", "svelte", "browser"] } },
	test: {
		include: ["src/**/*.test.ts"],
		environment: "node",
		testTimeout: 60_000,
		server: { deps: { inline: [/@gradio\/(utils|theme)/, /svelte/, /esm-env/] } },
	},
});
