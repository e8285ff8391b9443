/** The spectrogram of the recorded sound: asked for when it is first shown, kept while the sound stays. */
import { latePainters } from "../engine/render/latePainters";
import type { Roll } from "../engine/roll";
import type { Spectrogram } from "../engine/score/spectrogram";
import { type FileRef, isExternal, keyOf } from "../engine/transport/handle";
import { decodeSpectrogram } from "../engine/transport/layers";
import { fetchFile, type Remote } from "../engine/transport/remote";

export class SpectrogramState {
	/** There is a sound on the server. */
	available = $state(false);
	shown = $state(false);
	busy = $state(false);
	readonly #roll: Roll;
	readonly #remote: () => Remote;
	readonly #failed: (reason: string) => void;
	#sound: FileRef | null = null;
	#start_s = 0;
	#picture: Spectrogram | null = null;

	constructor(roll: Roll, remote: () => Remote, failed: (reason: string) => void) {
		this.#roll = roll;
		this.#remote = remote;
		this.#failed = failed;
	}

	soundChanged(sound: FileRef | null, start_s: number): void {
		if (keyOf(sound) !== keyOf(this.#sound)) this.#picture = null;
		this.#sound = sound;
		this.#start_s = start_s;
		this.available = sound !== null && !isExternal(sound);
		void this.#update();
	}

	async setShown(shown: boolean): Promise<void> {
		this.shown = shown;
		await this.#update();
	}

	async #update(): Promise<void> {
		const wanted = this.shown && this.available;
		if (wanted && !this.#picture) await this.#load(this.#sound as FileRef);
		const visible = this.shown && this.available ? this.#picture : null;
		this.#roll.scenery.setSpectrogram(visible, this.#start_s);
	}

	async #load(sound: FileRef): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		try {
			const remote = this.#remote();
			if (!remote.spectrogram) throw new Error("this page has no server");
			const { SpectrogramPainter } = await import("../engine/render/spectrogram");
			latePainters.Spectrogram = SpectrogramPainter;
			const response = await fetchFile(remote, await remote.spectrogram(sound));
			const picture = decodeSpectrogram(await response.arrayBuffer());
			if (keyOf(sound) === keyOf(this.#sound)) this.#picture = picture;
		} catch (error) {
			this.shown = false;
			this.#failed(error instanceof Error ? error.message : String(error));
		} finally {
			this.busy = false;
		}
		// Another sound may have come meanwhile.
		if (this.shown && this.available && !this.#picture) await this.#load(this.#sound as FileRef);
	}
}
