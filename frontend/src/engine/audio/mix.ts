/** What of a roll is heard, how loud and where. */
export interface Mix {
	notesGain: number;
	audioGain: number;
	/** Of the F0, sung by a sine. */
	sineGain: number;
	notesOn: boolean;
	audioOn: boolean;
	sineOn: boolean;
	/** While one layer is alone, the others are silent. */
	notesSolo: boolean;
	audioSolo: boolean;
	sineSolo: boolean;
	/** From left (-1) to right (1). */
	notesPan: number;
	audioPan: number;
	sinePan: number;
	/** The recording as it is edited; otherwise as it was sung. */
	edited: boolean;
}

export const LAYERS = ["notes", "sine", "audio"] as const;
export type Layer = (typeof LAYERS)[number];

export const MIX_AT_FIRST: Mix = {
	notesGain: 1,
	audioGain: 1,
	sineGain: 0.5,
	notesOn: true,
	audioOn: true,
	sineOn: false,
	notesSolo: false,
	audioSolo: false,
	sineSolo: false,
	notesPan: 0,
	audioPan: 0,
	sinePan: 0,
	edited: true,
};

/** Whether a layer is heard: alone, or on while none is alone. */
export function isHeard(mix: Mix, layer: Layer): boolean {
	const someAlone = LAYERS.some((other) => mix[`${other}Solo`]);
	return someAlone ? mix[`${layer}Solo`] : mix[`${layer}On`];
}

/** Linear gain with which a layer is heard. */
export function gainOf(mix: Mix, layer: Layer): number {
	return isHeard(mix, layer) ? mix[`${layer}Gain`] : 0;
}
