/**
 * Parts of the shell that are fetched when they are first wanted: what opens by a click needs not be there before the first
 * note is. Each is a file beside the component's own, found by an address relative to it.
 */
import type { Component } from "svelte";
import { fetchTexts } from "./i18n/language.svelte";
import { fetchIcons } from "./iconShapes.svelte";

// biome-ignore lint/suspicious/noExplicitAny: a part of any properties
type Anything = any;

export class Part<Props extends Record<string, Anything> = Anything> {
	component = $state.raw<Component<Props> | null>(null);
	readonly #fetch: () => Promise<{ default: Component<Props> }>;
	#pending: Promise<void> | null = null;

	constructor(fetch: () => Promise<{ default: Component<Props> }>) {
		this.#fetch = fetch;
	}

	/** Resolves when the part is there, or could not be fetched; it is then tried again when it is wanted again. */
	load(): Promise<void> {
		this.#pending ??= this.#load();
		return this.#pending;
	}

	async #load(): Promise<void> {
		try {
			const [part] = await Promise.all([this.#fetch(), fetchTexts(), fetchIcons()]);
			this.component = part.default;
		} catch (error) {
			console.warn("gradio-pianoroll:", error);
			this.#pending = null;
		}
	}
}
