/** The roll's theme in its surroundings: our presets, with what Gradio's page says taken first and made readable. */
import { type Rgb as Color, contrast, luminance, parseColor } from "../engine/render/color";
import { readableText } from "../engine/render/oklch";
import { DARK, LIGHT, type Theme } from "../engine/state/theme";

type Rgb = [red: number, green: number, blue: number];
type Named = Exclude<keyof Theme, "dark" | "tracks" | "layers" | "font" | "textScale" | "noteEdge">;

const USUAL_REM_PX = 16;

/** How much of the page's tint the grounds take on. */
const TINT = 0.6;
const GROUNDS = [
	"background",
	"rowDark",
	"rowLine",
	"octaveLine",
	"gridLine",
	"beatLine",
	"barLine",
	"panel",
	"panelLine",
	"sunk",
] as const;

/** Any CSS colour as the canvas writes it (`#rrggbb` or `rgba()`); null when the browser cannot read it. */
export function canvasColor(css: string): string | null {
	const context = document.createElement("canvas").getContext("2d");
	if (!context || !css) return null;
	context.fillStyle = "#010203";
	context.fillStyle = css;
	const first = context.fillStyle;
	context.fillStyle = "#040506";
	context.fillStyle = css;
	return first === context.fillStyle ? first : null;
}

export function themeAround(element: HTMLElement, dark: boolean): Theme {
	const preset = dark ? DARK : LIGHT;
	// Gradio's dark colours belong to a class that the roll itself has while it is dark: what the page says stands around it.
	const style = getComputedStyle(element.parentElement ?? element);
	const theme = pageTheme(preset, (name) => canvasColor(style.getPropertyValue(name).trim()));
	const textScale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / USUAL_REM_PX || 1;
	return { ...theme, textScale, font: style.fontFamily ? `${style.fontFamily}, ${preset.font}` : preset.font };
}

const FORCED = "(forced-colors: active)";

/**
 * Says the theme around an element now and whenever the page's own, the system's, or the reader's forced colours change,
 * until the returned function is called.
 */
export function followTheme(change: () => void): () => void {
	// Gradio switches themes by a class on the body; a hidden tab has no computed font until it is shown.
	const restyled = new MutationObserver(change);
	restyled.observe(document.body, { attributes: true, attributeFilter: ["class"] });
	const queries = [FORCED, "(prefers-color-scheme: dark)"].map((query) => matchMedia(query));
	for (const query of queries) query.addEventListener("change", change);
	return () => {
		restyled.disconnect();
		for (const query of queries) query.removeEventListener("change", change);
	};
}

/** The theme in the colours that the reader forces on all pages; null when none are, or they cannot be had. */
export async function forcedThemeAround(element: HTMLElement, theme: Theme): Promise<Theme | null> {
	if (!matchMedia(FORCED).matches) return null;
	try {
		const { addForcedSheet, forcedTheme, systemColors } = await import("./forcedColors");
		addForcedSheet();
		return matchMedia(FORCED).matches ? forcedTheme(theme, systemColors(element)) : null;
	} catch (error) {
		console.warn("gradio-pianoroll:", error);
		return null;
	}
}

/** Gradio's variable of each token that has one. */
const VARIABLES: readonly (readonly [Named, string])[] = [
	["panel", "--background-fill-secondary"],
	["raised", "--background-fill-primary"],
	["sunk", "--input-background-fill"],
	["panelLine", "--border-color-primary"],
	["text", "--body-text-color"],
	["mutedText", "--body-text-color-subdued"],
	["accent", "--color-accent"],
	["tint", "--color-accent-soft"],
	["error", "--error-text-color"],
];

/** The preset with what the page gives, as far as it is an opaque colour of the same brightness; text is made readable. */
export function pageTheme(preset: Theme, variable: (name: string) => string | null): Theme {
	const theme: Theme = { ...tinted(preset, variable("--block-background-fill")) };
	for (const [token, name] of VARIABLES) {
		const given = variable(name);
		const own = theme[token];
		if (given && readHex(given) && suits(token, parseColor(given), parseColor(own), theme)) theme[token] = given;
	}
	return readable(theme);
}

