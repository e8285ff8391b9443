/**
 * Regular expressions without surprises in time: one step for each character, whatever the pattern. Known are letters as they
 * are, `.`, `[a-z가-힣]`, `[^…]`, `\d \w \s` and their opposites, `( )`, `|`, `* + ?`, `{2}`, `{1,3}`, `^` and `$`. A pattern
 * becomes a nondeterministic automaton (K. Thompson, "Regular expression search algorithm", CACM 11(6), 1968), whose sets of
 * states are kept as they are met.
 */
import { OpError } from "../errors.ts";

const MAX_LENGTH = 200;
const MAX_REPEAT = 100;
const MAX_PROGRAM = 2000;
const MAX_DEPTH = 20;
/** Steps of the automaton that were not met before, over all texts of one search. */
const MAX_WORK = 4_000_000;
const MAX_KEPT = 2000;
const BLANKS = " \t\n\r\f\v\u00a0\u3000";

type Test = (char: string) => boolean;

/** What a program consists of: a character to be met, a fork, a place in the text, the end. */
interface Instruction {
	kind: "char" | "fork" | "start" | "end" | "match";
	test: Test | null;
	targets: number[];
}

interface Node {
	states: number[];
	fits: boolean;
	next: Map<string, Node>;
}

function broken(reason: string): OpError {
	return new OpError(`pattern: ${reason}`, "pattern");
}

/** A pattern that is looked for anywhere in a text. */
export class Pattern {
	readonly #program: Instruction[];
	#nodes = new Map<string, Node>();
	#first: Node;
	#work = 0;

	constructor(source: string) {
		this.#program = new Compiler(source).program();
		this.#first = this.#node(this.#closure([0], true, false));
	}

	foundIn(text: string): boolean {
		let node = this.#first;
		for (const char of text) {
			if (node.fits) return true;
			node = node.next.get(char) ?? this.#step(node, char);
		}
		return node.fits || this.#fitsAtEnd(node, text === "");
	}

