/** Layers, peaks: fetched once per content. Gradio's file route sends no cache headers, but its addresses carry the hash. */
import { type FileRef, keyOf } from "./handle.ts";
import { fetchFile, type Remote } from "./remote.ts";

const MAX_BYTES = 64 * 1024 * 1024;

export class FileCache {
	readonly #held = new Map<string, { bytes: Promise<ArrayBuffer>; size: number }>();
	#total = 0;

	get(remote: Remote, file: FileRef): Promise<ArrayBuffer> {
		const key = keyOf(file);
		const found = this.#held.get(key);
		if (found) {
			this.#held.delete(key);
			this.#held.set(key, found);
			return found.bytes;
		}
		const entry = { bytes: fetchFile(remote, file).then((response) => response.arrayBuffer()), size: 0 };
		this.#held.set(key, entry);
		entry.bytes.then(
			(bytes) => {
				entry.size = bytes.byteLength;
				this.#total += entry.size;
				this.#shrink(key);
			},
			// The caller hears of the failure; the next one shall try again.
			() => this.#held.delete(key),
		);
		return entry.bytes;
	}

	#shrink(keep: string): void {
		for (const [key, { size }] of this.#held) {
			if (this.#total <= MAX_BYTES) return;
			if (key === keep || size === 0) continue;
			this.#held.delete(key);
			this.#total -= size;
		}
	}
}

export const sharedFiles = new FileCache();
