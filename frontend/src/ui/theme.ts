/** The roll's theme in its surroundings: our presets, with Gradio's accent and font taken from the page. */
import { DARK, LIGHT, type Theme } from "../engine/render/theme";

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
	const accent = canvasColor(style.getPropertyValue("--color-accent").trim()) ?? preset.accent;
	return { ...preset, accent, selection: accent, loop: accent, font: style.fontFamily || preset.font };
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
