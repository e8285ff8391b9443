/** Which SoundFont plays a roll, and how its server gives it; fetched for rolls that have one, or with the sound panel. */
import type { FontSource } from "../../engine/audio/font/fontSource";
import type { FileRef } from "../../engine/transport/handle";
import { fetchFile, type Remote } from "../../engine/transport/remote";

/** What the program says; `first` is the first font that the server finds. */
export interface ToldFont {
	font: string | null;
	name: string | null;
	/** Others may be chosen. */
	offers: boolean;
}

export interface FontName {
	id: string;
	name: string;
}

export interface FontHost {
	remote(): Remote;
	/** Who plays from now on: a font, or our own voices. */
	play(source: FontSource | null): void;
	/** A font cannot be played. */
	refused(name: string, reason: string): void;
}

type Answer = { file?: FileRef; chosen?: [number, number, number, number][]; fonts?: FontName[]; refused?: string };

export class SoundFontState {
	/** The server's; empty until they are asked for. */
	fonts = $state.raw<readonly FontName[]>([]);
	/** Id of the one that plays; empty for our own voices. */
	chosen = $state("");
	busy = $state(false);
	offers = $state(true);
	readonly #host: FontHost;
	#told = "";
	#source: FontSource | null = null;

	constructor(host: FontHost) {
		this.#host = host;
	}

	/** The one that plays, for who renders the song. */
	get source(): FontSource | null {
		return this.#source;
	}

	/** What the program says, at first and when it says something else. */
	told(told: ToldFont | null): void {
		const said = JSON.stringify(told);
		if (said === this.#told) return;
		this.#told = said;
		this.offers = told?.offers ?? true;
		if (told?.font) this.fonts = [{ id: told.font, name: told.name ?? "SoundFont" }];
		if (told) this.choose(told.font ?? "");
	}

	choose(id: string): void {
		if (id === this.chosen) return;
		this.chosen = id;
		this.#source = id ? this.#sourceOf(id) : null;
		this.#host.play(this.#source);
	}

	/** Asks the server which there are. */
	async list(): Promise<void> {
		if (this.busy) return;
		this.busy = true;
		try {
			const answer = await this.#host.remote().ask?.<Answer>("font_cut", {});
			const own = this.fonts.filter(({ id }) => id === "first" || !answer?.fonts?.some((font) => font.id === id));
			this.fonts = [...own, ...(answer?.fonts ?? [])];
		} catch (error) {
			// Those that are known can be chosen; the next opening asks again.
			console.warn("gradio-pianoroll:", error);
		} finally {
			this.busy = false;
		}
	}

	#sourceOf(id: string): FontSource {
		return {
			fetch: async (wanted) => {
				const remote = this.#host.remote();
				const answer = await remote.ask?.<Answer>("font_cut", { font: id, wanted });
				if (!answer?.file) throw new Error(answer?.refused ?? "the server gave no answer");
				const response = await fetchFile(remote, answer.file);
				return { bytes: await response.arrayBuffer(), chosen: answer.chosen ?? [] };
			},
			failed: (reason) => this.#host.refused(this.fonts.find((font) => font.id === id)?.name ?? "SoundFont", reason),
		};
	}
}
