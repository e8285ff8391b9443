/** A fader with a place from left to right, and a meter behind it while somebody looks. */
import { NodePeak } from "./nodePeak.ts";

export class Strip {
	readonly input: GainNode;
	readonly #pan: StereoPannerNode;
	readonly #context: AudioContext;
	#meters: { split: ChannelSplitterNode; sides: NodePeak[] } | null = null;

	constructor(context: AudioContext) {
		this.#context = context;
		this.input = context.createGain();
		// As two channels, so that the middle is as loud as without a place.
		this.input.channelCount = 2;
		this.input.channelCountMode = "explicit";
		this.#pan = context.createStereoPanner();
		this.input.connect(this.#pan).connect(context.destination);
	}

	set(gain: number, pan: number): void {
		const now_s = this.#context.currentTime;
		this.input.gain.setTargetAtTime(gain, now_s, 0.01);
		this.#pan.pan.setTargetAtTime(pan, now_s, 0.01);
	}

	setMetering(on: boolean): void {
		if (on === (this.#meters !== null)) return;
		if (!on) {
			this.#pan.disconnect(this.#meters?.split as ChannelSplitterNode);
			this.#meters = null;
			return;
		}
		const split = this.#context.createChannelSplitter(2);
		this.#pan.connect(split);
		this.#meters = { split, sides: [0, 1].map((side) => new NodePeak(this.#context, split, side)) };
	}

	/** Largest sample of either side in the last moments, 1 at full scale; 0 while nobody looks. */
	peak(): number {
		return this.#meters ? Math.max(...this.#meters.sides.map((side) => side.read())) : 0;
	}

	dispose(): void {
		this.input.disconnect();
		this.#pan.disconnect();
	}
}
