/**
 * Drawing written down instead of done: numbers in one array, texts and images beside it. It can be sent to another thread,
 * drawn again into any painter, or walked by what writes a file.
 */
import type { Painter } from "./painter.ts";

/** Operations with as many numbers as each takes. Text operations begin with the place of their text, images with that of theirs. */
const SIZES = {
	fillRect: 4,
	strokeRect: 4,
	clearRect: 4,
	beginPath: 0,
	moveTo: 2,
	lineTo: 2,
	quadraticCurveTo: 4,
	arc: 5,
	rect: 4,
	roundRect: 8,
	closePath: 0,
	fill: 0,
	stroke: 0,
	clip: 0,
	save: 0,
	restore: 0,
	fillText: 3,
	strokeText: 3,
	drawImage: 9,
	setLineDash: 2,
	globalAlpha: 1,
	lineWidth: 1,
	imageSmoothingEnabled: 1,
	fillStyle: 1,
	strokeStyle: 1,
	font: 1,
	lineJoin: 1,
	lineCap: 1,
	textAlign: 1,
	textBaseline: 1,
} as const;

export type DrawOp = keyof typeof SIZES;
export const DRAW_OPS = Object.keys(SIZES) as readonly DrawOp[];
const CODES = Object.fromEntries(DRAW_OPS.map((op, code) => [op, code])) as Record<DrawOp, number>;
/** Those whose one number is the place of a text. */
const WORDS: ReadonlySet<DrawOp> = new Set(["fillStyle", "strokeStyle", "font", "lineJoin", "lineCap", "textAlign", "textBaseline"]);

/** How wide a text is in a font. */
export type TextMeasure = (text: string, font: string) => number;

/** What a display list holds: plain data, so that it can be posted to a worker (`numbers.buffer` handed over). */
export interface Drawing {
	/** Code of an operation (its place in `DRAW_OPS`), then its numbers. */
	numbers: Float64Array;
	texts: string[];
	images: CanvasImageSource[];
}

export class DisplayList implements Painter {
	#numbers = new Float64Array(1024);
	#length = 0;
	readonly #texts: string[] = [];
	readonly #places = new Map<string, number>();
	readonly #images: CanvasImageSource[] = [];
	readonly #measure: TextMeasure;
	/** What is set now: setting it again is not written down. */
	#state = startState();
	readonly #saved: ReturnType<typeof startState>[] = [];

	constructor(measure: TextMeasure) {
		this.#measure = measure;
	}

	/** What was drawn so far. */
	drawing(): Drawing {
		return { numbers: this.#numbers.slice(0, this.#length), texts: [...this.#texts], images: [...this.#images] };
	}

	fillRect(x: number, y: number, w: number, h: number): void {
		this.#put(CODES.fillRect, x, y, w, h);
	}

	strokeRect(x: number, y: number, w: number, h: number): void {
		this.#put(CODES.strokeRect, x, y, w, h);
	}

	clearRect(x: number, y: number, w: number, h: number): void {
		this.#put(CODES.clearRect, x, y, w, h);
	}

	beginPath(): void {
		this.#put(CODES.beginPath);
	}

	moveTo(x: number, y: number): void {
		this.#put(CODES.moveTo, x, y);
	}

	lineTo(x: number, y: number): void {
		this.#put(CODES.lineTo, x, y);
	}

	quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
		this.#put(CODES.quadraticCurveTo, cx, cy, x, y);
	}

	arc(x: number, y: number, radius: number, start: number, end: number): void {
		this.#put(CODES.arc, x, y, radius, start, end);
	}

	rect(x: number, y: number, w: number, h: number): void {
		this.#put(CODES.rect, x, y, w, h);
	}

	/** Written down with one radius for each corner, from the top left on clockwise. */
	roundRect(x: number, y: number, w: number, h: number, radii: unknown = 0): void {
		const [a, b = a, c = a, d = b] = Array.isArray(radii) ? radii : [radii];
		if (![a, b, c, d].every(Number.isFinite)) throw new TypeError("A display list takes corners with one radius each");
		this.#put(CODES.roundRect, x, y, w, h, a, b, c, d);
	}

