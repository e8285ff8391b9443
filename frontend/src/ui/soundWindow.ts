/** A stretch of a recording that is too long to be decoded whole, from the server (`docs/internals.md`, `sound_window`). */
import type { SoundWindow } from "../engine/audio/follower";
import type { Remote } from "../engine/transport/remote";

type Answer = { sr: number; start_s: number; pcm: string } | { refused: string };

/** Null where the server has no such function; rejects with its reason where it refuses. */
export async function soundWindow(remote: Remote, path: string, start_s: number, end_s: number): Promise<SoundWindow | null> {
	const answer = await remote.ask?.<Answer>("sound_window", { path, start_s, end_s });
	if (!answer) return null;
	if ("refused" in answer) throw new Error(answer.refused);
	const bytes = Uint8Array.from(atob(answer.pcm), (letter) => letter.charCodeAt(0));
	const values = new Int16Array(bytes.buffer);
	return { samples: Float32Array.from(values, (value) => value / 32_768), rate_hz: answer.sr, start_s: answer.start_s };
}
