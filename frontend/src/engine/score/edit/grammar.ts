/** Expressions that choose notes, read into a tree; what is wrong is told with its position. The same language as in Python. */
import { OpError } from "../errors.ts";

const MAX_LENGTH = 1000;
const MAX_DEPTH = 50;

export const NUMBER_FIELDS = [
	"pitch",
	"velocity",
	"track",
	"onset_beats",
	"duration_beats",
	"end_beats",
	"onset_s",
	"duration_s",
	"end_s",
	"bar",
	"beat",
	"pitch_class",
	"id",
	"voiced",
] as const;
export const TEXT_FIELDS = ["lyric", "phoneme", "track_name"] as const;
export const FLAG_FIELDS = ["overlaps", "drum"] as const;
export type NumberField = (typeof NUMBER_FIELDS)[number];
export type TextField = (typeof TEXT_FIELDS)[number];
export type FlagField = (typeof FLAG_FIELDS)[number];

export type Kind = "number" | "text" | "condition";

const KINDS = new Map<string, Kind>([
	...NUMBER_FIELDS.map((name): [string, Kind] => [name, "number"]),
	...TEXT_FIELDS.map((name): [string, Kind] => [name, "text"]),
	...FLAG_FIELDS.map((name): [string, Kind] => [name, "condition"]),
]);
const COMPARISONS = ["==", "!=", "<=", ">=", "<", ">", "~", "!~"];
const OPERATORS = ["==", "!=", "<=", ">=", "!~", "<", ">", "~", "(", ")", "+", "-", "*", "/", "%"];
const PITCH_CLASSES: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };

/** A part of an expression. `kind` is what it gives. */
export interface Node {
	kind: Kind;
	/** "literal", "field", "not", or the operator. */
	what: string;
	position: number;
	value: number | string;
	parts: Node[];
}

interface Token {
	kind: "number" | "note" | "name" | "operator" | "text" | "end";
	text: string;
	position: number;
}

export function wrong(message: string): OpError {
	return new OpError(`expression: ${message}`, "expression");
}

/** The tree of an expression, which gives a condition. */
export function parse(source: string): Node {
	if (typeof source !== "string") throw wrong(`it must be a text, not ${typeof source}`);
	const chars = Array.from(source);
	if (chars.length > MAX_LENGTH) throw wrong(`it has ${chars.length} characters; ${MAX_LENGTH} are the most`);
	const reader = new Reader(tokensOf(chars));
	const tree = reader.either();
	reader.end();
	if (tree.kind !== "condition") throw wrong(`it gives a ${tree.kind}, not a condition; compare it with something`);
	return tree;
}

function tokensOf(chars: readonly string[]): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < chars.length) {
		const char = chars[at];
		if (" \t\r\n".includes(char)) {
			at++;
			continue;
		}
		if (char === '"' || char === "'") {
			const [text, end] = quoted(chars, at);
			tokens.push({ kind: "text", text, position: at + 1 });
			at = end;
			continue;
		}
		const token = tokenAt(chars, at);
		if (token === null) throw wrong(`cannot read "${char}" at position ${at + 1}`);
		tokens.push(token);
		at += token.text.length;
	}
	return [...tokens, { kind: "end", text: "", position: chars.length + 1 }];
}

