// @vitest-environment node
/** Devices that come and go. The access is the test's; what listens to it is real. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ALL_INPUTS, type MidiPorts } from "./ports.ts";

class Port extends EventTarget {
	state = "connected";
	manufacturer = "";
	opened = 0;
	readonly id: string;
	readonly name: string;

	constructor(id: string, name = id) {
		super();
		this.id = id;
		this.name = name;
	}

	async open(): Promise<void> {
		this.opened++;
		if (this.name === "taken") throw new DOMException("in use", "InvalidAccessError");
	}

	send(...bytes: number[]): void {
		this.dispatchEvent(Object.assign(new Event("midimessage"), { data: Uint8Array.from(bytes) }));
	}
}

class Access extends EventTarget {
	inputs = new Map<string, Port>();
	outputs = new Map<string, Port>();

	plug(kind: "inputs" | "outputs", port: Port): Port {
		port.state = "connected";
		this[kind].set(port.id, port);
		this.dispatchEvent(new Event("statechange"));
		return port;
	}

	pull(port: Port): void {
		port.state = "disconnected";
		this.dispatchEvent(new Event("statechange"));
	}
}

let access: Access;
let told: string[];

beforeEach(() => {
	vi.resetModules();
	access = new Access();
	told = [];
	vi.stubGlobal("window", { isSecureContext: true, self: 1, top: 1 });
	vi.stubGlobal("document", {});
	vi.stubGlobal("navigator", { requestMIDIAccess: async () => access });
});
afterEach(() => vi.unstubAllGlobals());

async function opened(): Promise<MidiPorts> {
	const { MidiPorts: Fresh } = await import("./ports.ts");
	const ports = new Fresh({
		received: (bytes, input) => told.push(`${input} ${[...bytes].join(" ")}`),
		lost: (input) => told.push(`lost ${input}`),
		changed: () => {},
		output: (port) => told.push(`out ${port?.id ?? "-"}`),
		busy: (name) => told.push(`busy ${name}`),
	});
	await ports.open();
	return ports;
}

it("hears all inputs, those too that are plugged in later, and opens them", async () => {
	const first = access.plug("inputs", new Port("a"));
	const ports = await opened();
	const second = access.plug("inputs", new Port("b"));
	first.send(0x90, 60, 1);
	second.send(0x90, 62, 2);
	expect(told).toEqual(["a 144 60 1", "b 144 62 2"]);
	expect([first.opened, second.opened]).toEqual([1, 1]);
	expect(ports.inputs.map(({ name }) => name)).toEqual(["a", "b"]);
});

it("hears the chosen one alone, and lets go of what the others held", async () => {
	const [a, b] = [access.plug("inputs", new Port("a")), access.plug("inputs", new Port("b"))];
	const ports = await opened();
	ports.listenTo("b");
	a.send(0x90, 60, 1);
	b.send(0x90, 62, 2);
	expect(told).toEqual(["lost a", "b 144 62 2"]);
	ports.listenTo(ALL_INPUTS);
	a.send(0x90, 60, 3);
	expect(told.at(-1)).toBe("a 144 60 3");
});

it("tells of a device that is pulled out, hears it when it comes back, once", async () => {
	const a = access.plug("inputs", new Port("a"));
	const ports = await opened();
	access.pull(a);
	a.send(0x90, 60, 1);
	expect([told, ports.inputs]).toEqual([["lost a"], []]);
	access.plug("inputs", a);
	a.send(0x90, 60, 2);
	expect(told).toEqual(["lost a", "a 144 60 2"]);
});

it("finds the output that was chosen when it is plugged in, and tells when it is gone", async () => {
	const ports = await opened();
	ports.sendTo("synth");
	const synth = access.plug("outputs", new Port("synth"));
	access.pull(synth);
	access.plug("outputs", synth);
	ports.sendTo("");
	expect(told).toEqual(["out synth", "out -", "out synth", "out -"]);
});

it("says which device another program has", async () => {
	access.plug("inputs", new Port("1", "taken"));
	await opened();
	await vi.waitFor(() => expect(told).toEqual(["busy taken"]));
});

it.each([
	["absent", {}, {}, {}],
	["insecure", { isSecureContext: false }, {}, {}],
	["refused", {}, {}, { error: "NotAllowedError" }],
	["refused", {}, {}, { error: "SecurityError" }],
	["frame", { top: 2 }, { permissionsPolicy: { allowsFeature: (): boolean => false } }, { error: "SecurityError" }],
	["refused", { top: 2 }, { permissionsPolicy: { allowsFeature: (): boolean => true } }, { error: "NotAllowedError" }],
	["failed", {}, {}, { error: "InvalidStateError" }],
] as const)("says why there are no devices: %s", async (kind, frame, page, { error = "" }: { error?: string }) => {
	vi.stubGlobal("window", { isSecureContext: true, self: 1, top: 1, ...frame });
	vi.stubGlobal("document", page);
	const refuse = async (): Promise<never> => {
		throw new DOMException("no", error);
	};
	vi.stubGlobal("navigator", error ? { requestMIDIAccess: refuse } : {});
	await expect(opened()).rejects.toMatchObject({ kind });
});

it("asks again after a refusal, when it is wanted again", async () => {
	const request = vi.fn(async () => {
		if (request.mock.calls.length === 1) throw new DOMException("no", "NotAllowedError");
		return access;
	});
	vi.stubGlobal("navigator", { requestMIDIAccess: request });
	const { requestAccess } = await import("./ports.ts");
	await expect(requestAccess()).rejects.toMatchObject({ kind: "refused" });
	expect(await requestAccess()).toBe(access);
	// One access for the page.
	expect(await requestAccess()).toBe(access);
	expect(request).toHaveBeenCalledTimes(2);
});
