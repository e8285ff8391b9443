/** What the roll takes from Gradio's component, with Gradio's own base class: it fails when that works otherwise. */
import type { SharedProps } from "@gradio/utils";
import { allowed_shared_props } from "@gradio/utils";
import { flushSync } from "svelte";
import { afterEach, describe, expect, it } from "vitest";
import type { Handle } from "../engine/transport/handle.ts";
import { DetachedError } from "../engine/transport/remote.ts";
import { GradioRoll, isNews, type RollProps } from "./gradio.ts";

const handle = (rev: string, doc = "song"): Handle => ({
	...{ v: 1, doc, rev, meta: {}, blob: { path: `${rev}.arrows` }, chunks: [] },
	...{ files: {}, delta: null, delta_blob: null },
});
const FIRST = handle("aa");
const turn = () => new Promise((done) => setTimeout(done, 0));

let ends: (() => void)[] = [];
afterEach(() => {
	for (const end of ends) end();
	ends = [];
});

/** Gradio's tree with one roll in it, and what the roll's session was told. */
function mounted(props: Partial<RollProps> = {}, known: string[] = [], value = async () => handle("now")) {
	const log: unknown[] = [];
	const registered = new Map<number, { set: (data: object) => void; get: () => Promise<{ value: unknown }> }>();
	const shared = {
		id: 7,
		loading_status: {},
		register_component: (id: number, set: never, get: never) => void registered.set(id, { set, get }),
		unregister_component: (id: number) => void registered.delete(id),
		dispatcher: (...event: unknown[]) => void log.push(event),
	} as unknown as SharedProps;
	const node = $state({ shared_props: shared, props: { value: FIRST, width: null, height: null, ...props } as RollProps });
	const sync = {
		documentId: "",
		knows: (value: Handle | null) => known.includes(value?.rev ?? ""),
		beganWith: (value: Handle) => value.rev === FIRST.rev,
		consume: async (value: Handle | null, initial?: boolean) => void log.push(initial ? ["first", value?.rev] : (value?.rev ?? null)),
		consumeDict: async (value: unknown) => void log.push(["dict", value]),
		undelivered: () => void log.push("undelivered"),
	};
	const setBusy = (busy: boolean) => void log.push(busy ? "busy" : "idle");
	let roll!: GradioRoll;
	ends.push(
		$effect.root(() => {
			roll = new GradioRoll(node);
			roll.show({ sync, value, setBusy, offered: (handle) => handle.meta.proposals && log.push(["offer", handle.meta.proposals]) });
			$effect(() => roll.follow());
		}),
	);
	flushSync();
	const set = (data: object) => {
		registered.get(node.shared_props.id)?.set(data);
		flushSync();
	};
	/** As Gradio does when it renders a node again: everything that it knows of the component. */
	const render = (value: unknown) => set({ ...node.shared_props, value });
	return { log, registered, node, roll, set, render };
}

describe("a value that Gradio tells", () => {
	it.each([
		["handler", false, false, true],
		["handler", true, false, true],
		["handler", false, true, true],
		["handler", true, true, true],
		["page", false, false, true],
		["page", true, false, false],
		["page", false, true, false],
		["page", true, true, false],
	] as const)("by the %s, told before: %s, kept by its key: %s, is news: %s", (from, isRepeated, isKept, expected) => {
		expect(isNews({ from, isRepeated, isKept })).toBe(expected);
	});

	it("first is taken as such unless the session has it, and the dict form goes to the server", () => {
		expect(mounted().log).toEqual([["first", "aa"]]);
		expect(mounted({}, ["aa"]).log).toEqual([]);
		expect(mounted({ key: "k", preserved_by_key: ["value"] }).log).toEqual([]);
		expect(mounted({ value: { notes: [] } as never }).log).toEqual([["dict", { notes: [] }]]);
	});

	it("while it mounts is what the roll was made with, however often, and another one is taken", async () => {
		const { log, set } = mounted();
		set({ value: handle("aa") });
		set({ value: handle("aa") });
		set({ value: handle("bb") });
		expect(log).toEqual([["first", "aa"], "bb"]);
	});

	it("once more after that is a handler's, at once and later", async () => {
		const { log, set } = mounted();
		await turn();
		set({ value: handle("aa") });
		set({ value: handle("aa") });
		set({ value: null });
		set({ value: null });
		set({ value: { notes: [] } });
		expect(log.slice(1)).toEqual(["aa", "aa", null, null, ["dict", { notes: [] }]]);
	});

	it("when it draws the node again is no news, however late", async () => {
		const { log, render, set } = mounted();
		await turn();
		render(handle("aa"));
		set({ value: handle("bb") });
		render(handle("bb"));
		render(handle("cc"));
		expect(log.slice(1)).toEqual(["bb", "cc"]);
	});

	it("is the first one again for a component with a key that is rendered again; a handler may want it back", async () => {
		const { log, render, set } = mounted({ key: "k", preserved_by_key: ["value"] });
		await turn();
		set({ value: handle("bb") });
		render(handle("aa", "made again"));
		set({ value: handle("aa", "wanted back") });
		render(handle("cc"));
		expect(log).toEqual(["bb", "aa", "cc"]);
		const unkeyed = mounted({ key: "k", preserved_by_key: ["label"] });
		await turn();
		unkeyed.render(handle("aa", "made again"));
		expect(unkeyed.log).toEqual([["first", "aa"], "aa"]);
	});

	it("comes in the properties when gr.render uses the instance for another node", async () => {
		const { log, node, registered } = mounted();
		await turn();
		const { register_component, unregister_component } = node.shared_props;
		node.shared_props = { id: 8, loading_status: { status: "pending" }, register_component, unregister_component } as never;
		node.props = { ...node.props, value: handle("bb") };
		flushSync();
		expect(log.slice(1)).toEqual(["bb", "busy"]);
		expect([...registered.keys()]).toEqual([8]);
	});
});

describe("what Gradio says of the work", () => {
	it("is heard each time, also when a run ends and another begins before the page draws", async () => {
		const { log, registered } = mounted();
		const { set } = registered.get(7) as { set: (data: object) => void };
		for (const status of ["pending", "generating", "complete", "pending", "error"]) set({ loading_status: { status } });
		flushSync();
		expect(log.slice(1)).toEqual(["busy", "busy", "idle", "busy", "undelivered", "idle"]);
	});

	it("is nothing where it only says that an input is valid", () => {
		const { log, set } = mounted();
		set({ loading_status: { status: "pending" } });
		set({ loading_status: { validation_error: null } });
		set({ loading_status: { status: null } });
		expect(log.slice(1)).toEqual(["busy", "idle"]);
	});
});

describe("Gradio's component", () => {
	it("is asked for the value, and answers with the session's", async () => {
		const { registered } = mounted();
		expect((await registered.get(7)?.get())?.value).toMatchObject({ rev: "now" });
	});

	it("answers with what it was given when it has left the page, and fails where the session fails", async () => {
		const fails = (error: Error) =>
			mounted({}, [], () => Promise.reject(error))
				.registered.get(7)
				?.get();
		expect((await fails(new DetachedError("gone")))?.value).toMatchObject({ rev: "aa" });
		await expect(fails(new Error("offline"))).rejects.toThrow("offline");
	});

	it("sends events under its id", () => {
		const { log, roll } = mounted();
		roll.fire("error", "no");
		expect(log.at(-1)).toEqual([7, "error", "no"]);
	});

	it("has the properties that tell a node from a handler's answer", () => {
		expect(allowed_shared_props).toEqual(expect.arrayContaining(["register_component", "loading_status", "server", "client"]));
	});
});
