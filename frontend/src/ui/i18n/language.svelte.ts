/** The strings of the shell, in the language of the page. */
import { createSubscriber } from "svelte/reactivity";
import type { MessageKey } from "./en";
import enFirst from "./enFirst";
import { fill } from "./fill";
import { isLater } from "./halves";

export type { MessageKey } from "./en";

type Texts = Readonly<Record<string, string>>;
type Fetch = () => Promise<{ default: Texts }>;

/** A page begins with the first half of its language; English, which stands in for others, is here. */
const FETCHES: Record<string, { first: Fetch; later: Fetch }> = {
	en: { first: async () => ({ default: enFirst }), later: () => import("./enLater") },
	ko: { first: () => import("./koFirst"), later: () => import("./koLater") },
};
const pending = new Map<string, Promise<void>>();
/** Languages that are here with both halves. */
const whole = new Set<string>();
let dictionaries = $state.raw<Record<string, Texts>>({ en: enFirst });

const isKnown = (tag: string): boolean => tag in FETCHES;

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

/** Until it is there, texts are English; they are too when it cannot be had. Asked for again when it was not to be had. */
function fetchHalf(tag: string, half: "first" | "later"): Promise<void> {
	const name = `${tag}.${half}`;
	const asked =
		pending.get(name) ??
		addHalf(tag, half).catch((error: unknown) => {
			pending.delete(name);
			console.warn("gradio-pianoroll:", error);
		});
	pending.set(name, asked);
	return asked;
}

async function addHalf(tag: string, half: "first" | "later"): Promise<void> {
	const texts = (await FETCHES[tag][half]()).default;
	if (half === "later") whole.add(tag);
	dictionaries = { ...dictionaries, [tag]: { ...dictionaries[tag], ...texts } };
}

/** The texts of what comes after the first paint, in the language of the page. */
export async function fetchTexts(): Promise<void> {
	await fetchHalf(language(), "later");
}

/** All texts of all languages, for a search that finds things by any of their names. */
export async function fetchAllTexts(): Promise<void> {
	await Promise.all(Object.keys(FETCHES).flatMap((tag) => [fetchHalf(tag, "first"), fetchHalf(tag, "later")]));
}

/** The text of a key as it stands in the file, in each language that has been fetched. */
export function inAllLanguages(key: MessageKey): string[] {
	return Object.values(dictionaries).flatMap((texts) => texts[key] ?? []);
}

/** Null when no language has a text of this name, or none yet. */
function find(key: string): string | null {
	const tag = language();
	const own = dictionaries[tag]?.[key];
	if (own !== undefined) return own;
	if (!(tag in dictionaries)) void fetchHalf(tag, "first");
	if (isLater(key)) void fetchHalf(tag, "later");
	return dictionaries.en[key] ?? null;
}

/** The text for a key with `{name}` places filled in; reactive. Empty for the moment until it has been fetched. */
export function t(key: MessageKey, values: Record<string, string | number> = {}): string {
	return fill(find(key) ?? "", values);
}

/** Whether a text has this name, among those that are here. */
export function hasText(key: string): key is MessageKey {
	return find(key) !== null;
}

/** What the engine says is either one of our keys or already a text. */
export function tMaybe(text: string): string {
	if (hasText(text)) return t(text);
	return isLater(text) && !whole.has(language()) ? "" : text;
}

/** What a tier of segments is called on the page; types that nobody knows stay as they are. */
export function tierTitle(type: string): string {
	const key = `tier.${type}`;
	return hasText(key) ? t(key) : type || t("lane.segments");
}

/** What a curve is called on the page: the names that analyses give have translations, others stay. */
export function curveTitle(name: string): string {
	const key = `curve.${name}`;
	return hasText(key) ? t(key) : name;
}

/** A count with the separators of the language. */
export function formatCount(count: number): string {
	return count.toLocaleString(language());
}

// A page begins in its visitor's language, not in English for a moment.
if (typeof document !== "undefined") await fetchHalf(language(), "first");
