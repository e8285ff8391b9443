import { defineConfig } from "vitest/config";

/** The engine and the shell's logic run in Node; what needs a real browser is tested in one, from Python. */
export default defineConfig({
	test: {
		include: ["src/**/*.test.ts"],
		environment: "node",
		testTimeout: 60_000,
	},
});
