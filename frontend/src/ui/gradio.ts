/** Gradio's client as the transport wants it. */
import type { SharedProps } from "@gradio/utils";
import type { LiveRemote } from "../engine/live/remote";
import type { FileRef, Handle } from "../engine/transport/handle";
import { type Arrival, RefusedError, type Remote, type SyncQuestion } from "../engine/transport/remote.ts";

/** Read at each call: Gradio may give another client when the page reconnects. */
export function gradioRemote(shared: () => SharedProps): Remote {
	return {
		atHome: (url) => atHome(url, rootOf(shared())),
		fetch: (url, init) => shared().client.fetch(atHome(url, rootOf(shared())), init),
		packed: isLoopback(location.hostname) ? undefined : (file, signal) => packed(shared(), file, signal),
		spectrogram: (sound) => spectrogram(shared(), sound),
		arrived: async (state) => ((await shared().server?.arrived?.(state)) ?? null) as Arrival | null,
		upload: (bytes, name) => upload(shared(), bytes, name),
		sync: (question) => sync(shared(), question),
	};
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
	const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
	let text = "";
	for (let at = 0; at < bytes.length; at += CHARS_AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + CHARS_AT_ONCE));
	return btoa(text);
}

/** Whether the page comes from this machine: then compressing would only cost time. */
export function isLoopback(hostname: string): boolean {
	return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])\.?$/.test(hostname);
}

/** Arguments that a call may have in every browser. */
const CHARS_AT_ONCE = 8192;
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
	const answer = ((await shared.server?.sync?.(question)) ?? null) as Handle | { refused: string } | null;
	if (answer && "refused" in answer) throw new RefusedError(answer.refused);
	return answer;
}

async function spectrogram(shared: SharedProps, sound: FileRef): Promise<FileRef> {
	const answer = (await shared.server?.spectrogram?.({ path: sound.path })) as { file?: FileRef; refused?: string } | null;
	if (!answer?.file) throw new Error(answer?.refused ?? "the server gave no answer");
	return answer.file;
}

async function upload(shared: SharedProps, bytes: Uint8Array, name: string): Promise<FileRef> {
	const type = "application/octet-stream";
	const file = new File([bytes as Uint8Array<ArrayBuffer>], name, { type });
	// What `prepare_files` would make, without bringing Gradio's whole client into our bundle.
	const prepared = { path: name, orig_name: name, blob: file, size: file.size, mime_type: type, meta: FILE_DATA };
	const { client, root, max_file_size } = shared;
	const [answer] = (await client.upload([prepared], root, undefined, max_file_size ?? undefined)) ?? [];
	if (!answer?.path) throw new Error("the server took no file");
	return { path: answer.path, url: answer.url, orig_name: name, size: file.size, mime_type: type, meta: FILE_DATA };
}

const FILE_DATA = { _type: "gradio.FileData" } as const;