const SHAPES: readonly [Token["kind"], RegExp][] = [
	["number", /^(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)/],
	["note", /^[A-G][#b]?-?[0-9](?![A-Za-z0-9_])/],
	["name", /^[A-Za-z_][A-Za-z0-9_]*/],
];

/** Names and numbers are ASCII, as long in characters as in code units. */
function tokenAt(chars: readonly string[], at: number): Token | null {
	const rest = chars.slice(at).join("");
	for (const [kind, shape] of SHAPES) {
		const match = shape.exec(rest);
		if (match) return { kind, text: match[0], position: at + 1 };
	}
	const operator = OPERATORS.find((text) => rest.startsWith(text));
	return operator === undefined ? null : { kind: "operator", text: operator, position: at + 1 };
}

/** A text in quotes, and where it ends. A quote inside has a backslash before it; other backslashes stay. */
function quoted(chars: readonly string[], begin: number): [string, number] {
	const quote = chars[begin];
	let text = "";
	let at = begin + 1;
	for (; at < chars.length && chars[at] !== quote; at++) {
		if (chars[at] === "\\" && chars[at + 1] === quote) at++;
		text += chars[at];
	}
	if (at >= chars.length) throw wrong(`the text that begins at position ${begin + 1} has no end`);
	return [text, at + 1];
}

class Reader {
	readonly #tokens: readonly Token[];
	#at = 0;
	#depth = 0;

	constructor(tokens: readonly Token[]) {
		this.#tokens = tokens;
	}

	get #token(): Token {
		return this.#tokens[this.#at];
	}

	#take(...texts: string[]): Token | null {
		const token = this.#token;
		if ((token.kind !== "operator" && token.kind !== "name") || !texts.includes(token.text)) return null;
		this.#at++;
		return token;
	}

	#expected(what: string): OpError {
		const { kind, text, position } = this.#token;
		return wrong(`expected ${what} at position ${position}, found ${kind === "end" ? "the end" : `"${text}"`}`);
	}

	end(): void {
		if (this.#token.kind !== "end") throw this.#expected('"and", "or" or the end');
	}

	either(): Node {
		return this.#joined("or", () => this.#joined("and", () => this.#not()));
	}

	#joined(word: string, read: () => Node): Node {
		let left = read();
		for (let token = this.#take(word); token !== null; token = this.#take(word)) {
			const right = read();
			if (left.kind !== "condition" || right.kind !== "condition") {
				throw wrong(`"${word}" at position ${token.position} needs conditions`);
			}
			left = condition(word, token, [left, right]);
		}
		return left;
	}

	#not(): Node {
		let last: Token | null = null;
		let count = 0;
		for (let token = this.#take("not"); token !== null; token = this.#take("not")) {
			last = token;
			count++;
		}
		const inner = this.#comparison();
		if (last !== null && inner.kind !== "condition") throw wrong(`"not" at position ${last.position} needs a condition`);
		return last !== null && count % 2 === 1 ? condition("not", last, [inner]) : inner;
	}

	#comparison(): Node {
		let left = this.#sum();
		let found: Node | null = null;
		for (let token = this.#take(...COMPARISONS); token !== null; token = this.#take(...COMPARISONS)) {
			const right = this.#sum();
			const made = compared(token, left, right);
			found = found === null ? made : condition("and", token, [found, made]);
			left = right;
		}
		return found ?? left;
	}

	#sum(): Node {
		let left = this.#product();
		for (let token = this.#take("+", "-"); token !== null; token = this.#take("+", "-")) {
			left = calculated(token, left, this.#product());
		}
		return left;
	}

	#product(): Node {
		let left = this.#signed();
		for (let token = this.#take("*", "/", "%"); token !== null; token = this.#take("*", "/", "%")) {
			left = calculated(token, left, this.#signed());
		}
		return left;
	}

	#signed(): Node {
		const signs: Token[] = [];
		for (let token = this.#take("-"); token !== null; token = this.#take("-")) signs.unshift(token);
		let value = this.#value();
		for (const token of signs) value = calculated(token, literal("number", token, 0), value);
		return value;
	}

	#value(): Node {
		const token = this.#token;
		if (this.#take("(")) {
			if (++this.#depth > MAX_DEPTH) throw wrong(`brackets are nested more than ${MAX_DEPTH} deep at position ${token.position}`);
			const inner = this.either();
			if (!this.#take(")")) throw this.#expected('")"');
			this.#depth--;
			return inner;
		}
		const made = this.#leaf(token);
		this.#at++;
		return made;
	}

	#leaf(token: Token): Node {
		if (token.kind === "number") return literal("number", token, Number(token.text));
		if (token.kind === "note") return literal("number", token, pitchOf(token.text));
		if (token.kind === "text") return literal("text", token, token.text);
		if (token.kind !== "name" || ["and", "or", "not"].includes(token.text)) throw this.#expected("a value");
		const kind = KINDS.get(token.text);
		if (kind === undefined) {
			throw wrong(`there is no "${token.text}" (position ${token.position}); known are ${[...KINDS.keys()].join(", ")}`);
		}
		return { kind, what: "field", position: token.position, value: token.text, parts: [] };
	}
}

function pitchOf(name: string): number {
	const sign = name[1] === "#" ? 1 : name[1] === "b" ? -1 : 0;
	const octave = Number(name.slice(sign === 0 ? 1 : 2));
	return PITCH_CLASSES[name[0]] + sign + 12 * (octave + 1);
}

function literal(kind: Kind, { position }: Token, value: number | string): Node {
	return { kind, what: "literal", position, value, parts: [] };
}

function condition(what: string, { position }: Token, parts: Node[]): Node {
	return { kind: "condition", what, position, value: "", parts };
}

function compared(token: Token, left: Node, right: Node): Node {
	const { text, position } = token;
	if (text === "~" || text === "!~") {
		if (left.kind !== "text" || right.kind !== "text" || right.what !== "literal") {
			throw wrong(`"${text}" at position ${position} needs a text and a pattern in quotes`);
		}
	} else if (left.kind !== right.kind || left.kind === "condition") {
		throw wrong(`"${text}" at position ${position} needs two numbers or two texts`);
	} else if (left.kind === "text" && text !== "==" && text !== "!=") {
		throw wrong(`"${text}" at position ${position} needs two numbers; texts are compared by "==" or "~"`);
	}
	return condition(text, token, [left, right]);
}

function calculated(token: Token, left: Node, right: Node): Node {
	if (left.kind !== "number" || right.kind !== "number") throw wrong(`"${token.text}" at position ${token.position} needs numbers`);
	return { kind: "number", what: token.text, position: token.position, value: "", parts: [left, right] };
}
