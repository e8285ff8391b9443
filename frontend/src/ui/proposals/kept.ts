/** What this tab keeps of proposals for the time after a reload. */

export interface Kept {
	document: string;
	text: string;
	/** Proposals that are over, and shall not come back with a value that still has them. */
	ended: readonly string[];
}

const PLACE = "gradio-pianoroll.proposals";

function storage(): Storage | null {
	try {
		return window.sessionStorage;
	} catch (error) {
		if (error instanceof DOMException) return null;
		throw error;
	}
}

export function keptOffer(place: string): Kept | null {
	const text = storage()?.getItem(`${PLACE}|${place}`);
	return text ? (JSON.parse(text) as Kept) : null;
}

export function keepOffer(place: string, kept: Kept): void {
	try {
		if (kept.text || kept.ended.length > 0) storage()?.setItem(`${PLACE}|${place}`, JSON.stringify(kept));
		else storage()?.removeItem(`${PLACE}|${place}`);
	} catch (error) {
		// Full, or forbidden: they are here until the page goes.
		if (!(error instanceof DOMException)) throw error;
	}
}

/** Whether the page before this one left any here. */
export function hasKeptOffer(place: string): boolean {
	return (storage()?.getItem(`${PLACE}|${place}`) ?? null) !== null;
}
