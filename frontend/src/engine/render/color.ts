/** Colours as numbers: mixing happens once per theme, never per note. */

export type Rgb = readonly [r: number, g: number, b: number, a: number];

let probe: CanvasRenderingContext2D | null = null;

/** Any CSS colour. Plain hex and rgb() are read directly; the rest is asked of the browser. */
export function parseColor(css: string): Rgb {
	const text = css.trim();
	const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
	if (hex) return parseHex(hex, text);
	const call = /^rgba?\(([^)]+)\)$/i.exec(text)?.[1];
	if (call) return parseCall(call);
	return probeColor(text);
}

function parseHex(hex: string, css: string): Rgb {
	const wide = hex.length <= 4 ? [...hex].map((c) => c + c).join("") : hex;
	if (wide.length !== 6 && wide.length !== 8) throw new RangeError(`"${css}" is not a colour`);
	const at = (i: number): number => Number.parseInt(wide.slice(i, i + 2), 16);
	return [at(0), at(2), at(4), wide.length === 8 ? at(6) / 255 : 1];
}

function parseCall(body: string): Rgb {
	const parts = body.split(/[\s,/]+/).filter(Boolean);
	const channel = (i: number): number => {
		const part = parts[i] ?? "0";
		return part.endsWith("%") ? Number.parseFloat(part) * 2.55 : Number.parseFloat(part);
	};
	const alpha = parts[3];
	const a = alpha === undefined ? 1 : alpha.endsWith("%") ? Number.parseFloat(alpha) / 100 : Number.parseFloat(alpha);
	return [channel(0), channel(1), channel(2), a];
}

function probeColor(css: string): Rgb {
	if (typeof document === "undefined") throw new RangeError(`"${css}" is not a hex or rgb() colour`);
	probe ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
	if (!probe) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
	probe.clearRect(0, 0, 1, 1);
	probe.fillStyle = "#888888";
	probe.fillStyle = css;
	probe.fillRect(0, 0, 1, 1);
	const [r = 0, g = 0, b = 0, a = 255] = probe.getImageData(0, 0, 1, 1).data;
	return [r, g, b, a / 255];
}

/** `share` of `b` in `a`, alpha too. */
export function mix(a: Rgb, b: Rgb, share: number): Rgb {
	const at = (i: 0 | 1 | 2 | 3): number => a[i] + (b[i] - a[i]) * share;
	return [at(0), at(1), at(2), at(3)];
}

export function withAlpha(color: Rgb, alpha: number): Rgb {
	return [color[0], color[1], color[2], alpha];
}

export function cssOf([r, g, b, a]: Rgb): string {
	const rgb = `${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)}`;
	return a >= 1 ? `rgb(${rgb})` : `rgba(${rgb}, ${Math.round(a * 1000) / 1000})`;
}

/** Opaque pixel for a Uint32 view of ImageData (little endian, as everywhere that browsers run). */
export function pixelOf([r, g, b]: Rgb): number {
	return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

/** A pixel with a share of another one over it. */
export function blend(below: number, above: number, share: number): number {
	const at = (shift: number): number => {
		const low = (below >>> shift) & 255;
		return Math.round(low + (((above >>> shift) & 255) - low) * share) << shift;
	};
	return ((255 << 24) | at(16) | at(8) | at(0)) >>> 0;
}

/** Relative luminance, 0 black to 1 white (WCAG). */
export function luminance(color: Rgb): number {
	const linear = (v: number): number => {
		const s = v / 255;
		return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
	};
	return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}

/** The better readable of two text colours on a ground. */
export function readableOn(ground: Rgb, dark: Rgb, light: Rgb): Rgb {
	const l = luminance(ground) + 0.05;
	const onDark = l / (luminance(dark) + 0.05);
	const onLight = (luminance(light) + 0.05) / l;
	return onDark >= onLight ? dark : light;
}

/** Contrast of two opaque colours, 1 to 21 (WCAG). */
export function contrast(a: Rgb, b: Rgb): number {
	const [low, high] = [luminance(a) + 0.05, luminance(b) + 0.05].sort((x, y) => x - y) as [number, number];
	return high / low;
}
