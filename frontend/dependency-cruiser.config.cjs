/** The rooms of the engine, in the order in which they may build on each other. */
const ROOMS = ["score", "view", "state", "render", "interact", "audio", "transport", "live", "midi"];

/** Each room knows only those before it. */
const oneWay = ROOMS.slice(0, -1).map((room, i) => ({
	name: `engine-${room}-one-way`,
	comment: `engine/${room} may not import from ${ROOMS.slice(i + 1).join(", ")}`,
	severity: "error",
	from: { path: `^src/engine/${room}/` },
	to: { path: `^src/engine/(${ROOMS.slice(i + 1).join("|")})/` },
}));

/** Files of one room by name. */
const files = (room, ...names) => `^src/engine/${room}/(${names.join("|")})\\.ts$`;
/** Reading and writing of bytes: knows no values, no server. */
const BYTES = [
	"body",
	"columns",
	"compress",
	"decode",
	"encode",
	"errors",
	"flatRead",
	"flatWrite",
	"frames",
	"layers",
	"layersWriter",
	"schema",
	"unfilter",
];

/** What a room's parts may not know of each other. */
const withinRooms = [
	{
		name: "score-parts-not-the-document",
		comment: "the document is made of stores, operations and history; none of them knows it",
		severity: "error",
		from: { path: "^src/engine/score/[^/]+$", pathNot: "\\.test\\.ts$" },
		to: { path: files("score", "document") },
	},
	{
		name: "painters-not-the-renderer",
		comment: "the renderer knows the painters; a painter draws what the scene says, when it is told to",
		severity: "error",
		from: { path: "^src/engine/render/", pathNot: [files("render", "renderer", "playhead", "scenery", "liveView"), "\\.test\\.ts$"] },
		to: { path: files("render", "renderer", "scheduler", "playhead") },
	},
	{
		name: "gestures-not-the-machine",
		comment: "the table names the gestures and the machine runs them; a gesture knows neither, nor the keys",
		severity: "error",
		from: { path: "^src/engine/interact/gestures/" },
		to: { path: files("interact", "pointerMachine", "transitions", "input", "hover", "commands", "keymap") },
	},
	{
		name: "sound-is-computed-alone",
		comment: "audio/dsp runs in the audio thread: numbers in, samples out",
		severity: "error",
		from: { path: "^src/engine/audio/dsp/", pathNot: "\\.test\\.ts$" },
		to: { path: "^src/", pathNot: "^src/engine/audio/dsp/" },
	},
	{
		name: "bytes-without-values",
		comment: "the readers and writers of the transport know the score and each other",
		severity: "error",
		from: { path: files("transport", ...BYTES) },
		to: { path: "^src/engine/transport/", pathNot: files("transport", ...BYTES) },
	},
	{
		name: "exchange-is-on-top",
		comment: "sync.ts ties the transport together, stage.ts has the document on the page; nothing below knows them",
		severity: "error",
		from: { path: "^src/engine/transport/[^/]+$", pathNot: [files("transport", "sync", "restorer"), "\\.test\\.ts$"] },
		to: { path: files("transport", "sync", "stage", "restorer") },
	},
];

module.exports = {
	forbidden: [
		...oneWay,
		...withinRooms,
		{
			name: "hands-and-microphone-without-drawing",
			comment: "what is shown is read from engine/state; how it is drawn is nobody's business but the renderer's",
			severity: "error",
			from: { path: "^src/engine/(interact|audio|transport|live|midi)/" },
			to: { path: "^src/engine/render/" },
		},
		{
			name: "one-seam-to-gradio",
			comment: "what the roll takes from Gradio's front end is in ui/gradio.ts",
			severity: "error",
			from: { path: "^src/", pathNot: ["^src/ui/gradio\\.ts$", "\\.test\\.ts$"] },
			to: { path: "node_modules/@gradio/" },
		},
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
			comment: "files that need each other cannot be understood one at a time, be it for their types only",
			severity: "error",
			// A menu within a menu is the same component once more.
			from: { pathNot: "^src/ui/menu/MenuList\\.svelte$" },
			to: { circular: true },
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
