/** A gain of 1 is the volume 100 of MIDI's 127: what the faders of tracks end with. */
export const LOUDEST = 1.27;
