/** Where the parts of a font come from: the server of a page, a file in a test. */

/** Bank, program and the octaves (key / 12) of its notes. */
export type Wanted = [bank: number, program: number, octaves: number[]];

export interface FontPiece {
	/** The bytes of a cut. */
	bytes: ArrayBuffer;
	/** Which preset plays a wanted one: bank, program, bank and program in the font. Those that are not named have none. */
	chosen: [bank: number, program: number, inBank: number, inProgram: number][];
}

export interface FontSource {
	/** Rejects with the reason when there is no such font, or it is broken. */
	fetch(wanted: Wanted[]): Promise<FontPiece>;
	/** Told why a font cannot be played, once a try. */
	failed(reason: string): void;
}
