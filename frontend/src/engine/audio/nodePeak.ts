/** Samples of the last 43 ms at 48 kHz: more than pass between two looks. */
const WINDOW = 2048;

/** The largest sample that has come out of a node a moment ago. */
export class NodePeak {
	readonly #analyser: AnalyserNode;
	readonly #samples = new Float32Array(WINDOW);

	constructor(context: BaseAudioContext, node: AudioNode, output = 0) {
		this.#analyser = context.createAnalyser();
		this.#analyser.fftSize = WINDOW;
		node.connect(this.#analyser, output);
	}

	read(): number {
		this.#analyser.getFloatTimeDomainData(this.#samples);
		let peak = 0;
		for (const sample of this.#samples) if (Math.abs(sample) > peak) peak = Math.abs(sample);
		return peak;
	}

	/** What it listened to. */
	leave(node: AudioNode): void {
		node.disconnect(this.#analyser);
	}
}
