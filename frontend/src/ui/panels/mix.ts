export interface Mix {
	notesOn: boolean;
	notesGain: number;
	audioOn: boolean;
	audioGain: number;
}
