/** The spectrum of a sound over time, its rows being pitches: what was heard, behind the notes. */
export interface Spectrogram {
	/** Distance of two columns; the middle of the first is at the beginning of the sound. */
	hop_s: number;
	/** Pitch of the first row, and rows per semitone. */
	lowPitch: number;
	rowsPerSemitone: number;
	rows: number;
	columns: number;
	/** Column by column, the lowest pitch first; 0 is `floor_db`, 255 is `ceiling_db`. */
	levels: Uint8Array;
	floor_db: number;
	ceiling_db: number;
}
