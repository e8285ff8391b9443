/**
 * The development loop: `make dev`. Gradio serves the page from Python, Vite the component's own sources, behind one address.
 *
 *     node dev/server.mjs [APP.py]
 *
 * Without an APP it is the studio. A change of a style is put into the page, one of TypeScript or markup reloads it, one of
 * Python starts the application anew and then reloads. PORT (7860) is the page's, PYTHON the interpreter.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer as createNetServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

const FRONTEND = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const ROOT = resolve(FRONTEND, "..");
const BACKEND = join(ROOT, "backend");
/** Everything of Vite's is below this, everything else is Gradio's. */
const BASE = "/__sources__/";
const START_TIMEOUT_MS = 120_000;
const SETTLE_MS = 150;

const app = process.argv[2] ? resolve(process.argv[2]) : null;
const port = Number(process.env.PORT ?? 7860);

/** What Gradio asks of a built component, answered from its sources. Both modules share Vite's one instance of Svelte. */
const ANSWERS = {
	"index.js": (variant) => {
		const source = `${BASE}${variant === "example" ? "Example" : "Index"}.svelte`;
		return ["text/javascript", `export * from "${source}";\nexport { default } from "${source}";\n`];
	},
	"svelte_runtime_entry.js": () => ["text/javascript", `export * from "${BASE}src/runtime.ts";\n`],
	// The styles come with the modules; without this file Gradio never mounts a component.
	"style.css": () => ["text/css", "/* see the modules */\n"],
};

function answerFromSources(request, response, next) {
	const asked = /\/custom_component\/[^/]+\/client\/(component|example)\/([\w.]+)(?:\?|$)/.exec(request.url ?? "");
	const answer = asked && ANSWERS[asked[2]];
	if (!answer) {
		next();
		return;
	}
	const [type, text] = answer(asked[1]);
	response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store" });
	response.end(text);
}

/** A style is exchanged in the page; what runs is loaded anew, so that nothing old goes on beside it. */
function reloadWhatRuns() {
	return {
		name: "gradio-pianoroll:reload-what-runs",
		enforce: "post",
		configureServer: (server) => {
			server.middlewares.use(answerFromSources);
		},
		hotUpdate: {
			// After Svelte's own plugin, which tells apart whether only the style of a component has changed.
			order: "post",
			handler({ file, modules }) {
				if (modules.length === 0 || file.endsWith(".test.ts")) return [];
				if (modules.every((module) => /type=style|\.css($|\?)/.test(module.url))) return;
				this.environment.hot.send({ type: "full-reload", path: "*" });
				return [];
			},
		},
	};
}

function freePort() {
	return new Promise((done, failed) => {
		const probe = createNetServer();
		probe.once("error", failed);
		probe.listen(0, "127.0.0.1", () => {
			const { port: found } = probe.address();
			probe.close(() => done(found));
		});
	});
}

function python() {
	const places = [process.env.PYTHON, join(ROOT, ".venv/bin/python"), join(ROOT, ".venv/Scripts/python.exe")];
	return places.find((place) => place && existsSync(place)) ?? "python";
}

/** The application in a process of its own. */
class Application {
	#child = null;
	#port;

	constructor(applicationPort) {
		this.#port = applicationPort;
	}

	/** Resolves when it answers, or has ended by itself; its output says why. */
	async start() {
		const args = app ? [app] : ["-m", "gradio_pianoroll.cli", "studio", "--port", String(this.#port)];
		const child = spawn(python(), args, {
			cwd: ROOT,
			stdio: ["ignore", "inherit", "inherit"],
			env: {
				...process.env,
				GRADIO_ANALYTICS_ENABLED: "False",
				GRADIO_SERVER_PORT: String(this.#port),
				PYTHONPATH: [BACKEND, process.env.PYTHONPATH].filter(Boolean).join(process.platform === "win32" ? ";" : ":"),
			},
		});
		this.#child = child;
		child.once("error", (error) => console.error(`Python did not start: ${error.message}`));
		const end = Date.now() + START_TIMEOUT_MS;
		while (Date.now() < end && child.exitCode === null && this.#child === child) {
			const up = await fetch(`http://127.0.0.1:${this.#port}/config`).catch(() => null);
			if (up?.ok) return true;
			await new Promise((done) => setTimeout(done, 100));
		}
		return false;
	}

	async stop() {
		const child = this.#child;
		this.#child = null;
		if (!child || child.exitCode !== null) return;
		const ended = new Promise((done) => child.once("exit", done));
		child.kill("SIGTERM");
		const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
		await ended;
		clearTimeout(timer);
	}
}

const applicationPort = await freePort();
const application = new Application(applicationPort);

const server = await createServer({
	root: FRONTEND,
	configFile: join(FRONTEND, "vite.config.ts"),
	base: BASE,
	appType: "custom",
	clearScreen: false,
	logLevel: "warn",
	plugins: [reloadWhatRuns()],
	optimizeDeps: { entries: ["Index.svelte", "Example.svelte", "src/runtime.ts"], exclude: ["@gradio/utils"] },
	server: {
		host: "127.0.0.1",
		fs: { allow: [ROOT] },
		port,
		strictPort: true,
		proxy: { [`^(?!${BASE})`]: { target: `http://127.0.0.1:${applicationPort}`, xfwd: true } },
		warmup: { clientFiles: ["./Index.svelte", "./src/engine/**/*.ts", "./src/ui/**/*.svelte"] },
	},
});

let restarting = null;
let again = false;
async function restart() {
	if (restarting) {
		again = true;
		return;
	}
	restarting = (async () => {
		do {
			again = false;
			await application.stop();
			if (await application.start()) server.environments.client.hot.send({ type: "full-reload", path: "*" });
		} while (again);
	})();
	await restarting;
	restarting = null;
}

let waiting;
function onPython(file) {
	if (!file.endsWith(".py") && !file.endsWith("studio.css")) return;
	clearTimeout(waiting);
	waiting = setTimeout(restart, SETTLE_MS);
}
server.watcher.add([join(BACKEND, "gradio_pianoroll"), ...(app ? [app] : [])]);
for (const event of ["add", "change", "unlink"]) server.watcher.on(event, onPython);

async function end() {
	await application.stop();
	await server.close();
	process.exit(0);
}
process.on("SIGINT", end);
process.on("SIGTERM", end);

try {
	await server.listen();
} catch (error) {
	console.error(`${error.message}. PORT=… make dev takes another one.`);
	process.exit(1);
}
if (!(await application.start())) {
	console.error("The application did not start; what it said is above.");
	await end();
}
process.stdout.write(`Sources on http://127.0.0.1:${port} (Ctrl-C ends it)\n`);
