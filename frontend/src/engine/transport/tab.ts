/**
 * A name for this browser tab that lives as long as the tab: unsent edits belong to the window they were made in. A tab
 * that was duplicated brings its original's name along, which the original still holds a lock on; it takes a new one.
 */
import { randomName } from "./handle.ts";

const ITEM = "gradio-pianoroll-tab";
/** A page that is being reloaded gives its lock back, as soon as a busy browser comes to it; a second window never does. */
const LOCK_WAIT_MS = 1000;
const RELOAD_WAIT_MS = 15_000;

let name: Promise<string> | null = null;
let isFresh = false;

export function tabName(): Promise<string> {
	name ??= find();
	return name;
}

/** Whether this is the tab's first page here, and no reload: a new visit. */
export async function isFreshTab(): Promise<boolean> {
	await tabName();
	return isFresh;
}

/** Of these tabs, those that no page of this browser stands for any more; none where the browser cannot tell. */
export async function closedTabs(tabs: string[]): Promise<string[]> {
	const locks = globalThis.navigator?.locks as LockManager | undefined;
	if (!locks) return [];
	const held = new Set((await locks.query()).held?.map((lock) => lock.name));
	return tabs.filter((tab) => !held.has(lockOf(tab)));
}

function lockOf(tab: string): string {
	return `${ITEM}-${tab}`;
}

async function find(): Promise<string> {
	const stored = read();
	if (stored && (await hold(stored))) return stored;
	isFresh = true;
	const fresh = randomName();
	write(fresh);
	await hold(fresh);
	return fresh;
}

/** True when this tab has the name for itself, as far as the browser can tell. */
function hold(tab: string): Promise<boolean> {
	// Only secure pages have locks.
	const locks = globalThis.navigator?.locks as LockManager | undefined;
	if (!locks) return Promise.resolve(true);
	return new Promise((resolve) => {
		const untilTheTabCloses = (): Promise<void> => {
			resolve(true);
			return new Promise(() => {});
		};
		locks
			.request(lockOf(tab), { signal: AbortSignal.timeout(isReload() ? RELOAD_WAIT_MS : LOCK_WAIT_MS) }, untilTheTabCloses)
			.catch(() => resolve(false));
	});
}

function isReload(): boolean {
	const [entry] = globalThis.performance?.getEntriesByType?.("navigation") ?? [];
	return (entry as PerformanceNavigationTiming | undefined)?.type === "reload";
}

function read(): string | null {
	try {
		return globalThis.sessionStorage?.getItem(ITEM) ?? null;
	} catch (error) {
		console.warn("gradio-pianoroll: unsent edits will not be found after a reload, the browser keeps nothing.", error);
		return null;
	}
}

function write(tab: string): void {
	try {
		globalThis.sessionStorage?.setItem(ITEM, tab);
	} catch (error) {
		console.warn("gradio-pianoroll: unsent edits will not be found after a reload, the browser keeps nothing.", error);
	}
}
