/**
 * Every touch of what Gradio's front end does not document, each with its reason. Whoever brings the roll to another version
 * of Gradio reads this file and `gradio_compat.py`; the tests beside it run against Gradio's own base class.
 */
import { Gradio, type SharedProps } from "@gradio/utils";
import { untrack } from "svelte";
import type { Decision } from "../engine/interact/proposals/proposalHands";
import type { LiveRemote } from "../engine/live/remote";
import { type FileRef, type Handle, isHandle, signatureOf } from "../engine/transport/handle.ts";
import { type Arrival, DetachedError, RefusedError, type Remote, type SyncQuestion } from "../engine/transport/remote.ts";
import type { DocumentSync } from "../engine/transport/sync.ts";
import type { ReconnectWatch } from "../engine/transport/syncOptions.ts";
import { base64Bytes } from "./base64";
import type { LyricData, PlaybackData } from "./events";
import type { ToldFont } from "./hear/soundFont.svelte";
import type { SelectionData } from "./selecting";

export interface RollEvents {
	change: undefined;
	input: LyricData;
	play: PlaybackData;
	pause: PlaybackData;
	stop: PlaybackData;
	select: SelectionData;
	accept: Decision;
	reject: Decision;
	clear: undefined;
	/** Gradio shows it in a toast. */
	error: string;
}

export interface RollProps {
	value: Handle | null;
	width: number | string | null;
	height: number | string | null;
	info?: string | null;
	/** Tracks whose notes get their phonemes when their lyrics change. */
	phonemes?: { tracks: readonly number[] | null } | null;
	/** The tier whose phones follow their notes, and by which rule. */
	ties?: { rule: "free" | "svs"; tier: string } | null;
	/** The SoundFont that plays at first, and whether others may be chosen. */
	soundfont?: ToldFont | null;
	key?: unknown;
	preserved_by_key?: string[] | null;
}

/** The session that a component shows, as far as Gradio drives it. */
export interface Occupant {
	readonly sync: Pick<DocumentSync, "beganWith" | "consume" | "consumeDict" | "documentId" | "knows" | "undelivered">;
	setBusy(busy: boolean): void;
	/** What is proposed with a value. */
	offered(handle: Handle): void;
	/** The value for Python. */
	value(): Promise<Handle | null>;
}

type Given = Partial<RollProps & SharedProps>;

// -- values and events

/**
 * Gradio's component for the roll. Gradio documents neither `get_data` nor `set_data`; they are the only places that are
 * asked before each event (so that unsent edits go out with it), and told each value by itself (the properties show the last
 * one of several, and Gradio patches the object that it gave).
 */
export class GradioRoll extends Gradio<RollEvents, RollProps> {
	readonly #events = new EventLine((name, data) => this.dispatch(name as keyof RollEvents, data as never));
	#occupant: Occupant | null = null;
	/** The node of Gradio's tree that this instance stands for. */
	#node = this.shared.id;
	#told = "";
	/** Gradio tells in the turn of registering what was pending for the component while it was off the page. */
	#isMounting = true;

	constructor(_props: { shared_props: SharedProps; props: RollProps }) {
		super(_props);
		void turn().then(() => {
			this.#isMounting = false;
		});
	}

	/** The value as a handle; a script in the page may also have given the dict form. */
	get handle(): Handle | null {
		const { value } = this.props;
		return isHandle(value) ? value : null;
	}

	/**
	 * Whether what was done here outlives a new rendering: `gr.render` makes a component with the same key under the same id, and
	 * gives it its first value again.
	 */
	get isKeyed(): boolean {
		return this.props.key != null && (this.props.preserved_by_key?.includes("value") ?? false);
	}

	/** Tells this roll from others, over a reload too: Gradio counts components in the order in which the program makes them. */
	get place(): string {
		return `${location.pathname}|${this.shared.id}`;
	}

	/** Begins to show a session, with the value that the component was made with unless the session has it already. */
	show(occupant: Occupant): void {
		const { sync } = occupant;
		const { value } = this.props;
		const first = this.handle;
		this.#occupant = occupant;
		this.#told = signatureOf(first);
		if (value && !first) void sync.consumeDict(value);
		else if (!this.#isKept(first) && !sync.knows(first)) {
			if (first) occupant.offered(first);
			void sync.consume(first, sync.documentId === "");
		}
		this.#hear(this.shared.loading_status);
	}

