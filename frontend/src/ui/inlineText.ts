/** The Markdown that a component's description may have, as Gradio's own components read it: code, links, strong, emphasis. */
export type Piece =
	| { kind: "text"; text: string }
	| { kind: "code"; text: string }
	| { kind: "strong"; pieces: Piece[] }
	| { kind: "em"; pieces: Piece[] }
	| { kind: "link"; href: string; pieces: Piece[] };

// In the order in which they win; what is inside code stays as it is.
const PATTERN = /`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\*\*(.+?)\*\*|(?<!\w)__(.+?)__(?!\w)|\*(.+?)\*|(?<!\w)_(.+?)_(?!\w)/s;

/** A link leads to a page or to a place in the app, nowhere else. */
function isPage(href: string): boolean {
	return /^https?:/i.test(href) || !/^[\w+.-]+:/.test(href);
}

export function inlinePieces(text: string): Piece[] {
	const pieces: Piece[] = [];
	let rest = text;
	for (let found = PATTERN.exec(rest); found; found = PATTERN.exec(rest)) {
		if (found.index > 0) pieces.push({ kind: "text", text: rest.slice(0, found.index) });
		pieces.push(...pieceOf(found));
		rest = rest.slice(found.index + found[0].length);
	}
	if (rest) pieces.push({ kind: "text", text: rest });
	return pieces;
}

function pieceOf([, code, name, href, strong, strongToo, em, emToo]: RegExpExecArray): Piece[] {
	if (code !== undefined) return [{ kind: "code", text: code }];
	if (name !== undefined && href !== undefined) {
		const pieces = inlinePieces(name);
		return isPage(href) ? [{ kind: "link", href, pieces }] : pieces;
	}
	if (strong !== undefined || strongToo !== undefined) {
		return [{ kind: "strong", pieces: inlinePieces(strong ?? strongToo ?? "") }];
	}
	return [{ kind: "em", pieces: inlinePieces(em ?? emToo ?? "") }];
}
