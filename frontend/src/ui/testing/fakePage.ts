/** A page without a browser: canvases that take events and draw into nothing, frames that come when they are asked for. */
import { vi } from "vitest";

type Callback = (time_ms: number) => void;

/** Takes all that a 2D context takes; only what is read back has a value. */
function silentContext(): unknown {
	const kept: Record<string | symbol, unknown> = {};
	const known: Record<string, unknown> = {
		measureText: (text: string) => ({ width: text.length * 6 }),
		createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(width * height * 4), width, height }),
		getImageData: () => ({ data: new Uint8ClampedArray([90, 110, 200, 255]) }),
	};
	return new Proxy(kept, {
		get: (target, name) => target[name] ?? known[name as string] ?? (() => undefined),
		set: (target, name, value) => {
			target[name] = value;
			return true;
		},
	});
}

export class FakeCanvas extends EventTarget {
	width = 1;
	height = 1;
	readonly style: Record<string, string> = {};
	readonly dataset: Record<string, string> = {};
	readonly parentElement: { clientWidth: number; clientHeight: number; style: Record<string, string> };
	readonly #context = silentContext();

	constructor(width_px = 1, height_px = 1) {
		super();
		this.parentElement = { clientWidth: width_px, clientHeight: height_px, style: {} };
	}

	getContext(): unknown {
		return this.#context;
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
