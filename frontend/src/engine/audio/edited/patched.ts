/** A recording with the phrases that are heard in its place. */
import { wavHeader } from "../wav.ts";
import type { Patch, Sung } from "./editedSound.ts";

/** Both say the same where they meet. */
export const FADE_S = 0.008;

/** As a file, so that the browser brings it to its rate as it does with the recording. */
export function fileOf({ sr, channels, pcm }: Sung): Promise<ArrayBuffer> {
	return new Blob([wavHeader(pcm.length / channels, sr, channels), pcm as Int16Array<ArrayBuffer>]).arrayBuffer();
}

/** The sound with the patches laid over it. */
export async function patched(context: BaseAudioContext, buffer: AudioBuffer, patches: readonly Patch[]): Promise<AudioBuffer> {
	const { numberOfChannels, length, sampleRate } = buffer;
	const result = context.createBuffer(numberOfChannels, length, sampleRate);
	const channels = Array.from({ length: numberOfChannels }, (_, c) => buffer.getChannelData(c).slice());
	for (const { start_s, sound } of patches) {
		const patch = await context.decodeAudioData(await fileOf(sound));
		const first = Math.round(start_s * sampleRate);
		channels.forEach((samples, c) => {
			lay(samples, patch.getChannelData(Math.min(c, patch.numberOfChannels - 1)), first, FADE_S * sampleRate);
		});
	}
	channels.forEach((samples, c) => {
		result.copyToChannel(samples, c);
	});
	return result;
}

/** Fades from the one to the other and back, in place. */
export function lay(samples: Float32Array, patch: Float32Array, first: number, fade: number): void {
	for (let i = Math.max(0, -first); i < patch.length && first + i < samples.length; i++) {
		const share = Math.min(1, (i + 1) / fade, (patch.length - i) / fade);
		samples[first + i] += share * (patch[i] - samples[first + i]);
	}
}