	#step(node: Node, char: string): Node {
		const after = [0];
		for (const at of node.states) {
			const { test, targets } = this.#program[at];
			if (test?.(char)) after.push(...targets);
		}
		const reached = this.#node(this.#closure(after, false, false));
		if (this.#nodes.size > MAX_KEPT) {
			this.#nodes = new Map();
			this.#first = this.#node(this.#closure([0], true, false));
		}
		node.next.set(char, reached);
		return reached;
	}

	#node(states: number[]): Node {
		const name = states.join();
		let node = this.#nodes.get(name);
		if (node === undefined) {
			node = { states, fits: states.some((at) => this.#program[at].kind === "match"), next: new Map() };
			this.#nodes.set(name, node);
		}
		return node;
	}

	#fitsAtEnd(node: Node, atStart: boolean): boolean {
		const waiting = node.states.filter((at) => this.#program[at].kind === "end");
		return waiting.length > 0 && this.#closure(waiting, atStart, true).some((at) => this.#program[at].kind === "match");
	}

	#closure(states: readonly number[], atStart: boolean, atEnd: boolean): number[] {
		const seen = new Set(states);
		const open = [...states];
		for (let at = open.pop(); at !== undefined; at = open.pop()) {
			const { kind, targets } = this.#program[at];
			this.#work++;
			if (kind !== "fork" && !(kind === "start" && atStart) && !(kind === "end" && atEnd)) continue;
			for (const target of targets) {
				if (seen.has(target)) continue;
				seen.add(target);
				open.push(target);
			}
		}
		if (this.#work > MAX_WORK) throw broken("it takes too long with so many different texts; make it simpler");
		return [...seen].filter((at) => ["char", "end", "match"].includes(this.#program[at].kind)).sort((a, b) => a - b);
	}
}

/** Reads a pattern and writes its program; each part ends at the instruction behind it. */
class Compiler {
	readonly #source: readonly string[];
	#at = 0;
	#depth = 0;
	#out: Instruction[] = [];

	constructor(source: string) {
		this.#source = Array.from(source);
		if (this.#source.length > MAX_LENGTH) throw broken(`it has ${this.#source.length} characters; ${MAX_LENGTH} are the most`);
	}

	program(): Instruction[] {
		this.#choice();
		if (this.#at < this.#source.length) throw broken('there is a ")" without a "("');
		this.#put("match", null, []);
		return this.#out;
	}

	#put(kind: Instruction["kind"], test: Test | null, targets: number[]): number {
		if (this.#out.length >= MAX_PROGRAM) throw broken("it repeats too much; make it simpler");
		return this.#out.push({ kind, test, targets }) - 1;
	}

	get #peek(): string {
		return this.#source[this.#at] ?? "";
	}

	#choice(): void {
		if (++this.#depth > MAX_DEPTH) throw broken("its brackets are nested too deeply");
		const begin = this.#out.length;
		this.#sequence();
		while (this.#peek === "|") {
			this.#at++;
			const first = this.#out.splice(begin);
			const fork = this.#put("fork", null, []);
			this.#paste(first, begin);
			const leave = this.#put("fork", null, []);
			this.#out[fork].targets = [fork + 1, this.#out.length];
			this.#sequence();
			this.#out[leave].targets = [this.#out.length];
		}
		this.#depth--;
	}

	#sequence(): void {
		while (!["", "|", ")"].includes(this.#peek)) {
			const begin = this.#out.length;
			this.#one();
			this.#repeats(begin);
		}
	}

	/** A part that was written from `begin` on, once more at the end. */
	#paste(part: readonly Instruction[], begin: number): void {
		const by = this.#out.length - begin;
		for (const { kind, test, targets } of part)
			this.#put(
				kind,
				test,
				targets.map((target) => target + by),
			);
	}

	#repeats(begin: number): void {
		const sign = this.#peek;
		if (!["*", "+", "?", "{"].includes(sign)) return;
		const [least, most] = sign === "{" ? this.#range() : ([sign === "+" ? 1 : 0, sign === "?" ? 1 : null] as const);
		if (sign !== "{") this.#at++;
		if (this.#peek === "?") this.#at++; // as few as possible: the same question, whether it fits
		if (["*", "+", "?", "{"].includes(this.#peek)) throw broken(`"${this.#peek}" repeats what is repeated already`);
		const part = this.#out.splice(begin);
		for (let i = 0; i < least; i++) this.#paste(part, begin);
		if (most === null) {
			const fork = this.#put("fork", null, []);
			this.#paste(part, begin);
			this.#put("fork", null, [fork]);
			this.#out[fork].targets = [fork + 1, this.#out.length];
			return;
		}
		const forks: number[] = [];
		for (let i = least; i < most; i++) {
			forks.push(this.#put("fork", null, []));
			this.#paste(part, begin);
		}
		for (const fork of forks) this.#out[fork].targets = [fork + 1, this.#out.length];
	}

	#range(): readonly [number, number | null] {
		const end = this.#source.indexOf("}", this.#at);
		const inside = end < 0 ? "" : this.#source.slice(this.#at + 1, end).join("");
		const match = /^([0-9]{1,6})(,?)([0-9]{0,6})$/.exec(inside);
		if (!match || match[1].length + match[3].length > 6 || (match[2] === "" && match[3] !== "")) {
			throw broken('"{" must be a number of times such as {2} or {1,3}');
		}
		this.#at = end + 1;
		const least = Number(match[1]);
		const most = match[3] !== "" ? Number(match[3]) : match[2] === "," ? null : least;
		if (Math.max(least, most ?? 0) > MAX_REPEAT || (most !== null && most < least)) {
			throw broken(`{${inside}} must ascend and repeat at most ${MAX_REPEAT} times`);
		}
		return [least, most];
	}

	#one(): void {
		const char = this.#peek;
		this.#at++;
		if (char === "(") {
			if (this.#peek === "?") {
				if (this.#source[this.#at + 1] !== ":") throw broken('"(?" is not known here');
				this.#at += 2;
			}
			this.#choice();
			if (this.#peek !== ")") throw broken('a "(" has no ")"');
			this.#at++;
		} else if (["*", "+", "?", "{"].includes(char)) throw broken(`"${char}" has nothing to repeat`);
		else if (char === "^" || char === "$") this.#put(char === "^" ? "start" : "end", null, [this.#out.length + 1]);
		else this.#put("char", this.#test(char), [this.#out.length + 1]);
	}

	#test(char: string): Test {
		if (char === ".") return () => true;
		if (char === "[") return this.#set();
		return char === "\\" ? this.#escape() : is(char);
	}

	#set(): Test {
		const negated = this.#peek === "^";
		if (negated) this.#at++;
		const tests: Test[] = [];
		const begin = this.#at;
		while (this.#peek !== "]" || this.#at === begin) {
			if (this.#peek === "") throw broken('a "[" has no "]"');
			const low = this.#member(tests);
			const follows = this.#source[this.#at + 1] ?? "";
			if (low !== "" && this.#peek === "-" && follows !== "" && follows !== "]") {
				this.#at++;
				const high = this.#member(tests);
				if (high === "" || codeOf(high) < codeOf(low)) throw broken(`"${low}-${high}" is no range of characters`);
				tests.push((char) => codeOf(char) >= codeOf(low) && codeOf(char) <= codeOf(high));
			} else if (low !== "") tests.push(is(low));
		}
		this.#at++;
		return oneOf(tests, negated);
	}

	/** A character of a set; empty when it was a class, which is added to the tests. */
	#member(tests: Test[]): string {
		const char = this.#peek;
		this.#at++;
		if (char !== "\\") return char;
		if (["d", "w", "s"].includes(this.#peek.toLowerCase())) {
			tests.push(this.#escape());
			return "";
		}
		return this.#escaped();
	}

	#escape(): Test {
		const kind = this.#peek.toLowerCase();
		const test = kind === "d" ? isDigit : kind === "w" ? isWord : kind === "s" ? isBlank : null;
		if (test === null) return is(this.#escaped());
		const negated = this.#peek !== kind;
		this.#at++;
		return oneOf([test], negated);
	}

	#escaped(): string {
		const char = this.#peek;
		this.#at++;
		if (char === "" || isWord(char)) throw broken(`"\\${char}" is not known here`);
		return char;
	}
}

function codeOf(char: string): number {
	return char.codePointAt(0) as number;
}

function is(wanted: string): Test {
	return (char) => char === wanted;
}

function oneOf(tests: readonly Test[], negated: boolean): Test {
	return (char) => tests.some((test) => test(char)) !== negated;
}

function isDigit(char: string): boolean {
	return char >= "0" && char <= "9";
}

function isWord(char: string): boolean {
	return /^[\p{L}\p{N}_]$/u.test(char);
}

function isBlank(char: string): boolean {
	return BLANKS.includes(char);
}
