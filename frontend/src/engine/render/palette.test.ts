import { describe, expect, it } from "vitest";
import { DARK, LIGHT, type Theme } from "../state/theme.ts";
import { GHOST, WHOLE } from "../state/trackView.ts";
import { contrast, parseColor, type Rgb } from "./color.ts";
import { fromOklab, readableText, toOklab } from "./oklch.ts";
import { Palette } from "./palette.ts";

const THEMES: [string, Theme][] = [
	["light", LIGHT],
	["dark", DARK],
];

const toLinear = (v: number): number => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);

/** Machado, Oliveira and Fernandes 2009, table of the matrices at severity 1.0, on linear RGB. */
const SIMULATIONS: Record<string, readonly number[]> = {
	protan: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
	deutan: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
	tritan: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
	normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
};

/** CIELAB of D65 white, from linear RGB (IEC 61966-2-1 primaries). */
function lab([r, g, b]: number[]): number[] {
	const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (t * (24389 / 27) + 16) / 116);
	const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
	const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
	const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

function seen(css: string, matrix: readonly number[]): number[] {
	const rgb = parseColor(css)
		.slice(0, 3)
		.map((v) => toLinear(v / 255));
	const at = (row: number): number => {
		const sum = rgb.reduce((total, v, i) => total + v * matrix[3 * row + i], 0);
		return Math.min(1, Math.max(0, sum));
	};
	return lab([at(0), at(1), at(2)]);
}

describe.each(THEMES)("the tracks' colours, %s", (_, theme) => {
	it.each(Object.entries(SIMULATIONS))("are 20 apart in CIELAB for %s eyes", (_, matrix) => {
		const colours = theme.tracks.map((css) => seen(css, matrix));
		for (let i = 0; i < colours.length; i++) {
			for (let j = 0; j < i; j++) {
				const distance = Math.hypot(...colours[i].map((v, k) => v - colours[j][k]));
				expect(distance, `${theme.tracks[j]} and ${theme.tracks[i]}`).toBeGreaterThanOrEqual(20);
			}
		}
	});

	it("have an edge of 3:1 against the ground, which light fills alone have not", () => {
		const palette = new Palette(theme, []);
		const edges = palette.styles.filter((_, i) => i % 8 === 7).map((style) => contrast(parseColor(style.edge), palette.background));
		if (theme.dark) expect(Math.max(...edges)).toBeGreaterThan(3);
		else expect(Math.min(...edges)).toBeGreaterThanOrEqual(3);
	});

	it("move towards the ground by six per cent at the softest, so that text stays readable", () => {
		const palette = new Palette(theme, []);
		const [soft, loud] = [palette.styles[0], palette.styles[7]].map((style) => parseColor(style.fill));
		for (const i of [0, 1, 2])
			expect(Math.abs(soft[i] - loud[i])).toBeLessThanOrEqual(Math.abs(palette.background[i] - loud[i]) * 0.06 + 1);
	});
});

it("lets the transcription and the F0 have colours of their own", () => {
	for (const [, theme] of THEMES)
		for (const name of ["curve", "doubtLine", "error"] as const) expect(theme.tracks).not.toContain(theme[name]);
});

describe("styles of notes", () => {
	const tracks = (changes: object[]) =>
		changes.map((change) => ({ name: "", program: 0, channel: 0, is_drum: false, muted: false, solo: false, volume: 1, ...change }));

	it("let other tracks than the active one stand back, unless they are selected", () => {
		const palette = new Palette(LIGHT, tracks([{}, {}]), Uint8Array.of(WHOLE, GHOST));
		const [own, other] = [palette.bucketOf(0, 100), palette.bucketOf(1, 100)];
		expect([palette.styles[own].ghost, palette.styles[other].ghost, palette.selected[other].ghost]).toEqual([false, true, false]);
		expect(new Palette(LIGHT, tracks([{}, {}])).styles[other].ghost).toBe(false);
	});

	it("hollow out a silent track and hatch a locked one, and the ninth of the same colour", () => {
		const palette = new Palette(LIGHT, tracks([{ muted: true }, { locked: true }, {}, {}, {}, {}, {}, {}, {}]));
		expect(palette.styles[palette.bucketOf(0, 100)]).toMatchObject({ hollow: true, hatch: "" });
		expect(palette.styles[palette.bucketOf(1, 100)].hatch).not.toBe("");
		expect(palette.styles[palette.bucketOf(2, 100)].hatch).toBe("");
		expect(palette.styles[palette.bucketOf(8, 100)].hatch).not.toBe("");
	});
});

describe("text over a page's own colours", () => {
	it("is left as it is where it reads, else as little changed as makes it", () => {
		const white: Rgb = [255, 255, 255, 1];
		expect(readableText([90, 96, 114, 1], [white])).toEqual([90, 96, 114, 1]);
		// Gradio's orange accent on white: 2.8:1.
		const orange: Rgb = [249, 115, 22, 1];
		const corrected = readableText(orange, [white]);
		expect(contrast(corrected, white)).toBeGreaterThanOrEqual(4.5);
		expect(contrast(corrected, white)).toBeLessThan(5.5);
		expect(corrected[0]).toBeGreaterThan(corrected[2] + 80);
		const dark: Rgb = [23, 26, 33, 1];
		expect(contrast(readableText([60, 60, 160, 1], [dark]), dark)).toBeGreaterThanOrEqual(4.5);
	});

	it("knows OKLCH: Ottosson's value of sRGB red, and back", () => {
		// bottosson.github.io/posts/oklab, confirmed by the CSS Color 4 sample code: red is L 0.62796, a 0.22486, b 0.12585.
		const [l, a, b] = toOklab([255, 0, 0, 1]);
		expect([l, a, b].map((v) => Math.round(v * 1e4))).toEqual([6280, 2249, 1258]);
		expect(fromOklab([l, a, b])).toEqual([255, 0, 0, 1]);
	});
});
