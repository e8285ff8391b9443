/** What of a roll is heard, how loud and where. */
export interface Mix {
	notesGain: number;
	audioGain: number;
	/** Of the F0, sung by a sine. */
	sineGain: number;
	notesOn: boolean;
	audioOn: boolean;
	sineOn: boolean;
	/** From left (-1) to right (1). */
	notesPan: number;
	audioPan: number;
	sinePan: number;
	/** The recording as it is edited; otherwise as it was sung. */
	edited: boolean;
}

export const MIX_AT_FIRST: Mix = {
	notesGain: 1,
	audioGain: 1,
	sineGain: 0.5,
	notesOn: true,
	audioOn: true,
	sineOn: false,
	notesPan: 0,
	audioPan: 0,
	sinePan: 0,
	edited: true,
};
