/** Curves and segments as the file that Python reads (`PRL1`); layout in docs/internals.md. */
import { saidOf } from "../score/curves.ts";
import type { Curve, Original, Segment } from "../score/types.ts";

const MAGIC = "PRL1";
const ALIGN = 8;

const aligned = (size: number): number => Math.ceil(size / ALIGN) * ALIGN;

export function encodeLayers(curves: Iterable<Curve>, segments: readonly Segment[]): Uint8Array {
	const parts: { bytes: Uint8Array; offset: number }[] = [];
	let size = 0;
	const heads = [];
	const put = (part: Original): number => {
		const offset = size;
		for (const bytes of dataOf(part)) {
			parts.push({ bytes, offset: size });
			size += bytes.byteLength;
		}
		size = aligned(size);
		return offset;
	};
	for (const curve of curves) {
		const head = headOf(curve, put(curve));
		const { original } = curve;
		heads.push(original ? { ...head, original: { n: original.values.length, offset: put(original) } } : head);
	}
	const header = new TextEncoder().encode(JSON.stringify({ curves: heads, segments }));
	const dataStart = aligned(MAGIC.length + 4 + header.byteLength);
	const file = new Uint8Array(dataStart + size);
	file.set(new TextEncoder().encode(MAGIC), 0);
	new DataView(file.buffer).setUint32(MAGIC.length, header.byteLength, true);
	file.set(header, MAGIC.length + 4);
	for (const { bytes, offset } of parts) file.set(bytes, dataStart + offset);
	return file;
}

function headOf(curve: Curve, offset: number): Record<string, unknown> {
	const { name, target, unit, time, kind, style, start, hop, values } = curve;
	const common = { name, target, unit, time, kind, style, n: values.length, offset, ...saidOf(curve) };
	return kind === "uniform" ? { ...common, start, hop } : common;
}

function dataOf({ times, values }: Original): Uint8Array[] {
	return times ? [bytesOf(times), bytesOf(values)] : [bytesOf(values)];
}

const bytesOf = (array: Float32Array | Float64Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
