/** The recorded sound and its picture as the page was last told of them: what has not changed is neither told nor fetched again. */
import { decodePeaks } from "./decode.ts";
import { sharedFiles } from "./fileCache.ts";
import { type HandleFiles, type HandleMeta, keyOf } from "./handle.ts";
import type { Remote } from "./remote.ts";
import type { SyncListener } from "./syncOptions.ts";

export class ShownSound {
	readonly #remote: Remote;
	readonly #listener: SyncListener;
	#audio = "";
	#peaks = "";

	constructor(remote: Remote, listener: SyncListener) {
		this.#remote = remote;
		this.#listener = listener;
	}

	async show(span: HandleMeta["audio"], { audio, peaks }: HandleFiles): Promise<void> {
		if (keyOf(audio) !== this.#audio) {
			this.#audio = keyOf(audio);
			this.#listener.audio(audio ?? null, span);
		}
		if (keyOf(peaks) !== this.#peaks) {
			this.#peaks = keyOf(peaks);
			const found = peaks ? decodePeaks(await sharedFiles.get(this.#remote, peaks)) : null;
			// Meanwhile another document may have come.
			if (keyOf(peaks) === this.#peaks) this.#listener.peaks(found);
		}
	}

	/** Told even where nothing was shown. */
	showNothing(): void {
		this.#audio = "";
		this.#peaks = "";
		this.#listener.peaks(null);
		this.#listener.audio(null, null);
	}
}
