/**
 * The theme of a reader who forces the colours of all pages ("high contrast" of Windows): what is seen is told by the
 * system's few colours and by shape. Style sheets get them from the browser; canvases have to ask.
 */
import { contrast, cssOf, luminance, mix, parseColor, type Rgb, withAlpha } from "../engine/render/color";
import { readableText } from "../engine/render/oklch";
import { DARK, LIGHT, type Theme } from "../engine/state/theme";
import sheet from "./forcedColors.css?inline";

export interface SystemColors {
	canvas: string;
	text: string;
	highlight: string;
	onHighlight: string;
	disabled: string;
}

const KEYWORDS: Record<keyof SystemColors, string> = {
	canvas: "Canvas",
	text: "CanvasText",
	highlight: "Highlight",
	onHighlight: "HighlightText",
	disabled: "GrayText",
};

const SHEET_ID = "gradio-pianoroll-forced-colors";

/** Lines of the grid, from the faintest: shares of the text's colour on the ground. */
const LINES = { rowDark: 0.06, rowLine: 0.12, gridLine: 0.14, beatLine: 0.28, octaveLine: 0.3, barLine: 0.5 } as const;

/** Adds what style sheets say of forced colours; no other page needs it. */
export function addForcedSheet(): void {
	if (document.getElementById(SHEET_ID)) return;
	const style = document.createElement("style");
	style.id = SHEET_ID;
	style.textContent = sheet;
	document.head.append(style);
}

/** The system's colours as the element's page has them. */
export function systemColors(element: HTMLElement): SystemColors {
	const probe = document.createElement("span");
	probe.hidden = true;
	probe.style.forcedColorAdjust = "none";
	element.append(probe);
	const read = (keyword: string): string => {
		probe.style.color = keyword;
		return getComputedStyle(probe).color;
	};
	const colors = Object.fromEntries(Object.entries(KEYWORDS).map(([name, keyword]) => [name, read(keyword)]));
	probe.remove();
	return colors as unknown as SystemColors;
}

/** A theme with the system's colours; type and size of text stay as they are. */
export function forcedTheme(theme: Theme, system: SystemColors): Theme {
	const canvas = parseColor(system.canvas);
	/** As it looks on the ground: some systems' highlights let it through. */
	const onCanvas = (css: string): Rgb => {
		const color = parseColor(css);
		return mix(canvas, withAlpha(color, 1), color[3]);
	};
	const [text, highlight] = [onCanvas(system.text), onCanvas(system.highlight)];
	const dark = luminance(canvas) < luminance(text);
	const preset = dark ? DARK : LIGHT;
	const [ground, ink] = [cssOf(canvas), cssOf(text)];
	const between = (share: number): string => cssOf(mix(canvas, text, share));
	const readable = (css: string): string => cssOf(readableText(parseColor(css), [canvas]));
	const lines = Object.fromEntries(Object.entries(LINES).map(([name, share]) => [name, between(share)]));
	// A highlight as dark as the ground would ring nothing.
	const accent = contrast(highlight, canvas) >= 3 ? cssOf(highlight) : ink;
	return {
		...preset,
		...(lines as Record<keyof typeof LINES, string>),
		font: theme.font,
		textScale: theme.textScale,
		dark,
		background: ground,
		panel: ground,
		raised: ground,
		sunk: ground,
		panelLine: ink,
		text: ink,
		mutedText: ink,
		accent,
		onAccent: accent === ink ? ground : cssOf(onCanvas(system.onHighlight)),
		tint: cssOf(mix(canvas, highlight, 0.25)),
		accentText: ink,
		selection: accent,
		playhead: ink,
		loop: accent,
		noteEdge: ink,
		keyWhite: "#ffffff",
		keyBlack: "#000000",
		keyLine: "#000000",
		keyText: "#000000",
		keyEdge: ink,
		waveform: between(0.5),
		loudness: readable(preset.loudness),
		curve: readable(preset.curve),
		halo: ground,
		ghost: ink,
		doubtText: readable(preset.doubtText),
		doubtLine: readable(preset.doubtLine),
		error: readable(preset.error),
		ok: readable(preset.ok),
	};
}
