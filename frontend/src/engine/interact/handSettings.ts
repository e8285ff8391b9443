/** Settings of the hands. */
import { TICKS_PER_BEAT } from "../score/types.ts";

/** What a strum takes where the setting is 0: 1/32 of a beat. */
export const STRUM_TICKS = TICKS_PER_BEAT / 32;

export const CURVE_MODES = ["free", "line", "smooth", "points", "span"] as const;
export type CurveMode = (typeof CURVE_MODES)[number];

/** What a person chooses about their hands. It belongs to the viewer, not to the score. */
export interface HandSettings {
	/** Ends and onsets of other notes attract what is dragged. */
	magnetic: boolean;
	/** Pitch class of the first degree, 0-11. */
	tonic: number;
	/** One of `SCALE_NAMES`; "none" shows no scale. */
	scale: string;
	/** New and moved notes stay in the scale. */
	scaleSnap: boolean;
	/** One of `CHORD_NAMES`; "none" writes single notes. */
	chord: string;
	/** Between two notes of a chord, from the lowest up. */
	strum_ticks: number;
	/** The pitch curve and the segments go with their notes. */
	curvesFollow: boolean;
	/** A boundary takes equal boundaries of all tiers along; Shift is for the other way. */
	tiersTogether: boolean;
	/** Arrow keys let the moved notes be heard. */
	keySound: boolean;
	/** Curve lanes are drawn in with the pencil and the pitch tool only. */
	laneGuard: boolean;
	/** What the pitch tool and the lanes of curves do with a plain drag. */
	curveMode: CurveMode;
	/** How points that are set for a line are joined. */
	curveShape: "line" | "hold" | "spline";
	/** What a plain drag of the pitch tool over a recording is: it draws the curve, or says about where the pitch is, or in which box. */
	pitchDrag: "draw" | "near" | "box";
	/** The pressure of a pen is the velocity of a new note. */
	penVelocity: boolean;
}

export const HAND_SETTINGS: HandSettings = {
	magnetic: false,
	tonic: 0,
	scale: "none",
	scaleSnap: false,
	chord: "none",
	strum_ticks: 0,
	curvesFollow: false,
	tiersTogether: false,
	keySound: true,
	laneGuard: false,
	curveMode: "free",
	curveShape: "line",
	pitchDrag: "draw",
	penVelocity: true,
};
