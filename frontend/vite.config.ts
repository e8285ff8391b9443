import { svelte } from "@sveltejs/vite-plugin-svelte";
import { type BuildEnvironmentOptions, defineConfig, type Plugin } from "vite";
import { textHalves } from "./textHalves.ts";

/** Gradio serves what lies here under /custom_component, one flat folder per variant. */
const TEMPLATES = "../backend/gradio_pianoroll/templates";
const RUNTIME_ENTRY = "svelte_runtime_entry";

interface Graph {
	getModuleInfo(id: string): { isEntry: boolean; importers: readonly string[] } | null;
}

/** Whether an entry needs the module before it runs, through imports that are not `import()`; entries are files of their own. */
function isEager(id: string, graph: Graph): boolean {
	const seen = new Set<string>();
	const ahead = [id];
	if (graph.getModuleInfo(id)?.isEntry) return false;
	for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
		if (seen.has(at)) continue;
		seen.add(at);
		const info = graph.getModuleInfo(at);
		if (info?.isEntry) return true;
		ahead.push(...(info?.importers ?? []));
	}
	return false;
}

/**
 * One variant as Gradio loads it: `index.js`, `style.css` and the Svelte runtime that mounts it. Both entries of a
 * variant share one chunk, because `mount` and the component must come from the same instance of Svelte.
 */
function variant(name: "component" | "example", entry: string): BuildEnvironmentOptions {
	return {
		outDir: `${TEMPLATES}/${name}`,
		emptyOutDir: true,
		minify: true,
		sourcemap: false,
		target: "es2022",
		assetsInlineLimit: Number.MAX_SAFE_INTEGER,
		cssCodeSplit: false,
		copyPublicDir: false,
		reportCompressedSize: false,
		lib: {
			entry: { [RUNTIME_ENTRY]: "src/runtime.ts", index: entry },
			formats: ["es"],
			cssFileName: "style",
		},
		rolldownOptions: {
			// Gradio's theme tables come along with its utilities and are used by nobody here.
			treeshake: { moduleSideEffects: (id) => !id.includes("@gradio/theme") },
			output: {
				// Vite keeps the white space of a library build; this is one that only a browser reads.
				minify: true,
				entryFileNames: "[name].js",
				chunkFileNames: "[name].js",
				// What the first paint needs is in two files whatever the parts share with each other: the engine with its
				// shell, and Svelte. What is fetched on demand takes from them and brings the rest.
				codeSplitting: {
					groups: [
						{ name: "svelte", test: /node_modules[\\/]svelte[\\/]/, priority: 2 },
						{ name: (id, graph) => (isEager(id, graph) ? "roll" : null), priority: 1 },
					],
				},
				assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "style.css" : "[name][extname]"),
			},
		},
	};
}

/** Without a style sheet Gradio never mounts a component, and a missing file shows only as an empty page. */
function requireFiles(): Plugin {
	return {
		name: "gradio-pianoroll:require-files",
		writeBundle(_options, bundle) {
			for (const file of ["index.js", "style.css", `${RUNTIME_ENTRY}.js`]) {
				if (!(file in bundle)) this.error(`${file} is missing from the build; Gradio would not mount the component.`);
			}
		},
	};
}

/** Svelte's own names are twice as long and stand in the style sheet two thousand times. Of two parts with one name the build would mix the looks. */
function cssHash({ hash, filename }: { hash: (text: string) => string; filename: string }): string {
	const name = `r${hash(filename).slice(0, 4)}`;
	const other = hashed.get(name) ?? filename;
	if (other !== filename) throw new Error(`${other} and ${filename} would have one name in style sheets; take one more letter.`);
	hashed.set(name, filename);
	return name;
}
const hashed = new Map<string, string>();

export default defineConfig(({ mode }) => ({
	plugins: [textHalves(), svelte({ configFile: false, compilerOptions: { discloseVersion: false, cssHash } }), requireFiles()],
	resolve: {
		conditions: ["gradio", "svelte", "browser", "module", mode === "production" ? "production" : "development"],
	},
	builder: {
		sharedConfigBuild: false,
		async buildApp(builder) {
			for (const environment of Object.values(builder.environments)) {
				if (environment.name === "client" || environment.name === "example") await builder.build(environment);
			}
		},
	},
	environments: {
		client: { build: variant("component", "Index.svelte") },
		example: { consumer: "client", build: variant("example", "Example.svelte") },
	},
}));
