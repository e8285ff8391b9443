const CHUNK_FRAMES = 65536;

/** The parts of a 16-bit stereo WAV file: header and samples as they come. */
export class WavWriter {
	readonly #parts: BlobPart[] = [];
	#chunk = new DataView(new ArrayBuffer(CHUNK_FRAMES * 4));
	#filled = 0;
	#frames = 0;

	readonly #sampleRate_hz: number;

	constructor(sampleRate_hz: number) {
		this.#sampleRate_hz = sampleRate_hz;
	}

	/** Appends samples -1 … 1; louder ones are clipped. */
	write(left: Float32Array, right: Float32Array, frames: number): void {
		for (let i = 0; i < frames; i++) {
			if (this.#filled === CHUNK_FRAMES) this.#nextChunk();
			this.#chunk.setInt16(4 * this.#filled, toInt16(left[i]), true);
			this.#chunk.setInt16(4 * this.#filled + 2, toInt16(right[i]), true);
			this.#filled++;
		}
		this.#frames += frames;
	}

	finish(): Blob {
		this.#nextChunk();
		return new Blob([wavHeader(this.#frames, this.#sampleRate_hz), ...this.#parts], { type: "audio/wav" });
	}

	#nextChunk(): void {
		this.#parts.push(this.#chunk.buffer.slice(0, this.#filled * 4) as ArrayBuffer);
		this.#chunk = new DataView(new ArrayBuffer(CHUNK_FRAMES * 4));
		this.#filled = 0;
	}
}

function toInt16(sample: number): number {
	return Math.round(32767 * Math.max(-1, Math.min(1, sample)));
}

/** Head of 16-bit samples. */
export function wavHeader(frames: number, sampleRate_hz: number, channels = 2): ArrayBuffer {
	const view = new DataView(new ArrayBuffer(44));
	const text = (at: number, value: string) => {
		for (let i = 0; i < value.length; i++) view.setUint8(at + i, value.charCodeAt(i));
	};
	text(0, "RIFF");
	view.setUint32(4, 36 + frames * channels * 2, true);
	text(8, "WAVEfmt ");
	view.setUint32(16, 16, true);
	view.setUint16(20, 1, true);
	view.setUint16(22, channels, true);
	view.setUint32(24, sampleRate_hz, true);
	view.setUint32(28, sampleRate_hz * channels * 2, true);
	view.setUint16(32, channels * 2, true);
	view.setUint16(34, 16, true);
	text(36, "data");
	view.setUint32(40, frames * channels * 2, true);
	return view.buffer;
}
