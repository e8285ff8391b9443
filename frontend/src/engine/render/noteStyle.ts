/** How one note is drawn: as CSS for the canvas, as pixels for the image tiers. */
export interface NoteStyle {
	fill: string;
	edge: string;
	shine: string;
	text: string;
	/** Names of keys, which stand back behind lyrics. */
	faint: string;
	pixel: number;
	edgePixel: number;
	/** Lines across a note that is not to be edited. */
	hatch?: string;
}