	/** A dash and a gap; 0, 0 for a whole line. */
	setLineDash(segments: readonly number[]): void {
		if (segments.length > 2) throw new TypeError("A display list takes a dash and a gap");
		const [dash = 0, gap = dash] = segments;
		if (this.#state.dash === dash && this.#state.gap === gap) return;
		Object.assign(this.#state, { dash, gap });
		this.#put(CODES.setLineDash, dash, gap);
	}

	closePath(): void {
		this.#put(CODES.closePath);
	}

	fill(): void {
		this.#put(CODES.fill);
	}

	stroke(): void {
		this.#put(CODES.stroke);
	}

	clip(): void {
		this.#put(CODES.clip);
	}

	save(): void {
		this.#saved.push({ ...this.#state });
		this.#put(CODES.save);
	}

	restore(): void {
		this.#state = this.#saved.pop() ?? this.#state;
		this.#put(CODES.restore);
	}

	fillText(text: string, x: number, y: number): void {
		this.#put(CODES.fillText, this.#place(text), x, y);
	}

	strokeText(text: string, x: number, y: number): void {
		this.#put(CODES.strokeText, this.#place(text), x, y);
	}

	measureText(text: string): { width: number } {
		return { width: this.#measure(text, this.#state.font) };
	}

	drawImage(image: CanvasImageSource, ...spans: number[]): void {
		if (spans.length !== 8) throw new TypeError("A display list takes images with their source and target rectangle");
		let at = this.#images.indexOf(image);
		if (at < 0) at = this.#images.push(image) - 1;
		this.#put(CODES.drawImage, at, ...spans);
	}

	get fillStyle(): string {
		return this.#state.fillStyle;
	}

	set fillStyle(style: Painter["fillStyle"]) {
		this.#word("fillStyle", style);
	}

	get strokeStyle(): string {
		return this.#state.strokeStyle;
	}

	set strokeStyle(style: Painter["strokeStyle"]) {
		this.#word("strokeStyle", style);
	}

	get font(): string {
		return this.#state.font;
	}

	set font(font: string) {
		this.#word("font", font);
	}

	get lineJoin(): CanvasLineJoin {
		return this.#state.lineJoin as CanvasLineJoin;
	}

	set lineJoin(join: CanvasLineJoin) {
		this.#word("lineJoin", join);
	}

	get lineCap(): CanvasLineCap {
		return this.#state.lineCap as CanvasLineCap;
	}

	set lineCap(cap: CanvasLineCap) {
		this.#word("lineCap", cap);
	}

	get textAlign(): CanvasTextAlign {
		return this.#state.textAlign as CanvasTextAlign;
	}

	set textAlign(align: CanvasTextAlign) {
		this.#word("textAlign", align);
	}

	get textBaseline(): CanvasTextBaseline {
		return this.#state.textBaseline as CanvasTextBaseline;
	}

	set textBaseline(baseline: CanvasTextBaseline) {
		this.#word("textBaseline", baseline);
	}

	get globalAlpha(): number {
		return this.#state.globalAlpha;
	}

	set globalAlpha(alpha: number) {
		this.#number("globalAlpha", alpha);
	}

	get lineWidth(): number {
		return this.#state.lineWidth;
	}

	set lineWidth(width: number) {
		this.#number("lineWidth", width);
	}

	get imageSmoothingEnabled(): boolean {
		return this.#state.imageSmoothingEnabled === 1;
	}

	set imageSmoothingEnabled(enabled: boolean) {
		this.#number("imageSmoothingEnabled", enabled ? 1 : 0);
	}

	#word(
		name: keyof ReturnType<typeof startState> &
			("fillStyle" | "strokeStyle" | "font" | "lineJoin" | "lineCap" | "textAlign" | "textBaseline"),
		value: unknown,
	): void {
		if (typeof value !== "string") throw new TypeError(`A display list takes colours as CSS, not gradients or patterns (${name})`);
		if (this.#state[name] === value) return;
		this.#state[name] = value;
		this.#put(CODES[name], this.#place(value));
	}

	#number(name: "globalAlpha" | "lineWidth" | "imageSmoothingEnabled", value: number): void {
		if (this.#state[name] === value) return;
		this.#state[name] = value;
		this.#put(CODES[name], value);
	}

	#place(text: string): number {
		let place = this.#places.get(text);
		if (place === undefined) {
			place = this.#texts.push(text) - 1;
			this.#places.set(text, place);
		}
		return place;
	}

	#put(code: number, ...values: number[]): void {
		if (this.#length + 1 + values.length > this.#numbers.length) {
			const longer = new Float64Array(this.#numbers.length * 2);
			longer.set(this.#numbers);
			this.#numbers = longer;
		}
		this.#numbers[this.#length++] = code;
		for (let i = 0; i < values.length; i++) this.#numbers[this.#length++] = values[i];
	}
}

/** A canvas begins with these. */
export function startState() {
	return {
		fillStyle: "#000000",
		strokeStyle: "#000000",
		font: "10px sans-serif",
		lineJoin: "miter",
		lineCap: "butt",
		textAlign: "start",
		textBaseline: "alphabetic",
		globalAlpha: 1,
		lineWidth: 1,
		dash: 0,
		gap: 0,
		imageSmoothingEnabled: 1,
	};
}

/** Visits each operation in order: its name, its numbers, and its text or image if it has one. */
export function walk(drawing: Drawing, visit: (op: DrawOp, numbers: number[], what: string | CanvasImageSource | null) => void): void {
	const { numbers, texts, images } = drawing;
	for (let i = 0; i < numbers.length; ) {
		const op = DRAW_OPS[numbers[i]] as DrawOp;
		const values = Array.from(numbers.subarray(i + 1, i + 1 + SIZES[op]));
		i += 1 + SIZES[op];
		const isText = WORDS.has(op) || op === "fillText" || op === "strokeText";
		const what = isText ? texts[values[0]] : op === "drawImage" ? images[values[0]] : null;
		visit(op, what === null ? values : values.slice(1), what);
	}
}

/** Draws it all into another painter, whose state must be the one that a canvas begins with. */
export function replay(drawing: Drawing, painter: Painter): void {
	walk(drawing, (op, numbers, what) => {
		if (WORDS.has(op)) Object.assign(painter, { [op]: what });
		else if (op === "globalAlpha" || op === "lineWidth") painter[op] = numbers[0];
		else if (op === "setLineDash") painter.setLineDash(numbers[0] > 0 ? numbers : []);
		else if (op === "imageSmoothingEnabled") painter.imageSmoothingEnabled = numbers[0] === 1;
		else if (op === "roundRect") {
			const [x, y, w, h, ...radii] = numbers;
			painter.roundRect(x, y, w, h, radii.every((radius) => radius === radii[0]) ? radii[0] : radii);
		} else {
			const call = painter[op] as (...args: unknown[]) => void;
			if (what === null) call.apply(painter, numbers);
			else call.call(painter, what, ...numbers);
		}
	});
}
