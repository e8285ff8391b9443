/**
 * The colours of notes, worked out once per theme and track list: eight velocity shades of every track colour, as CSS for
 * the rectangle tier and as pixels for the image tiers.
 */
import type { Track } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { contrast, cssOf, mix, parseColor, pixelOf, type Rgb, readableOn, withAlpha } from "./color.ts";

export const SHADES = 8;
/** Velocity moves a fill towards the ground by this much at most: text stays readable. */
const VELOCITY_SHARE = 0.06;
/** How far notes of other tracks than the active one stand back. */
const GHOST_SHARE = 0.6;
const BLACK: Rgb = [0, 0, 0, 1];
const WHITE: Rgb = [255, 255, 255, 1];

export interface NoteStyle {
	fill: string;
	edge: string;
	text: string;
	/** Lighter by 8 %, under the pointer. */
	hover: string;
	pixel: number;
	edgePixel: number;
	/** No text on notes that stand back. */
	ghost: boolean;
	/** Nothing but an edge: the track is silent. */
	hollow: boolean;
	/** Colour of the hatch over notes that cannot be edited, or of the ninth track and on; empty for none. */
	hatch: string;
}

export class Palette {
	/** Track colours in use: `tracks[index]`, repeated for higher track numbers. */
	readonly size: number;
	/** `styles[bucketOf(track, velocity)]`. */
	readonly styles: readonly NoteStyle[];
	/** The same for selected notes, which are never ghosts; a ring of `ring` goes around them. */
	readonly selected: readonly NoteStyle[];
	readonly trackRgb: readonly Rgb[];
	readonly background: Rgb;
	readonly selectedRgb: Rgb;
	readonly ring: string;

	/** `active` is the track that is drawn whole, -1 when all are. */
	constructor(theme: Theme, tracks: readonly Track[], active = -1) {
		this.size = Math.max(theme.tracks.length, tracks.length);
		this.background = parseColor(theme.background);
		this.selectedRgb = parseColor(theme.selection);
		this.ring = cssOf(this.selectedRgb);
		const trackRgb: Rgb[] = [];
		const styles: NoteStyle[] = [];
		const selected: NoteStyle[] = [];
		for (let i = 0; i < this.size; i++) {
			const own = tracks[i]?.color;
			const css = typeof own === "string" && own ? own : (theme.tracks[i % theme.tracks.length] as string);
			const base = readTrackColor(css, theme, i);
			const ghost = active >= 0 && i !== active;
			const hollow = tracks[i]?.muted === true;
			trackRgb.push(hollow || ghost ? mix(base, this.background, GHOST_SHARE) : base);
			const again = !own && i >= theme.tracks.length;
			const hatched = tracks[i]?.locked === true || again;
			for (let shade = 0; shade < SHADES; shade++) {
				styles.push(styleOf(base, shade, theme, this.background, { ghost, hollow, hatched }));
				selected.push(styleOf(base, shade, theme, this.background, { ghost: false, hollow, hatched }));
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

const palettes = new WeakMap<Scene, { theme: Theme; tracks: readonly Track[]; active: number; palette: Palette }>();

/** The colours of what is shown; worked out again when the theme, the list of tracks or the active one is another. */
export function paletteOf(scene: Scene): Palette {
	const { theme, doc, activeTrack: active } = scene;
	const known = palettes.get(scene);
	if (known?.theme === theme && known.tracks === doc.tracks && known.active === active) return known.palette;
	const palette = new Palette(theme, doc.tracks, active);
	palettes.set(scene, { theme, tracks: doc.tracks, active, palette });
	return palette;
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

function styleOf(
	base: Rgb,
	shade: number,
	theme: Theme,
	background: Rgb,
	{ ghost, hollow, hatched }: { ghost: boolean; hollow: boolean; hatched: boolean },
): NoteStyle {
	const softness = (1 - shade / (SHADES - 1)) * VELOCITY_SHARE;
	const full = mix(base, background, softness);
	const fill = hollow ? background : ghost ? mix(full, background, GHOST_SHARE) : full;
	const grey = parseColor(theme.ghost);
	// Light fills alone have too little contrast with the ground; the edge has it.
	const edge = hollow ? grey : ghost ? mix(fill, full, 0.6) : mix(full, BLACK, theme.dark ? 0.3 : 0.4);
	const text = hollow ? parseColor(theme.mutedText) : textOn(fill, theme);
	return {
		fill: cssOf(fill),
		edge: cssOf(edge),
		text: cssOf(text),
		hover: cssOf(mix(fill, WHITE, 0.08)),
		pixel: pixelOf(hollow ? mix(grey, background, 0.5) : fill),
		edgePixel: pixelOf(edge),
		ghost,
		hollow,
		hatch: hatched ? cssOf(withAlpha(background, 0.5)) : "",
	};
}

/** The theme's dark or light text; on a middling fill, where neither reads well, black or white themselves. */
function textOn(fill: Rgb, theme: Theme): Rgb {
	const text = readableOn(fill, parseColor(theme.noteTextDark), parseColor(theme.noteTextLight));
	return contrast(text, fill) >= 4.5 ? text : readableOn(fill, BLACK, WHITE);
}
