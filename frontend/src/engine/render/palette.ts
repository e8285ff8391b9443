/**
 * The colours of notes, worked out once per theme and track list: eight velocity shades of every track colour, as CSS for
 * the rectangle tier and as pixels for the image tiers.
 */
import { hueOf } from "../score/trackOps.ts";
import { MAX_TRACKS, type Track } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { type ColorMode, GHOST, WHOLE } from "../state/trackView.ts";
import { cssOf, mix, parseColor, pixelOf, type Rgb, readableOn, withAlpha } from "./color.ts";
import type { NoteStyle } from "./noteStyle.ts";
import { GHOST_SHARE, ghostStyle, huesOf, mutedStyle } from "./trackStyles.ts";

export type { NoteStyle } from "./noteStyle.ts";

export const SHADES = 8;
const FAINT = 0.55;

export class Palette {
	/** Rows of styles: one for each track colour, or for each kind of track where colours tell something else. */
	readonly size: number;
	/** What colours tell beside the row and the velocity: one class, pitch classes, or classes of confidence. */
	readonly groups: number;
	/** `styles[bucketOf(track, velocity, group)]`. */
	readonly styles: readonly NoteStyle[];
	/** The same for selected notes: their track's colour, deeper on light ground and paler on dark. */
	readonly selected: readonly NoteStyle[];
	/** `trackRgb[group * size + trackIndex(track)]`: what a bin of many notes is drawn in. */
	readonly trackRgb: readonly Rgb[];
	readonly background: Rgb;
	readonly selectedRgb: Rgb;
	/** Roles by track number; null when all tracks are drawn whole. */
	readonly roles: Uint8Array | null;
	/** Buckets of `styles` in the order in which they lie on each other: ghosts first. */
	readonly stacking: Int32Array;
	/** Group of a pitch; of a slot, where that is what counts. */
	readonly pitchGroups: Uint8Array;
	slotGroups: Uint8Array | null = null;
	readonly #rows: Uint8Array;

	constructor(theme: Theme, tracks: readonly Track[], roles: Uint8Array | null = null, mode: ColorMode = "track", count = 0) {
		this.roles = roles?.some((role) => role !== WHOLE) ? roles : null;
		this.background = parseColor(theme.background);
		this.selectedRgb = parseColor(theme.selection);
		const rows = mode === "track" ? trackRows(theme, tracks, this.roles, count) : KIND_ROWS;
		this.size = rows.length;
		this.#rows = rowNumbers(rows, tracks, mode, this.roles);
		const hues = huesOf(mode, theme);
		this.groups = hues.groups;
		this.pitchGroups = Uint8Array.from({ length: 128 }, (_, pitch) => (mode === "pitch" ? pitch % 12 : 0));
		const dark = parseColor(theme.noteTextDark);
		const light = parseColor(theme.noteTextLight);
		const trackRgb: Rgb[] = [];
		const styles: NoteStyle[] = [];
		const selected: NoteStyle[] = [];
		const ghosts: number[] = [];
		const others: number[] = [];
		for (let group = 0; group < this.groups; group++) {
			for (const row of rows) {
				trackRgb.push(this.#ofKind(row, row.color ?? hues.color(group, SHADES / 2), theme));
				for (let shade = 0; shade < SHADES; shade++) {
					const color = row.color ?? hues.color(group, shade);
					(row.role === GHOST ? ghosts : others).push(styles.length);
					styles.push(this.#styleOf(row, color, shade, dark, light, theme));
					selected.push(selectedStyle(color, shade, this.selectedRgb, dark, light, theme));
				}
			}
		}
		this.trackRgb = trackRgb;
		this.styles = styles;
		this.selected = selected;
		this.stacking = Int32Array.from([...ghosts, ...others]);
	}

	trackIndex(track: number): number {
		return this.#rows[track];
	}

	bucketOf(track: number, velocity: number, group = 0): number {
		return (group * this.size + this.#rows[track]) * SHADES + (velocity >> 4);
	}

	/** The bucket of a note that stands in the document. */
	bucketAt(store: { track: Uint8Array; velocity: Uint8Array; pitch: Uint8Array }, slot: number): number {
		const group = this.slotGroups ? this.slotGroups[slot] : this.pitchGroups[store.pitch[slot]];
		return this.bucketOf(store.track[slot], store.velocity[slot], group);
	}

	/** The colour of a bin of many notes of one row, as far as it is drawn. */
	#ofKind(row: Row, color: Rgb, theme: Theme): Rgb {
		if (row.role === GHOST) return mix(color, this.background, GHOST_SHARE);
		return row.muted ? mix(parseColor(theme.mutedText), this.background, 0.55) : color;
	}

	#styleOf(row: Row, color: Rgb, shade: number, dark: Rgb, light: Rgb, theme: Theme): NoteStyle {
		if (row.role === GHOST) return ghostStyle(row.muted ? parseColor(theme.mutedText) : color, this.background, theme);
		if (row.muted) return mutedStyle(this.background, theme);
		const style = styleOf(color, shade, this.background, dark, light, theme);
		return row.locked ? { ...style, hatch: cssOf(withAlpha(readableOn(parseColor(style.fill), dark, light), 0.28)) } : style;
	}
}

interface Row {
	/** Null where the colour tells something else than the track. */
	color: Rgb | null;
	role: number;
	muted: boolean;
	locked: boolean;
}

/** A row for each colour of the theme at least: notes may name tracks that the list does not. */
function trackRows(theme: Theme, tracks: readonly Track[], roles: Uint8Array | null, count: number): Row[] {
	return Array.from({ length: Math.max(theme.tracks.length, tracks.length, count) }, (_, i) => {
		const track = tracks[i];
		const own = track?.color;
		const css = typeof own === "string" && own ? own : (theme.tracks[hueOf(track, i) % theme.tracks.length] as string);
		const color = readTrackColor(css, theme, i);
		return { color, role: roles ? roles[i] : WHOLE, muted: track?.muted === true, locked: track?.locked === true };
	});
}

/** Tracks of one kind look the same where colours tell something else. */
const KIND_ROWS: readonly Row[] = [WHOLE, GHOST].flatMap((role) =>
	[0, 1, 2, 3].map((bits) => ({ color: null, role, muted: (bits & 1) > 0, locked: (bits & 2) > 0 })),
);

function rowNumbers(rows: readonly Row[], tracks: readonly Track[], mode: ColorMode, roles: Uint8Array | null): Uint8Array {
	return Uint8Array.from({ length: MAX_TRACKS }, (_, track) => {
		if (mode === "track") return track < rows.length ? track : track % rows.length;
		const behind = roles !== null && roles[track] === GHOST;
		return (behind ? 4 : 0) + (tracks[track]?.muted ? 1 : 0) + (tracks[track]?.locked ? 2 : 0);
	});
}

/** The colours of what is shown; worked out again when the theme, the list of tracks or the look at them is another one. */
const palettes = new WeakMap<Scene, { key: readonly unknown[]; palette: Palette }>();

export function paletteOf(scene: Scene): Palette {
	const { theme, doc, tracks } = scene;
	const known = palettes.get(scene);
	let palette = known?.palette;
	const key = [theme, doc.tracks, tracks.roles, tracks.colorMode, tracks.count];
	if (!palette || !known?.key.every((part, i) => part === key[i])) {
		palette = new Palette(theme, doc.tracks, tracks.roles, tracks.colorMode, tracks.count);
		palettes.set(scene, { key, palette });
	}
	palette.slotGroups = tracks.colorMode === "confidence" ? tracks.confidence : null;
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
