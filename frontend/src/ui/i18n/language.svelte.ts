/** The strings of the shell, in the language of the page. */
import { createSubscriber } from "svelte/reactivity";
import { en, type MessageKey, type Messages } from "./en";
import { ko } from "./ko";

export type { MessageKey } from "./en";

const DICTIONARIES: Record<string, Messages> = { en, ko };

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
	if (page in DICTIONARIES && (pageHasChosen || page !== TEMPLATE_LANGUAGE)) return page;
	const preferred = navigator.languages.map(primary).find((tag) => tag in DICTIONARIES);
	return preferred ?? TEMPLATE_LANGUAGE;
}

/** The text for a key with `{name}` places filled in; reactive. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
	const text = (DICTIONARIES[language()] ?? en)[key];
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
