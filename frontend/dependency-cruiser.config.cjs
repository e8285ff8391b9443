/** The rooms of the engine, in the order in which they may build on each other. */
const ROOMS = ["score", "view", "render", "interact", "audio", "transport", "live"];

/** Each room knows only those before it. */
const oneWay = ROOMS.slice(0, -1).map((room, i) => ({
	name: `engine-${room}-one-way`,
	comment: `engine/${room} may not import from ${ROOMS.slice(i + 1).join(", ")}`,
	severity: "error",
	from: { path: `^src/engine/${room}/` },
	to: { path: `^src/engine/(${ROOMS.slice(i + 1).join("|")})/` },
}));

module.exports = {
	forbidden: [
		...oneWay,
		{
			name: "engine-rooms-not-the-roll",
			comment: "roll.ts ties the rooms together; no room may know it",
			severity: "error",
			from: { path: `^src/engine/(${ROOMS.join("|")})/` },
			to: { path: "^src/engine/[^/]+\\.ts$" },
		},
		{
			name: "engine-without-frameworks",
			comment: "the engine knows no Svelte, no Gradio, no user interface",
			severity: "error",
			from: { path: "^src/engine/", pathNot: "\\.test\\.ts$" },
			to: { path: "^(src/ui/|Index\\.svelte|Example\\.svelte|.*\\.svelte$|node_modules/(svelte|@gradio)/)" },
		},
		{
			name: "no-circular",
			comment: "files that need each other cannot be understood one at a time; types are free",
			severity: "error",
			from: {},
			to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
		},
		{
			name: "tests-stay-tests",
			comment: "what ships does not import test helpers",
			severity: "error",
			from: { path: "^src/", pathNot: "(\\.test\\.ts$|/testing/)" },
			to: { path: "(\\.test\\.ts$|/testing/|node_modules/(vitest|fast-check)/)" },
		},
		{
			name: "not-unresolvable",
			severity: "error",
			from: {},
			to: { couldNotResolve: true },
		},
	],
	options: {
		doNotFollow: { path: "node_modules" },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: "tsconfig.json" },
		enhancedResolveOptions: {
			exportsFields: ["exports"],
			conditionNames: ["gradio", "svelte", "browser", "import", "default"],
		},
	},
};
