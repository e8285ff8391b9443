/** OKLCH (Ottosson 2020): lightness as the eye sees it, so that a colour becomes readable and keeps its hue. */
import { contrast, type Rgb } from "./color.ts";

type Lab = readonly [l: number, a: number, b: number];

const linear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
const gamma = (v: number): number => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

export function toOklab([red, green, blue]: Rgb): Lab {
	const r = linear(red / 255);
	const g = linear(green / 255);
	const b = linear(blue / 255);
	const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	return [
		0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
		1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
		0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
	];
}

/** Channels beyond sRGB are cut off. */
export function fromOklab([lightness, a, b]: Lab): Rgb {
	const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
	const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
	const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
	const channel = (v: number): number => Math.round(Math.min(1, Math.max(0, gamma(Math.max(0, v)))) * 255);
	return [
		channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
		channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
		channel(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
		1,
	];
}

const STEP = 0.02;

/** The colour itself, or as little darker (lighter) as makes it readable on all of these grounds. */
export function readableText(color: Rgb, grounds: readonly Rgb[], least = 4.5): Rgb {
	const passes = (candidate: Rgb): boolean => grounds.every((ground) => contrast(candidate, ground) >= least);
	if (passes(color)) return color;
	const [lightness, a, b] = toOklab(color);
	for (let step = STEP; step <= 1; step += STEP) {
		for (const l of [lightness - step, lightness + step]) {
			if (l < 0 || l > 1) continue;
			// Towards black and white there is less and less room for colour.
			const share = Math.min(1, l < lightness ? l / lightness : (1 - l) / (1 - lightness));
			const candidate = fromOklab([l, a * share, b * share]);
			if (passes(candidate)) return candidate;
		}
	}
	// No text reads on all of them: the better of black and white on the first.
	const [black, white]: [Rgb, Rgb] = [
		[0, 0, 0, 1],
		[255, 255, 255, 1],
	];
	return contrast(black, grounds[0]) >= contrast(white, grounds[0]) ? black : white;
}
