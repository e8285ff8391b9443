import type { AudioFollower, AudioSource } from "./follower.ts";

export type { AudioFollower, AudioSource } from "./follower.ts";

/** Sounds up to this long are decoded whole (at most 35 MB in stereo) and start exact to the sample. */
const MAX_DECODED_S = 90;

export async function createFollower(context: AudioContext, source: AudioSource, out: AudioNode): Promise<AudioFollower> {
	if (source.duration_s > 0 && source.duration_s <= MAX_DECODED_S) {
		const decoded = await decode(context, source);
		if (decoded) {
			const { BufferFollower } = await import("./bufferFollower.ts");
			return new BufferFollower(context, decoded, source.start_s, out);
		}
	}
	const { StreamFollower } = await import("./streamFollower.ts");
	return new StreamFollower(context, source, out);
}

/** The decoded sound; null when this browser can only stream it. */
export async function decode(context: BaseAudioContext, source: AudioSource): Promise<AudioBuffer | null> {
	const response = await (source.fetch ?? fetch)(source.url);
	if (!response.ok) throw new Error(`The sound could not be loaded (${response.status}). Reload the page or open the file again.`);
	try {
		return await context.decodeAudioData(await response.arrayBuffer());
	} catch {
		return null;
	}
}