/** Grounds have to be light in the light theme and dark in the dark one, and a raised one no darker than its panel. */
function suits(token: Named, given: Color, own: Color, theme: Theme): boolean {
	if (token === "raised") return luminance(given) >= luminance(parseColor(theme.panel));
	if (token === "sunk") return luminance(given) < luminance(parseColor(theme.raised));
	// Gradio's dark theme writes errors nearly white on a ground that a line of text has not.
	if (token === "error") return given[0] - Math.max(given[1], given[2]) > 60;
	if (token !== "panel" && token !== "tint") return true;
	return Math.abs(Math.sqrt(luminance(given)) - Math.sqrt(luminance(own))) < 0.3;
}

/** Each text on each ground that it stands on, 4.5:1 at least. */
function readable(theme: Theme): Theme {
	const color = (name: Named): Color => parseColor(theme[name]);
	const panels = [color("panel"), color("raised"), color("sunk"), color("background")];
	const text = (name: Named, grounds: Color[]): string => writeHex(readableText(color(name), grounds).slice(0, 3) as Rgb);
	const [black, white] = [parseColor("#0b1020"), parseColor("#ffffff")];
	const accent = color("accent");
	return {
		...theme,
		text: text("text", panels),
		mutedText: text("mutedText", panels),
		accentText: writeHex(readableText(accent, [...panels, color("tint")]).slice(0, 3) as Rgb),
		onAccent: contrast(accent, white) >= 4.5 || contrast(accent, white) > contrast(accent, black) ? "#ffffff" : "#0b1020",
		loop: theme.accent,
		selection: text("text", [color("background")]),
		error: text("error", panels),
		ok: text("ok", panels),
		doubtText: text("doubtText", [...panels, color("doubtFill")]),
	};
}

/** The grounds of the roll moved towards the hue of the page's, at their own brightness. */
export function tinted(theme: Theme, ground: string | null): Theme {
	const page = ground && readHex(ground);
	if (!page) return theme;
	const grey = (page[0] + page[1] + page[2]) / 3;
	const shifted = { ...theme };
	for (const name of GROUNDS) {
		const own = readHex(theme[name]);
		if (own) shifted[name] = writeHex(own.map((value, i) => value + (page[i] - grey) * TINT) as Rgb);
	}
	return shifted;
}

function readHex(color: string): Rgb | null {
	const digits = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
	return digits ? ([0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16)) as Rgb) : null;
}

function writeHex(color: Rgb): string {
	const byte = (value: number): string =>
		Math.min(255, Math.max(0, Math.round(value)))
			.toString(16)
			.padStart(2, "0");
	return `#${color.map(byte).join("")}`;
}

/** Gradio puts `dark` on the body; the system decides where it does not. */
export function isDark(mode: "light" | "dark" | "system" | undefined): boolean {
	if (document.body.classList.contains("dark")) return true;
	if (mode === "system") return matchMedia("(prefers-color-scheme: dark)").matches;
	return mode === "dark";
}

/** The variables that the shell's styles read; the same colours as on the canvases. */
export function cssVariables(theme: Theme): string {
	return Object.entries(CSS_NAMES)
		.map(([name, css]) => `--pr-${css}:${theme[name as Named]}`)
		.join(";");
}

const CSS_NAMES: Partial<Record<Named, string>> = {
	background: "ground",
	panel: "panel",
	raised: "raised",
	sunk: "sunk",
	panelLine: "line",
	octaveLine: "edge",
	text: "text",
	mutedText: "muted",
	accent: "accent",
	onAccent: "on-accent",
	tint: "tint",
	accentText: "accent-text",
	selection: "selection",
	playhead: "playhead",
	curve: "f0",
	ghost: "ghost",
	loudness: "loudness",
	waveform: "waveform",
	doubtText: "doubt-text",
	doubtFill: "doubt-fill",
	doubtLine: "doubt-line",
	error: "error",
	ok: "ok",
};
