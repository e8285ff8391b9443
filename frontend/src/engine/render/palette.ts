/**
 * The colours of notes, worked out once per theme and track list: eight velocity shades of every track colour, as CSS for
 * the rectangle tier and as pixels for the image tiers.
 */
import { hueOf } from "../score/trackOps.ts";
import { MAX_TRACKS, type Track } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { type ColorMode, GHOST, WHOLE } from "../state/trackView.ts";
import { contrast, cssOf, mix, parseColor, pixelOf, type Rgb, readableOn, withAlpha } from "./color.ts";
import { huesOf } from "./trackHues.ts";

export const SHADES = 8;
/** Velocity moves a fill towards the ground by this much at most: text stays readable. */
const VELOCITY_SHARE = 0.06;
/** How far notes of other tracks than the active one stand back. */
const GHOST_SHARE = 0.6;
/** Of its colour in the filling of a note that is an outline. */
const OUTLINE_FILL = 0.26;
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
	/** Rows of styles: one for each track colour, or for each kind of track where colours tell something else. */
	readonly size: number;
	/** What colours tell beside the row and the velocity: one class, pitch classes, or classes of confidence. */
	readonly groups: number;
	/** `styles[bucketOf(track, velocity, group)]`. */
	readonly styles: readonly NoteStyle[];
	/** The same for selected notes, which are never ghosts; a ring of `ring` goes around them. */
	readonly selected: readonly NoteStyle[];
	/** `trackRgb[group * size + trackIndex(track)]`: what a bin of many notes is drawn in. */
	readonly trackRgb: readonly Rgb[];
	readonly background: Rgb;
	readonly selectedRgb: Rgb;
	readonly ring: string;
	/** Roles by track number; null when all tracks are drawn whole. */
	readonly roles: Uint8Array | null;
	/** Buckets of `styles` in the order in which they lie on each other: ghosts first. */
	readonly stacking: Int32Array;
	/** Some notes are drawn with a hatch over them. */
	readonly anyHatch: boolean;
	/** Group of a pitch; of a slot, where that is what counts. */
	readonly pitchGroups: Uint8Array;
	slotGroups: Uint8Array | null = null;
	readonly #rows: Uint8Array;

	/**
	 * `roles` say which tracks are drawn whole, all when there are none; `count` is how many tracks notes may name; `outlined`:
	 * notes are outlines with a breath of their colour.
	 */
	constructor(
		theme: Theme,
		tracks: readonly Track[],
		roles: Uint8Array | null = null,
		mode: ColorMode = "track",
		count = 0,
		outlined = false,
	) {
		this.roles = roles?.some((role) => role !== WHOLE) ? roles : null;
		this.background = parseColor(theme.background);
		this.selectedRgb = parseColor(theme.selection);
		this.ring = cssOf(this.selectedRgb);
		const rows = mode === "track" ? trackRows(theme, tracks, this.roles, count) : KIND_ROWS;
		this.size = rows.length;
		this.#rows = rowNumbers(rows, tracks, mode, this.roles);
		const hues = huesOf(mode, theme);
		this.groups = hues.groups;
		this.pitchGroups = Uint8Array.from({ length: 128 }, (_, pitch) => (mode === "pitch" ? pitch % 12 : 0));
		const trackRgb: Rgb[] = [];
		const styles: NoteStyle[] = [];
		const selected: NoteStyle[] = [];
		const ghosts: number[] = [];
		const others: number[] = [];
		for (let group = 0; group < this.groups; group++) {
			for (const row of rows) {
				const mean = row.color ?? hues.color(group, SHADES / 2);
				trackRgb.push(row.hollow || row.ghost ? mix(mean, this.background, GHOST_SHARE) : mean);
				for (let shade = 0; shade < SHADES; shade++) {
					const color = row.color ?? hues.color(group, shade);
					(row.ghost ? ghosts : others).push(styles.length);
					styles.push(styleOf(color, shade, theme, this.background, { ...row, outlined }));
					selected.push(styleOf(color, shade, theme, this.background, { ...row, outlined, ghost: false }));
				}
			}
		}
		this.trackRgb = trackRgb;
		this.styles = styles;
		this.selected = selected;
		this.anyHatch = mode === "track" ? rows.some((row) => row.hatched) : tracks.some((track) => track.locked);
		this.stacking = Int32Array.from([...ghosts, ...others]);
	}

	trackIndex(track: number): number {
		return this.#rows[track];
	}

	bucketOf(track: number, velocity: number, group = 0): number {
		return (group * this.size + this.#rows[track]) * SHADES + (velocity >> 4);
	}

	/** The bucket of a note that is not there yet. */
	bucketOfNew(track: number, velocity: number, pitch: number): number {
		return this.bucketOf(track, velocity, this.pitchGroups[pitch] ?? 0);
	}

	/** The bucket of a note that stands in the document. */
	bucketAt(store: { track: Uint8Array; velocity: Uint8Array; pitch: Uint8Array }, slot: number): number {
		const group = this.slotGroups ? this.slotGroups[slot] : this.pitchGroups[store.pitch[slot]];
		return this.bucketOf(store.track[slot], store.velocity[slot], group);
	}
}

