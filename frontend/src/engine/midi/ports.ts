/** MIDI devices of the browser: asked for when somebody wants them, followed when they come and go. One access for a page. */

export type MidiProblem = "absent" | "insecure" | "frame" | "refused" | "failed";

export interface Device {
	id: string;
	name: string;
}

export class MidiError extends Error {
	readonly kind: MidiProblem;

	constructor(kind: MidiProblem, reason = "") {
		super(reason);
		this.kind = kind;
	}
}

let page: Promise<MIDIAccess> | null = null;

/** Asks the browser, which asks the person unless they have answered before. Call from a user gesture. */
export function requestAccess(): Promise<MIDIAccess> {
	page ??= ask().catch((error: unknown) => {
		// Asked again when it is wanted again: the person may have changed their mind in the browser's settings.
		page = null;
		throw error;
	});
	return page;
}

/** Whether devices are to be had without a question. */
export async function isGranted(): Promise<boolean> {
	if (typeof navigator.requestMIDIAccess !== "function" || !navigator.permissions) return false;
	try {
		return (await navigator.permissions.query({ name: "midi" as PermissionName })).state === "granted";
	} catch (error) {
		// A browser that does not know this permission.
		if (error instanceof TypeError) return false;
		throw error;
	}
}

async function ask(): Promise<MIDIAccess> {
	if (!window.isSecureContext) throw new MidiError("insecure");
	if (typeof navigator.requestMIDIAccess !== "function") throw new MidiError("absent");
	try {
		return await navigator.requestMIDIAccess({ sysex: false });
	} catch (error) {
		const { name, message } = error as DOMException;
		// A frame needs `allow="midi"` from its page; older browsers also say so when a person refuses.
		if (name === "SecurityError" || name === "NotAllowedError") throw new MidiError(isBarredFrame() ? "frame" : "refused", message);
		throw new MidiError("failed", message);
	}
}

function isBarredFrame(): boolean {
	if (window.self === window.top) return false;
	const { permissionsPolicy, featurePolicy } = document as Document & Record<string, { allowsFeature(name: string): boolean } | undefined>;
	const policy = permissionsPolicy ?? featurePolicy;
	return policy ? !policy.allowsFeature("midi") : true;
}

export interface PortsHost {
	/** Bytes of an input that is listened to, and when they came on the page's clock. */
	received(bytes: Uint8Array, input: string, at_ms: number): void;
	/** An input is gone, or is listened to no more: what it held is let go. */
	lost(input: string): void;
	/** The lists, or what is chosen of them, changed. */
	changed(): void;
	/** The port to send to is another one; null while it is not connected. */
	output(port: MIDIOutput | null): void;
	/** A device cannot be used, for another program has it. */
	busy(name: string): void;
}

/** Listens to all inputs. */
export const ALL_INPUTS = "all";

export class MidiPorts {
	inputs: Device[] = [];
	outputs: Device[] = [];
	readonly #host: PortsHost;
	#access: MIDIAccess | null = null;
	#input = ALL_INPUTS;
	#output = "";
	#port: MIDIOutput | null = null;
	readonly #heard = new Map<string, { input: MIDIInput; deafen: () => void }>();
	readonly #onState = (): void => this.#refresh();

	constructor(host: PortsHost) {
		this.#host = host;
	}

	get isOpen(): boolean {
		return this.#access !== null;
	}

	async open(): Promise<void> {
		if (this.#access) return;
		const access = await requestAccess();
		if (this.#access) return;
		this.#access = access;
		access.addEventListener("statechange", this.#onState);
		this.#refresh();
	}

	/** `ALL_INPUTS`, or the id of one; it need not be connected. */
	listenTo(input: string): void {
		this.#input = input;
		this.#refresh();
	}

	/** Empty sends to none. */
	sendTo(output: string): void {
		this.#output = output;
		this.#refresh();
	}

	close(): void {
		this.#access?.removeEventListener("statechange", this.#onState);
		this.#access = null;
		this.#refresh();
	}

	#refresh(): void {
		const inputs = [...(this.#access?.inputs.values() ?? [])].filter(isConnected);
		const outputs = [...(this.#access?.outputs.values() ?? [])].filter(isConnected);
		this.inputs = inputs.map(deviceOf);
		this.outputs = outputs.map(deviceOf);
		const wanted = new Map(inputs.filter((one) => this.#input === ALL_INPUTS || one.id === this.#input).map((one) => [one.id, one]));
		for (const [id, { input, deafen }] of [...this.#heard]) if (wanted.get(id) !== input) this.#forget(id, deafen);
		for (const input of wanted.values()) if (!this.#heard.has(input.id)) this.#listen(input);
		const port = outputs.find((one) => one.id === this.#output) ?? null;
		if (port !== this.#port) {
			this.#port = port;
			this.#host.output(port);
		}
		this.#host.changed();
	}

	#listen(input: MIDIInput): void {
		const hear = (event: Event): void => {
			const { data, timeStamp } = event as MIDIMessageEvent;
			if (data) this.#host.received(data, input.id, timeStamp || performance.now());
		};
		input.addEventListener("midimessage", hear);
		this.#heard.set(input.id, { input, deafen: () => input.removeEventListener("midimessage", hear) });
		// A listener alone does not open a port: only `onmidimessage` does.
		input.open().catch(() => this.#host.busy(deviceOf(input).name));
	}

	#forget(id: string, deafen: () => void): void {
		deafen();
		this.#heard.delete(id);
		this.#host.lost(id);
	}
}

function isConnected(port: MIDIPort): boolean {
	return port.state === "connected";
}

function deviceOf({ id, name, manufacturer }: MIDIPort): Device {
	return { id, name: name || manufacturer || id };
}
