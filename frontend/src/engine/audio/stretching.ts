/** Stretches a decoded sound beside the page: in a worker, or where a page's policy forbids that, in the page. */
import { makeStretch } from "./dsp/stretch.ts";

const WORKER = `const stretch = (${makeStretch.toString()})();
onmessage = ({ data }) => {
	const channels = stretch(data.channels, data.rate, data.sampleRate_hz);
	postMessage(channels, channels.map((channel) => channel.buffer));
};`;

/** The sound at `rate` times its speed. */
export async function stretched(context: BaseAudioContext, buffer: AudioBuffer, rate: number): Promise<AudioBuffer> {
	const channels = Array.from({ length: buffer.numberOfChannels }, (_, i) => buffer.getChannelData(i).slice());
	const out = await inWorker(channels, rate, buffer.sampleRate);
	const result = context.createBuffer(out.length, Math.max(1, out[0].length), buffer.sampleRate);
	out.forEach((channel, i) => {
		result.copyToChannel(channel, i);
	});
	return result;
}

function inWorker(channels: Float32Array[], rate: number, sampleRate_hz: number): Promise<Float32Array<ArrayBuffer>[]> {
	const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
	return new Promise<Float32Array<ArrayBuffer>[]>((resolve, reject) => {
		const worker = new Worker(url);
		worker.onmessage = ({ data }: MessageEvent<Float32Array<ArrayBuffer>[]>) => {
			worker.terminate();
			resolve(data);
		};
		worker.onerror = (event) => {
			worker.terminate();
			reject(event);
		};
		worker.postMessage({ channels, rate, sampleRate_hz });
	})
		.catch(() => makeStretch()(channels, rate, sampleRate_hz))
		.finally(() => URL.revokeObjectURL(url));
}