	/**
	 * Read in an effect. With `gr.render` an instance is used again for another node, whose value and status come in the
	 * properties and not through `set_data`.
	 */
	follow(): void {
		const value = this.props.value ?? null;
		const { id, loading_status } = this.shared;
		if (signatureOf(isHandle(value) ? value : null) !== this.#told) untrack(() => this.#take(value, "page"));
		if (id === this.#node) return;
		this.#node = id;
		untrack(() => this.#occupant?.setBusy(isBusy(loading_status)));
	}

	/** Whether the program listens to an event: what nobody hears is not worked out. */
	isHeard(name: keyof RollEvents): boolean {
		return this.shared.attached_events?.includes(name) ?? true;
	}

	fire<E extends keyof RollEvents>(name: E, data?: RollEvents[E]): void {
		this.#events.fire(name, data);
	}

	override get_data(): Promise<unknown> {
		return this.#events.gather(this.#data());
	}

	override set_data(data: Given): void {
		super.set_data(data);
		if ("loading_status" in data) this.#hear(data.loading_status);
		if ("value" in data) this.#take(data.value ?? null, this.#isMounting || NODE in data ? "page" : "handler");
	}

	async #data(): Promise<unknown> {
		const data = await super.get_data();
		if (!this.#occupant) return data;
		try {
			return { ...data, value: await this.#occupant.value() };
		} catch (error) {
			// For each change of a status Gradio asks the component that it is about to take off the page, and catches nothing.
			if (error instanceof DetachedError) return data;
			throw error;
		}
	}

	#take(value: unknown, from: Source): void {
		const handle = isHandle(value) ? value : null;
		const signature = signatureOf(handle);
		const isRepeated = signature === this.#told;
		this.#told = signature;
		if (!this.#occupant || !isNews({ from, isRepeated, isKept: this.#isKept(handle) })) return;
		const { sync } = this.#occupant;
		if (handle) this.#occupant.offered(handle);
		if (value && !handle) void sync.consumeDict(value);
		else void sync.consume(handle);
	}

	/** What a failed event carried may not have come: it is kept again, and its files are looked after before the next one. */
	#hear(status: LoadingStatus | null | undefined): void {
		// With the first message of a run Gradio tells its inputs that they are valid, and nothing of the work.
		if (!this.#occupant || status?.status === undefined) return;
		if (status.status === "error") this.#occupant.sync.undelivered();
		this.#occupant.setBusy(isBusy(status));
	}

	#isKept(handle: Handle | null): boolean {
		return handle !== null && this.isKeyed && this.#occupant?.sync.beganWith(handle) === true;
	}
}

/** A handler's answer names what it changes; only the page's own account of a component has all its properties. */
const NODE = "register_component" satisfies keyof SharedProps;

/**
 * Who tells a value: a handler that answers, or the page, which tells what its program says a component has when it mounts
 * the component, renders it again or shows its tab for the first time.
 */
type Source = "handler" | "page";

/**
 * Whether a value says anything new. A handler that gives a value once more wants it back; the page repeats itself as often
 * as it draws, and to a component with a key it gives the first value again.
 */
export function isNews({ from, isRepeated, isKept }: { from: Source; isRepeated: boolean; isKept: boolean }): boolean {
	return from === "handler" || !(isRepeated || isKept);
}

/**
 * Events to Gradio, of each name one after the other. Gradio knows that a listener is at work only from the moment when it
 * has gathered the listener's inputs: a second event in this time would start it a second time beside the first, and the
 * older value may be the last that Python sees. So an event waits until the values for the one before it are gathered.
 */
export class EventLine {
	readonly #dispatch: (name: string, data: unknown) => void;
	readonly #waiting = new Map<string, unknown[]>();
	/** Questions for the value that have not been answered. */
	#gathering = 0;
	#gathered: (() => void)[] = [];
	#lastAnswer: Promise<unknown> = Promise.resolve();

	constructor(dispatch: (name: string, data: unknown) => void) {
		this.#dispatch = dispatch;
	}

	fire(name: string, data?: unknown): void {
		const line = this.#waiting.get(name);
		if (line) line.push(data);
		else void this.#run(name, data);
	}

	/**
	 * Whatever answers Gradio's question for the value: in the order of the questions. Gradio asks before it tells each news of a
	 * run, and tells it when the answer is there: a later answer that came first would let a run begin after it ended.
	 */
	gather<T>(answer: Promise<T>): Promise<T> {
		const inTurn = this.#gather(this.#lastAnswer, answer);
		this.#lastAnswer = inTurn.catch(() => undefined);
		return inTurn;
	}

	async #gather<T>(before: Promise<unknown>, answer: Promise<T>): Promise<T> {
		this.#gathering++;
		try {
			const [given] = await Promise.allSettled([answer, before]);
			if (given.status === "rejected") throw given.reason;
			return given.value;
		} finally {
			this.#gathering--;
			if (this.#gathering === 0) for (const done of this.#gathered.splice(0)) done();
		}
	}

	async #run(name: string, first: unknown): Promise<void> {
		const line = [first];
		this.#waiting.set(name, line);
		while (line.length > 0) {
			this.#dispatch(name, line.shift());
			await turn();
			while (this.#gathering > 0) {
				await new Promise<void>((done) => this.#gathered.push(done));
				await turn();
			}
		}
		this.#waiting.delete(name);
	}
}

/** What Gradio does with an answer, it has done when the page's other work has had its turn. */
function turn(): Promise<void> {
	return new Promise((done) => setTimeout(done, 0));
}

// -- status

/** Gradio's loading status, as far as the roll shows it: the status tracker of Gradio covers what it stands on. */
export interface Progress {
	/** 0 to 1, null when nobody knows. */
	fraction: number | null;
	text: string;
}

interface Step {
	progress?: number | null;
	index?: number | null;
	length?: number | null;
	desc?: string | null;
}

interface LoadingStatus {
	status?: string | null;
	show_progress?: string | null;
	type?: string | null;
	progress?: Step[] | null;
}

const BUSY = new Set(["pending", "generating"]);

/** Whether a handler is at work that answers to this component; nothing else tells of it. */
function isBusy(status: LoadingStatus | null | undefined): boolean {
	return BUSY.has(status?.status ?? "");
}

export function progressOf(status: LoadingStatus | null | undefined): Progress | null {
	if (!status || !isBusy(status) || status.show_progress === "hidden" || status.type === "input") return null;
	const step = status.progress?.at(-1);
	return { fraction: step ? fractionOf(step) : null, text: step?.desc ?? "" };
}

function fractionOf({ progress, index, length }: Step): number | null {
	if (typeof index === "number" && typeof length === "number" && length > 0) return Math.min(1, index / length);
	return typeof progress === "number" ? Math.min(1, Math.max(0, progress)) : null;
}

// -- the server

/** Read at each call: Gradio may give another client when the page reconnects. */
export function gradioRemote(shared: () => SharedProps): Remote {
	return {
		atHome: (url) => atHome(url, rootOf(shared())),
		fetch: (url, init) => shared().client.fetch(atHome(url, rootOf(shared())), init),
		packed: isLoopback(location.hostname) ? undefined : (file, signal) => packed(shared(), file, signal),
		spectrogram: (sound) => spectrogram(shared(), sound),
		arrived: (state) => ask<Arrival>(shared(), "arrived", state),
		ask: (name, question) => ask(shared(), name, question),
		upload: (bytes, name) => upload(shared(), bytes, name),
		sync: (question) => sync(shared(), question),
	};
}

/** Gradio makes the functions from the names in its config; one that it has not made is an error, no answer is null. */
async function ask<A>({ server }: SharedProps, name: string, question: unknown): Promise<A | null> {
	const call = server[name];
	if (!call) throw new Error(`Gradio has no server function "${name}" of this roll`);
	return ((await call(question)) ?? null) as A | null;
}

/** Gradio's client follows the page, whatever host the server takes itself for. */
function rootOf(shared: SharedProps): string {
	return shared.client.config?.root ?? "";
}

/**
 * The address of a file where the page reaches its server. A proxy that forwards the host without its port (nginx's
 * `$host`), or none of the protocol, lets the server write addresses where nobody listens.
 */
export function atHome(url: string, root: string): string {
	if (!URL.canParse(root) || !URL.canParse(url, root)) return url;
	const [home, named] = [new URL(root), new URL(url, root)];
	const isAway = named.hostname === home.hostname && named.origin !== home.origin && named.pathname.includes("/gradio_api/");
	return isAway ? home.origin + url.slice(named.origin.length) : url;
}

/** Gradio's client says nothing of why a call failed: what the server refuses is an answer, and nothing is a failure. */
export function gradioLive(shared: () => SharedProps): LiveRemote {
	const call = async <A>(data: unknown): Promise<A | null> => {
		const { client, id } = shared();
		return ((await client.component_server(id, "live", data)) ?? null) as A | null;
	};
	return {
		open: (question) => call({ ...question, action: "open" }),
		// Text in JSON: a form with a file takes both sides longer than the samples are worth.
		block: (question, pcm) => call({ ...question, action: "block", pcm: base64(pcm) }),
		finish: (question) => call({ ...question, action: "finish" }),
		close: (id) => void call({ id, action: "close" }),
	};
}

/** Bytes of 16-bit samples as text. */
export function base64(pcm: Int16Array): string {
	return base64Bytes(new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength));
}

/** Whether the page comes from this machine: then compressing would only cost time. */
export function isLoopback(hostname: string): boolean {
	return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])\.?$/.test(hostname);
}

