/** What a browser keeps for a person. Pages in frames of other sites, and private windows, may have no storage: then it is kept until the page goes. */

const memory = new Map<string, unknown>();

function storage(): Storage | null {
	try {
		return window.localStorage;
	} catch (error) {
		if (error instanceof DOMException) return null;
		throw error;
	}
}

/** What was written, or null: nothing, or nothing that can be read. */
export function readStored(place: string): unknown {
	if (memory.has(place)) return memory.get(place);
	const text = storage()?.getItem(place) ?? null;
	if (text === null) return null;
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}

export function writeStored(place: string, value: unknown): void {
	memory.set(place, value);
	try {
		storage()?.setItem(place, JSON.stringify(value));
	} catch (error) {
		// Full, or forbidden: it holds as long as the page.
		if (!(error instanceof DOMException)) throw error;
	}
}
