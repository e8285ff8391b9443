import { saidOf, withOriginal } from "../score/curves.ts";
import { Peaks } from "../score/peaks.ts";
import type { Spectrogram } from "../score/spectrogram.ts";
import type { Curve, CurveStyle, Original, PinJson, Segment, SpanWaveJson } from "../score/types.ts";
import { DecodeError } from "./errors.ts";

interface CurveHead {
	name: string;
	target: string;
	unit: string;
	time: "s" | "beats";
	kind: "uniform" | "points";
	start?: number;
	hop?: number;
	style?: CurveStyle;
	pins?: PinJson[];
	vibratos?: SpanWaveJson[];
	n: number;
	offset: number;
	original?: { n: number; offset: number };
}

/** The `layers` file: curves and segments. */
export function decodeLayers(buf: ArrayBuffer): { curves: Curve[]; segments: Segment[] } {
	const file = new PackedFile(buf, "PRL1");
	const header = file.header as { curves?: CurveHead[]; segments?: Segment[] };
	return {
		curves: (header.curves ?? []).map((head) => decodeCurve(head, file)),
		segments: header.segments ?? [],
	};
}

function decodeCurve(head: CurveHead, file: PackedFile): Curve {
	const isPoints = head.kind === "points";
	const curve: Curve = {
		name: head.name,
		target: head.target,
		unit: head.unit,
		time: head.time,
		kind: isPoints ? "points" : "uniform",
		start: isPoints ? 0 : (head.start ?? 0),
		hop: isPoints ? 0 : (head.hop ?? 1),
		...samplesOf(head, isPoints, file),
		style: head.style ?? {},
		...saidOf(head),
	};
	return head.original ? withOriginal(curve, samplesOf(head.original, isPoints, file)) : curve;
}

function samplesOf({ n, offset }: { n: number; offset: number }, isPoints: boolean, file: PackedFile): Original {
	const data = file.take(offset, n * (isPoints ? 12 : 4));
	return { times: isPoints ? new Float64Array(data, 0, n) : null, values: new Float32Array(data, isPoints ? n * 8 : 0, n) };
}

/** The `peaks` file: the waveform as a min/max pyramid. */
export function decodePeaks(buf: ArrayBuffer): Peaks {
	const file = new PackedFile(buf, "PRP1");
	const header = file.header as { duration_s: number; hop_s: number; factor: number; levels: { n: number; offset: number }[] };
	if (!(header.duration_s >= 0 && header.hop_s > 0 && header.factor > 1) || !Array.isArray(header.levels)) {
		throw new DecodeError("The PRP1 file is damaged: its header lacks duration_s, hop_s, factor or levels.");
	}
	const levels = header.levels.map(({ n, offset }) => new Int16Array(file.take(offset, n * 4)));
	return new Peaks(header.duration_s, header.hop_s, header.factor, levels);
}

interface SpectrogramHead {
	hop_s: number;
	low_pitch: number;
	rows_per_semitone: number;
	floor_db: number;
	ceiling_db: number;
	columns: number;
	rows: number;
}

/** The `spectrogram` file: levels column by column. */
export function decodeSpectrogram(buf: ArrayBuffer): Spectrogram {
	const file = new PackedFile(buf, "PRS1");
	const { hop_s, low_pitch, rows_per_semitone, floor_db, ceiling_db, columns, rows } = file.header as SpectrogramHead;
	const isSound = hop_s > 0 && rows_per_semitone > 0 && ceiling_db > floor_db && Number.isFinite(low_pitch);
	if (!(isSound && Number.isInteger(columns) && columns >= 0 && Number.isInteger(rows) && rows > 0)) {
		throw new DecodeError("The PRS1 file is damaged: its header lacks its sizes, its distances or its range.");
	}
	const levels = new Uint8Array(file.take(0, columns * rows));
	return { hop_s, lowPitch: low_pitch, rowsPerSemitone: rows_per_semitone, rows, columns, levels, floor_db, ceiling_db };
}

/** Magic, length, JSON header, padding to 8, data. */
class PackedFile {
	readonly header: unknown;
	readonly #data: ArrayBuffer;
	readonly #start: number;
	readonly #magic: string;

	constructor(buf: ArrayBuffer, magic: string) {
		const bytes = new Uint8Array(buf);
		if (bytes.length < 8 || new TextDecoder().decode(bytes.subarray(0, 4)) !== magic) {
			throw new DecodeError(`This is no ${magic} file; it does not begin with those letters.`);
		}
		const length = new DataView(buf).getUint32(4, true);
		if (8 + length > bytes.length) throw new DecodeError(`The ${magic} file was cut off in its header; load it again.`);
		this.header = parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)), magic);
		this.#data = buf;
		this.#start = Math.ceil((8 + length) / 8) * 8;
		this.#magic = magic;
	}

	/** A copy of the bytes at `offset` of the data. */
	take(offset: number, length: number): ArrayBuffer {
		const from = this.#start + offset;
		if (!(Number.isInteger(offset) && offset >= 0 && length >= 0 && from + length <= this.#data.byteLength)) {
			throw new DecodeError(`The ${this.#magic} file was cut off or is damaged; load it again.`);
		}
		return this.#data.slice(from, from + length);
	}
}

function parse(json: string, magic: string): object {
	try {
		const value: unknown = JSON.parse(json);
		if (typeof value === "object" && value !== null) return value;
	} catch {
		// Falls through to the same message as any other value that is not an object.
	}
	throw new DecodeError(`The ${magic} file is damaged: its header is not a JSON object.`);
}
