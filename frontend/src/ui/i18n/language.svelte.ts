/** The strings of the shell, in the language of the page. */
import { createSubscriber } from "svelte/reactivity";
import { en, type MessageKey, type Messages } from "./en";

export type { MessageKey } from "./en";

/** Languages besides English, which are fetched when a page is in one of them. */
const FETCHES: Record<string, () => Promise<Messages>> = { ko: async () => (await import("./ko")).ko };
const pending = new Set<string>();
let dictionaries = $state.raw<Record<string, Messages>>({ en });

const isKnown = (tag: string): boolean => tag === "en" || tag in FETCHES;

/** Gradio's page says "en" whatever the visitor reads, so that only another language, or one set later, is a choice. */
const TEMPLATE_LANGUAGE = "en";
let pageHasChosen = false;

const primary = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? "";

const subscribe = createSubscriber((update) => {
	const observer = new MutationObserver(() => {
		pageHasChosen = true;
		update();
	});
	observer.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
	window.addEventListener("languagechange", update);
	return () => {
		observer.disconnect();
		window.removeEventListener("languagechange", update);
	};
});

/** The language in force; reactive. */
export function language(): string {
	subscribe();
	const page = primary(document.documentElement.lang);
	if (isKnown(page) && (pageHasChosen || page !== TEMPLATE_LANGUAGE)) return page;
	const preferred = navigator.languages.map(primary).find(isKnown);
	return preferred ?? TEMPLATE_LANGUAGE;
}

/** Until it is there, texts are English; they are too when it cannot be had. */
async function fetchLanguage(tag: string): Promise<void> {
	const fetch = FETCHES[tag];
	if (!fetch || pending.has(tag)) return;
	pending.add(tag);
	try {
		const texts = await fetch();
		dictionaries = { ...dictionaries, [tag]: texts };
	} catch (error) {
		console.warn("gradio-pianoroll:", error);
	}
}

/** The text for a key with `{name}` places filled in; reactive. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
	const tag = language();
	if (!(tag in dictionaries)) void fetchLanguage(tag);
	const text = (dictionaries[tag] ?? en)[key];
	return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** What the engine says is either one of our keys or already a text. */
export function tMaybe(text: string): string {
	return text in en ? t(text as MessageKey) : text;
}

/** What a tier of segments is called on the page; types that nobody knows stay as they are. */
export function tierTitle(type: string): string {
	const key = `tier.${type}`;
	return key in en ? t(key as MessageKey) : type || t("lane.segments");
}

/** What a curve is called on the page: the names that analyses give have translations, others stay. */
export function curveTitle(name: string): string {
	const key = `curve.${name}`;
	return key in en ? t(key as MessageKey) : name;
}

/** A count with the separators of the language. */
export function formatCount(count: number): string {
	return count.toLocaleString(language());
}

// A page begins in its visitor's language, not in English for a moment.
if (typeof document !== "undefined") await fetchLanguage(language());
