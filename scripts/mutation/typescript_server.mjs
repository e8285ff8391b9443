/**
 * Runs chosen test files again and again in one Vitest. Started in a tree's `frontend` by `typescript_tests.py`; a line
 * of JSON in is a question `{changed, tests}` with absolute paths, a line of JSON out its answer.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const vitestPath = createRequire(join(process.cwd(), "package.json")).resolve("vitest/node");
const { createVitest } = await import(pathToFileURL(vitestPath).href);
const vitest = await createVitest("test", {
	watch: false,
	bail: 1,
	reporters: [{}],
	pool: "threads",
	isolate: false,
	maxWorkers: 1,
	fileParallelism: false,
	// The order in which they are asked is theirs: the quick ones first.
	sequence: { sequencer: class { shard = (files) => files; sort = (files) => files; } },
	silent: true,
	cache: false,
});

async function run({ changed, tests }) {
	for (const path of changed) vitest.invalidateFile(path);
	vitest.state.clearFiles(vitest.projects[0]);
	const all = await vitest.globTestSpecifications();
	const chosen = tests.map((path) => all.find((one) => one.moduleId === path)).filter(Boolean);
	const { testModules, unhandledErrors } = await vitest.runTestSpecifications(chosen);
	const states = testModules.map((one) => ({ path: one.moduleId, ok: one.ok(), ms: one.diagnostic().duration }));
	const failed = states.filter((one) => !one.ok).map((one) => one.path);
	return { failed, errors: unhandledErrors.map(String), ms: Object.fromEntries(states.map((one) => [one.path, one.ms])) };
}

const say = process.stdout.write.bind(process.stdout);
for await (const line of createInterface({ input: process.stdin })) {
	say(`${JSON.stringify(await run(JSON.parse(line)).catch((error) => ({ failed: [String(error)], errors: [], ms: {} })))}\n`);
}
await vitest.close();
process.exit(0);