const PACKED = /\.(arrows|layers|spectrogram)$/;

/** Gradio's own call of a server function waits for JSON; this answer is read while it comes. */
async function packed(shared: SharedProps, file: FileRef, signal?: AbortSignal): Promise<Response | null> {
	if (!file.url?.includes("/file=") || !PACKED.test(file.path) || !shared.server?.packed) return null;
	const question = { data: { path: file.path }, component_id: shared.id, fn_name: "packed", session_hash: shared.client.session_hash };
	const server = atHome(file.url, rootOf(shared)).replace(/\/file=.*$/s, "");
	const response = await shared.client.fetch(`${server}/component_server/`, {
		method: "POST",
		body: JSON.stringify(question),
		headers: { "Content-Type": "application/json" },
		signal,
	});
	if (response.ok) return response;
	await response.body?.cancel();
	return null;
}

async function sync(shared: SharedProps, question: SyncQuestion): Promise<Handle | null> {
	const answer = await ask<Handle | { refused: string }>(shared, "sync", question);
	if (answer && "refused" in answer) throw new RefusedError(answer.refused);
	return answer;
}

async function spectrogram(shared: SharedProps, sound: FileRef): Promise<FileRef> {
	const answer = await ask<{ file?: FileRef; refused?: string }>(shared, "spectrogram", { path: sound.path });
	if (!answer?.file) throw new Error(answer?.refused ?? "the server gave no answer");
	return answer.file;
}

