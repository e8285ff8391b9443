/** Gradio's client as the transport wants it. */
import type { SharedProps } from "@gradio/utils";
import type { FileRef, Handle } from "../engine/transport/handle";
import type { Remote } from "../engine/transport/remote";

/** Read at each call: Gradio may give another client when the page reconnects. */
export function gradioRemote(shared: () => SharedProps): Remote {
	return {
		fetch: (url, init) => shared().client.fetch(url, init),
		upload: (bytes, name) => upload(shared(), bytes, name),
		sync: async (question) => ((await shared().server?.sync?.(question)) ?? null) as Handle | null,
	};
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
