/** A page without a browser: canvases that take events and draw into nothing, frames that come when they are asked for. */
import { vi } from "vitest";

type Callback = (time_ms: number) => void;

/**
 * Takes all that a 2D context takes and writes it down from the last `setTransform` on, with which the drawing of a surface
 * begins. Of images it keeps a sum of their pixels.
 */
class FakeContext {
	readonly #kept: Record<string | symbol, unknown> = {};
	#drawn: string[] = [];
	#isNew = false;
	#pixels = 0;

	readonly context: unknown = new Proxy(this.#kept, {
		get: (target, name) => target[name] ?? this.#method(String(name)),
		set: (target, name, value) => {
			target[name] = value;
			this.#write(`${String(name)}=${JSON.stringify(value)}`);
			return true;
		},
	});

	/** What was drawn the last time. */
	get drawn(): string {
		return this.#drawn.join("\n");
	}

	get pixels(): number {
		return this.#pixels;
	}

	#method(name: string): unknown {
		if (name === "measureText") return (text: string) => ({ width: text.length * 6 });
		if (name === "createImageData") return (width: number, height: number) => new FakeImageData(width, height);
		if (name === "getImageData") return () => ({ data: new Uint8ClampedArray([90, 110, 200, 255]) });
		if (name === "setTransform") return () => (this.#isNew = true);
		if (name === "putImageData") {
			return (image: FakeImageData) => {
				this.#pixels = sumOf(image.data);
				this.#write(`putImageData(${this.#pixels})`);
			};
		}
		return (...values: unknown[]) => {
			this.#write(`${name}(${values.map((value) => (value instanceof FakeCanvas ? value.pixels : JSON.stringify(value))).join()})`);
		};
	}

	#write(line: string): void {
		// A surface that showed everything already is begun and not touched.
		if (this.#isNew) this.#drawn = [];
		this.#isNew = false;
		this.#drawn.push(line);
	}
}

function sumOf(data: Uint8ClampedArray): number {
	let sum = 0;
	for (const value of data) sum = (Math.imul(sum, 31) + value) | 0;
	return sum;
}

export class FakeCanvas extends EventTarget {
	width = 1;
	height = 1;
	readonly style: Record<string, string> = {};
	readonly dataset: Record<string, string> = {};
	readonly parentElement: { clientWidth: number; clientHeight: number; style: Record<string, string> };
	readonly #context = new FakeContext();

	constructor(width_px = 1, height_px = 1) {
		super();
		this.parentElement = { clientWidth: width_px, clientHeight: height_px, style: {} };
	}

	getContext(): unknown {
		return this.#context.context;
	}

	get drawn(): string {
		return this.#context.drawn;
	}

	get pixels(): number {
		return this.#context.pixels;
	}

	/** Node warns of a signal that many listeners wait for; asking it when an event comes is the same. */
	override addEventListener(type: string, listener: (event: Event) => void, options?: AddEventListenerOptions): void {
		super.addEventListener(type, (event) => {
			if (!options?.signal?.aborted) listener(event);
		});
	}

	setPointerCapture(): void {}

	getBoundingClientRect(): { left: number; top: number; width: number; height: number } {
		return { left: 0, top: 0, width: this.parentElement.clientWidth, height: this.parentElement.clientHeight };
	}
}

class FakePointerEvent extends Event {
	constructor(type: string, values: object) {
		super(type, { cancelable: true });
		Object.assign(this, values);
	}
}

class FakeImageData {
	readonly data: Uint8ClampedArray;

	constructor(width: number, height: number) {
		this.data = new Uint8ClampedArray(width * height * 4);
	}
}

export interface FakePage {
	/** Draws what is out of date and lets animations go on, a few frames long. */
	frames(): void;
	event(type: string, values: object): Event;
}

/** Until `vi.unstubAllGlobals`. */
export function fakePage(): FakePage {
	let waiting: Callback[] = [];
	let time_ms = 0;
	vi.stubGlobal("OffscreenCanvas", FakeCanvas);
	vi.stubGlobal("ImageData", FakeImageData);
	vi.stubGlobal("PointerEvent", FakePointerEvent);
	vi.stubGlobal(
		"ResizeObserver",
		class {
			observe(): void {}
			disconnect(): void {}
		},
	);
	vi.stubGlobal("getComputedStyle", () => ({ position: "relative" }));
	vi.stubGlobal("document", { createElement: () => new FakeCanvas(), documentElement: { lang: "en" } });
	vi.stubGlobal("navigator", { language: "en", languages: ["en"] });
	vi.stubGlobal(
		"MutationObserver",
		class {
			observe(): void {}
			disconnect(): void {}
		},
	);
	vi.stubGlobal("requestAnimationFrame", (callback: Callback) => waiting.push(callback));
	vi.stubGlobal("cancelAnimationFrame", () => {
		waiting = [];
	});
	return {
		frames: () => {
			for (let frame = 0; frame < 3 && waiting.length > 0; frame++) {
				const due = waiting;
				waiting = [];
				time_ms += 17;
				for (const callback of due) callback(time_ms);
			}
		},
		event: (type, values) => new FakePointerEvent(type, values),
	};
}