/** How the notes of a track are drawn, in a colour. */
interface Row {
	/** Null where the colour tells something else than the track. */
	color: Rgb | null;
	ghost: boolean;
	hollow: boolean;
	hatched: boolean;
}

/** A row for each colour of the theme at least: notes may name tracks that the list does not. */
function trackRows(theme: Theme, tracks: readonly Track[], roles: Uint8Array | null, count: number): Row[] {
	return Array.from({ length: Math.max(theme.tracks.length, tracks.length, count) }, (_, i) => {
		const track = tracks[i];
		const own = track?.color;
		const css = typeof own === "string" && own ? own : (theme.tracks[hueOf(track, i) % theme.tracks.length] as string);
		const again = !own && i >= theme.tracks.length;
		return {
			color: readTrackColor(css, theme, i),
			ghost: roles !== null && roles[i] === GHOST,
			hollow: track?.muted === true,
			hatched: track?.locked === true || again,
		};
	});
}

/** Tracks of one kind look the same where colours tell something else. */
const KIND_ROWS: readonly Row[] = [false, true].flatMap((ghost) =>
	[0, 1, 2, 3].map((bits) => ({ color: null, ghost, hollow: (bits & 1) > 0, hatched: (bits & 2) > 0 })),
);

function rowNumbers(rows: readonly Row[], tracks: readonly Track[], mode: ColorMode, roles: Uint8Array | null): Uint8Array {
	return Uint8Array.from({ length: MAX_TRACKS }, (_, track) => {
		if (mode === "track") return track < rows.length ? track : track % rows.length;
		const behind = roles !== null && roles[track] === GHOST;
		return (behind ? 4 : 0) + (tracks[track]?.muted ? 1 : 0) + (tracks[track]?.locked ? 2 : 0);
	});
}

/** The colours of what is shown; worked out again when the theme, the list of tracks or the look at them is another one. */
interface Known {
	theme: Theme;
	list: readonly Track[];
	roles: Uint8Array;
	mode: ColorMode;
	count: number;
	palette: Palette;
}
const palettes = new WeakMap<Scene, Known>();
const outlines = new WeakMap<Scene, Known>();

export function paletteOf(scene: Scene): Palette {
	const { theme, doc, tracks } = scene;
	const { roles, colorMode: mode, count } = tracks;
	const list = doc.tracks;
	// Asked for each note several times a frame: nothing is made to compare.
	const kept = scene.outlined ? outlines : palettes;
	let known = kept.get(scene);
	if (!known || known.theme !== theme || known.list !== list || known.roles !== roles || known.mode !== mode || known.count !== count) {
		known = { theme, list, roles, mode, count, palette: new Palette(theme, list, roles, mode, count, scene.outlined) };
		kept.set(scene, known);
	}
	const { palette } = known;
	palette.slotGroups = tracks.colorMode === "confidence" ? tracks.confidence : null;
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
	{ ghost, hollow, hatched, outlined }: { ghost: boolean; hollow: boolean; hatched: boolean; outlined: boolean },
): NoteStyle {
	const softness = (1 - shade / (SHADES - 1)) * VELOCITY_SHARE;
	const full = mix(base, background, softness);
	const share = ghost ? GHOST_SHARE : outlined ? 1 - OUTLINE_FILL : 0;
	const fill = hollow ? background : share > 0 ? mix(full, background, share) : full;
	const grey = parseColor(theme.ghost);
	// Light fills alone have too little contrast with the ground; the edge has it.
	const own = theme.noteEdge ? parseColor(theme.noteEdge) : full;
	const shadow = outlined && theme.dark ? 0 : theme.dark ? 0.3 : 0.4;
	const edge = hollow ? grey : ghost ? mix(fill, own, 0.6) : theme.noteEdge ? own : mix(full, BLACK, shadow);
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
