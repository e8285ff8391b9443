export { type ExportOptions, exportWav } from "./exportWav.ts";
export type { Mix } from "./machine.ts";
export { Player, type PlayerEvent, type PlayerOptions, type PlayerState } from "./player.ts";
export type { AudioSource } from "./servedAudio.ts";
