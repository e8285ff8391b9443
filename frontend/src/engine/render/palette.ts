/**
 * The colours of notes, worked out once per theme and track list: eight velocity shades of every track colour, as CSS for
 * the rectangle tier and as pixels for the image tiers.
 */
import type { Track } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { cssOf, mix, parseColor, pixelOf, type Rgb, readableOn, withAlpha } from "./color.ts";

export const SHADES = 8;
const FAINT = 0.55;

export interface NoteStyle {
	fill: string;
	edge: string;
	shine: string;
	text: string;
	/** Names of keys, which stand back behind lyrics. */
	faint: string;
	pixel: number;
	edgePixel: number;
}

export class Palette {
	/** Track colours in use: `tracks[index]`, repeated for higher track numbers. */
	readonly size: number;
	/** `styles[bucketOf(track, velocity)]`. */
	readonly styles: readonly NoteStyle[];
	/** The same for selected notes: their track's colour, deeper on light ground and paler on dark. */
	readonly selected: readonly NoteStyle[];
	readonly trackRgb: readonly Rgb[];
	readonly background: Rgb;
	readonly selectedRgb: Rgb;

	constructor(theme: Theme, tracks: readonly Track[]) {
		this.size = Math.max(theme.tracks.length, tracks.length);
		this.background = parseColor(theme.background);
		const dark = parseColor(theme.noteTextDark);
		const light = parseColor(theme.noteTextLight);
		const trackRgb: Rgb[] = [];
		const styles: NoteStyle[] = [];
		const selected: NoteStyle[] = [];
		this.selectedRgb = parseColor(theme.selection);
		for (let i = 0; i < this.size; i++) {
			const own = tracks[i]?.color;
			const css = typeof own === "string" && own ? own : (theme.tracks[i % theme.tracks.length] as string);
			const muted = tracks[i]?.muted === true;
			const base = muted ? mix(readTrackColor(css, theme, i), this.background, 0.6) : readTrackColor(css, theme, i);
			trackRgb.push(base);
			for (let shade = 0; shade < SHADES; shade++) {
				styles.push(styleOf(base, shade, this.background, dark, light, theme));
				selected.push(selectedStyle(base, shade, this.selectedRgb, dark, light, theme));
			}
		}
		this.trackRgb = trackRgb;
		this.styles = styles;
		this.selected = selected;
	}

	trackIndex(track: number): number {
		return track < this.size ? track : track % this.size;
	}

	bucketOf(track: number, velocity: number): number {
		return this.trackIndex(track) * SHADES + (velocity >> 4);
	}
}

const palettes = new WeakMap<Scene, { theme: Theme; tracks: readonly Track[]; palette: Palette }>();

/** The colours of what is shown; worked out again when the theme or the list of tracks is another one. */
export function paletteOf(scene: Scene): Palette {
	const { theme, doc } = scene;
	const known = palettes.get(scene);
	if (known?.theme === theme && known.tracks === doc.tracks) return known.palette;
	const palette = new Palette(theme, doc.tracks);
	palettes.set(scene, { theme, tracks: doc.tracks, palette });
	return palette;
}

function selectedStyle(base: Rgb, shade: number, accent: Rgb, dark: Rgb, light: Rgb, theme: Theme): NoteStyle {
	const loudness = (shade + 0.5) / SHADES;
	const fill = theme.dark ? mix(base, [255, 255, 255, 1], 0.3 + 0.35 * loudness) : mix(base, [12, 14, 40, 1], 0.42 + 0.2 * loudness);
	const edge = mix(accent, theme.dark ? [255, 255, 255, 1] : [0, 0, 0, 1], theme.dark ? 0.6 : 0.25);
	return {
		fill: cssOf(fill),
		edge: cssOf(edge),
		shine: cssOf(mix(fill, [255, 255, 255, 1], 0.2)),
		text: cssOf(readableOn(fill, dark, light)),
		faint: cssOf(mix(fill, readableOn(fill, dark, light), FAINT)),
		pixel: pixelOf(fill),
		edgePixel: pixelOf(edge),
	};
}

/** A colour from a file may be nonsense; the note is then drawn in the theme's own. */
function readTrackColor(css: string, theme: Theme, index: number): Rgb {
	try {
		return withAlpha(parseColor(css), 1);
	} catch (error) {
		if (!(error instanceof RangeError)) throw error;
		return parseColor(theme.tracks[index % theme.tracks.length] as string);
	}
}

function styleOf(base: Rgb, shade: number, background: Rgb, dark: Rgb, light: Rgb, theme: Theme): NoteStyle {
	const loudness = (shade + 0.5) / SHADES;
	const least = theme.dark ? 0.58 : 0.42;
	const fill = mix(background, base, least + (1 - least) * Math.min(1, loudness * 1.15));
	const edge = mix(fill, theme.dark ? [0, 0, 0, 1] : [22, 24, 44, 1], theme.dark ? 0.42 : 0.3);
	const shine = mix(fill, [255, 255, 255, 1], theme.dark ? 0.16 : 0.28);
	return {
		fill: cssOf(fill),
		edge: cssOf(edge),
		shine: cssOf(shine),
		text: cssOf(readableOn(fill, dark, light)),
		faint: cssOf(mix(fill, readableOn(fill, dark, light), FAINT)),
		pixel: pixelOf(fill),
		edgePixel: pixelOf(edge),
	};
}
