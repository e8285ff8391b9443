/** A SoundFont cut to what is played, as Python writes it: the layout is that of `FontCut` there (`synth/soundfont/cut.py`). */

const MAGIC = "SFCUT\u0001\0\0";
const PRESET_COLUMNS = 4;
export const ZONE_COLUMNS = 67;
export const MODULATOR_COLUMNS = 5;
export const SAMPLE_COLUMNS = 7;

/** Rows behind each other; `pcm` are all sounds behind each other. */
export interface FontCut {
	presets: Int32Array;
	zones: Int32Array;
	modulators: Int32Array;
	samples: Int32Array;
	pcm: Int16Array;
}

/** What the bytes say; rejects what is no cut. */
export function decodeCut(bytes: ArrayBuffer): FontCut {
	const head = new Uint8Array(bytes, 0, Math.min(12, bytes.byteLength));
	if (head.length < 12 || String.fromCharCode(...head.subarray(0, 8)) !== MAGIC) throw new Error("the bytes are no cut of a SoundFont");
	const size = new DataView(bytes).getUint32(8, true);
	const first = 12 + size;
	const places = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 12, size))) as Record<string, [at: number, rows: number]>;
	// Arrays stand where words of their size may stand: the text is filled up to eight bytes.
	const rows = (name: string, columns: number): Int32Array => new Int32Array(bytes, first + places[name][0], places[name][1] * columns);
	return {
		presets: rows("presets", PRESET_COLUMNS),
		zones: rows("zones", ZONE_COLUMNS),
		modulators: rows("modulators", MODULATOR_COLUMNS),
		samples: rows("samples", SAMPLE_COLUMNS),
		pcm: new Int16Array(bytes, first + places.pcm[0], places.pcm[1]),
	};
}
