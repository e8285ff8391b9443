/** The microphone as numbered blocks of 16-bit samples, timed on the clock of the page's audio context. */
import { type ContextLease, leaseContext } from "../audio/context.ts";
import { CAPTURE_NAME, type CaptureMessage, captureSource } from "./captureWorklet.ts";

/** The server analyses at the whole fraction of the sample rate that is nearest to this, and finds a frame in so many of its samples. */
const ANALYSIS_HZ = 22_050;
const HOP_SAMPLES = 512;
const STOP_LIMIT_MS = 500;

export type MicrophoneProblem = "insecure" | "refused" | "absent" | "busy" | "unsupported";

export class MicrophoneError extends Error {
	readonly kind: MicrophoneProblem;

	constructor(kind: MicrophoneProblem, reason = "") {
		super(reason || kind);
		this.kind = kind;
	}
}

export interface MicrophoneListener {
	block(pcm: Int16Array, firstFrame: number): void;
	/** The device was unplugged, or the permission taken back. */
	lost(): void;
}

const PROBLEMS: Record<string, MicrophoneProblem> = {
	NotAllowedError: "refused",
	SecurityError: "refused",
	NotFoundError: "absent",
	OverconstrainedError: "absent",
	NotReadableError: "busy",
	AbortError: "busy",
};

const loaded = new WeakMap<BaseAudioContext, Promise<void>>();

function loadCapture(context: AudioContext): Promise<void> {
	let promise = loaded.get(context);
	if (!promise) {
		const url = URL.createObjectURL(new Blob([captureSource()], { type: "text/javascript" }));
		promise = context.audioWorklet.addModule(url).finally(() => URL.revokeObjectURL(url));
		loaded.set(context, promise);
	}
	return promise;
}

export class Microphone {
	readonly context: AudioContext;
	readonly blockSamples: number;
	readonly #lease: ContextLease;
	readonly #stream: MediaStream;
	readonly #source: MediaStreamAudioSourceNode;
	readonly #node: AudioWorkletNode;
	#isOpen = true;
	#ended: () => void = () => {};

	private constructor(lease: ContextLease, stream: MediaStream, listener: MicrophoneListener) {
		this.#lease = lease;
		this.#stream = stream;
		this.context = lease.context;
		// Each block ends with a frame: of a longer one, or one that ends elsewhere, frames would wait for the rest.
		this.blockSamples = HOP_SAMPLES * Math.max(1, Math.round(this.sampleRate_hz / ANALYSIS_HZ));
		this.#source = this.context.createMediaStreamSource(stream);
		this.#node = new AudioWorkletNode(this.context, CAPTURE_NAME, {
			channelCount: 1,
			channelCountMode: "explicit",
			processorOptions: { blockSamples: this.blockSamples },
		});
		this.#node.port.onmessage = ({ data }: MessageEvent<CaptureMessage>) => {
			if (data === "end") this.#ended();
			else listener.block(data.pcm, data.firstFrame);
		};
		for (const track of stream.getAudioTracks()) track.onended = () => listener.lost();
		// It puts out silence; without a way to the loudspeaker it would not run.
		this.#source.connect(this.#node).connect(this.context.destination);
	}

	/**
	 * Asks for the microphone; must come from a user gesture.
	 *
	 * What a browser does for telephony would bend the pitch and pump the level: all of it is off.
	 */
	static async open(listener: MicrophoneListener): Promise<Microphone> {
		if (typeof isSecureContext !== "undefined" && !isSecureContext) throw new MicrophoneError("insecure");
		if (!navigator.mediaDevices?.getUserMedia) throw new MicrophoneError("unsupported");
		const lease = leaseContext();
		let stream: MediaStream | null = null;
		try {
			const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
			stream = await navigator.mediaDevices.getUserMedia({ audio });
			await lease.wake();
			if (!lease.context.audioWorklet) throw new MicrophoneError("unsupported");
			await loadCapture(lease.context);
			return new Microphone(lease, stream, listener);
		} catch (error) {
			for (const track of stream?.getTracks() ?? []) track.stop();
			await lease.release();
			if (error instanceof MicrophoneError) throw error;
			const { name, message } = error as Error;
			throw new MicrophoneError(PROBLEMS[name] ?? "unsupported", message);
		}
	}

	get sampleRate_hz(): number {
		return this.context.sampleRate;
	}

	/** From the loudspeaker's due time over the singer to the sample that records it. */
	get roundTrip_s(): number {
		const { latency } = (this.#stream.getAudioTracks()[0]?.getSettings() ?? {}) as { latency?: number };
		return (latency ?? 0) + (this.context.outputLatency || this.context.baseLatency || 0);
	}

	start(from_s: number): void {
		this.#node.port.postMessage({ from_s });
	}

	/** The last, shorter block comes before this resolves; then the microphone is free. */
	async stop(): Promise<void> {
		if (!this.#isOpen) return;
		const ended = new Promise<void>((done) => {
			this.#ended = done;
		});
		this.#node.port.postMessage("stop");
		// A context that sleeps answers nothing.
		await Promise.race([ended, new Promise((done) => setTimeout(done, STOP_LIMIT_MS))]);
		this.release();
	}

	/** Lets the device go at once. */
	release(): void {
		if (!this.#isOpen) return;
		this.#isOpen = false;
		for (const track of this.#stream.getTracks()) {
			track.onended = null;
			track.stop();
		}
		this.#source.disconnect();
		this.#node.port.onmessage = null;
		this.#node.port.postMessage("stop");
		this.#node.disconnect();
		this.#lease.rest();
		void this.#lease.release();
	}
}
