/** Colours of notes that tell something else than the track: velocity, pitch class or confidence. */
import { CONFIDENCE_CLASSES } from "../state/confidence.ts";
import type { Theme } from "../state/theme.ts";
import type { ColorMode } from "../state/trackView.ts";
import { cssOf, mix, parseColor, type Rgb } from "./color.ts";

/** Colours that tell velocity: from soft to loud, readable without telling red from green (cividis-like in lightness). */
const SOFT_TO_LOUD = ["#3b5ba9", "#3f86c4", "#3fb0b5", "#8fbf6a", "#e0b13a", "#e2762f"] as const;
/** Unknown, then from doubtful to sure. */
const CONFIDENCE = ["#8b90a0", "#d6453d", "#e58a2b", "#d8bf3a", "#4fae86", "#2b7fc4"] as const;

interface Hues {
	groups: number;
	/** `shade` is an eighth of the velocity. */
	color(group: number, shade: number): Rgb;
}

/** What a note's colour tells, where that is not its track. */
export function huesOf(mode: ColorMode, theme: Theme): Hues {
	const toned = (css: string): Rgb => mix(parseColor(css), theme.dark ? [255, 255, 255, 1] : [0, 0, 0, 1], theme.dark ? 0.12 : 0.04);
	if (mode === "velocity") {
		const steps = SOFT_TO_LOUD.map(toned);
		return { groups: 1, color: (_, shade) => between(steps, shade / 7) };
	}
	if (mode === "pitch") {
		const classes = Array.from({ length: 12 }, (_, pitchClass) => pitchClassColor(pitchClass, theme.dark));
		return { groups: 12, color: (group) => classes[group] as Rgb };
	}
	const steps = CONFIDENCE.map(toned);
	return { groups: mode === "confidence" ? CONFIDENCE_CLASSES : 1, color: (group) => steps[group] as Rgb };
}

function between(steps: readonly Rgb[], share: number): Rgb {
	const at = Math.min(1, Math.max(0, share)) * (steps.length - 1);
	const low = Math.min(steps.length - 2, Math.floor(at));
	return mix(steps[low] as Rgb, steps[low + 1] as Rgb, at - low);
}

/** By fifths, so that notes that sound together look alike; every other one darker, so that lightness tells, too. */
export function pitchClassColor(pitchClass: number, dark: boolean): Rgb {
	const hue = ((pitchClass * 7) % 12) * 30;
	const lightness = (dark ? 0.62 : 0.48) + (pitchClass % 2 === 0 ? 0.06 : -0.06);
	const chroma = (1 - Math.abs(2 * lightness - 1)) * 0.5;
	const channel = (offset: number): number => {
		const k = (offset + hue / 30) % 12;
		return 255 * (lightness - (chroma / 2) * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
	};
	return [channel(0), channel(8), channel(4), 1];
}

/** The legend's colours of a mode, in the order in which they are named; none where tracks have theirs. */
export function legendOf(mode: ColorMode, theme: Theme): string[] {
	if (mode === "track") return [];
	const hues = huesOf(mode, theme);
	if (mode === "velocity") return [0, 1, 2, 3, 4, 5, 6, 7].map((shade) => cssOf(hues.color(0, shade)));
	return Array.from({ length: hues.groups }, (_, group) => cssOf(hues.color(group, 4)));
}
