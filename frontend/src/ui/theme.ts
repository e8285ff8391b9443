/** The roll's theme in its surroundings: our presets, with Gradio's accent, font and tint taken from the page. */
import { DARK, LIGHT, type Theme } from "../engine/state/theme";

type Rgb = [red: number, green: number, blue: number];

/** How much of the page's tint the grounds take on. */
const TINT = 0.6;
const GROUNDS = ["background", "rowDark", "rowLine", "octaveLine", "gridLine", "beatLine", "barLine", "panel", "panelLine"] as const;

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
	const style = getComputedStyle(element);
	const variable = (name: string): string | null => canvasColor(style.getPropertyValue(name).trim());
	const accent = variable("--color-accent") ?? preset.accent;
	const theme = { ...preset, accent, selection: accent, loop: accent, font: style.fontFamily || preset.font };
	return tinted(theme, variable("--block-background-fill"));
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
	return [
		`--pr-ground:${theme.background}`,
		`--pr-panel:${theme.panel}`,
		`--pr-line:${theme.panelLine}`,
		`--pr-text:${theme.text}`,
		`--pr-muted:${theme.mutedText}`,
		`--pr-accent:${theme.accent}`,
	].join(";");
}