async function upload(shared: SharedProps, bytes: Uint8Array | Blob, name: string): Promise<FileRef> {
	const type = "application/octet-stream";
	const file = new File([bytes as BlobPart], name, { type });
	// What `prepare_files` would make, without bringing Gradio's whole client into our bundle.
	const prepared = { path: name, orig_name: name, blob: file, size: file.size, mime_type: type, meta: FILE_DATA };
	const { client, root, max_file_size } = shared;
	const [answer] = (await client.upload([prepared], root, undefined, max_file_size ?? undefined)) ?? [];
	if (!answer?.path) throw new Error("the server took no file");
	return { path: answer.path, url: answer.url, orig_name: name, size: file.size, mime_type: type, meta: FILE_DATA };
}

const FILE_DATA = { _type: "gradio.FileData" } as const;

// -- the end of a page

const APP_ID = /\/app_id$/;

/**
 * Calls `onReconnect` whenever Gradio tries to connect again.
 *
 * Gradio, once it has lost its server, asks for the app's id until it gets one and then loads the page again by itself.
 * It tells nobody, but the browser lists the requests of a page. `tests/browser/test_cached_answers.py` pins it.
 */
export function watchReconnects(onReconnect: () => void): ReconnectWatch {
	if (typeof document === "undefined" || typeof PerformanceObserver === "undefined") return { flush: () => {}, stop: () => {} };
	const look = (entries: PerformanceEntryList): void => {
		if (entries.some((entry) => APP_ID.test(new URL(entry.name).pathname))) onReconnect();
	};
	const observer = new PerformanceObserver((list) => look(list.getEntries()));
	observer.observe({ type: "resource" });
	return { flush: () => look(observer.takeRecords()), stop: () => observer.disconnect() };
}
