/** A fader with a place from left to right. */
export class Strip {
	readonly input: GainNode;
	readonly #pan: StereoPannerNode;
	readonly #context: AudioContext;

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

	dispose(): void {
		this.input.disconnect();
		this.#pan.disconnect();
	}
}
