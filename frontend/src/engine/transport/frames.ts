import { DecodeError } from "./errors.ts";
import { FlatTable } from "./flatRead.ts";
import { FILTERED, unfilter } from "./unfilter.ts";

export const MESSAGE_SCHEMA = 1;
export const MESSAGE_DICTIONARY = 2;
export const MESSAGE_BATCH = 3;

const CONTINUATION = 0xffffffff;
const MAX_METADATA = 256 * 1024 * 1024;
const MAX_BODY = 2 ** 31;

/** One message of an Arrow IPC stream; `body` starts at offset 0 of a buffer of its own, so views on it are aligned. */
export interface Message {
	kind: number;
	header: FlatTable;
	body: Uint8Array<ArrayBuffer>;
}

/** Messages as their bytes arrive, up to the end marker. */
export async function* readMessages(stream: ReadableStream<Uint8Array>): AsyncGenerator<Message> {
	const source = new ByteSource(stream);
	let isFiltered = false;
	try {
		for (let isFirst = true; ; isFirst = false) {
			const prefix = await source.read(4, true);
			if (prefix === null) return;
			let length = uint32(prefix);
			if (isFirst && length === FILTERED) {
				isFiltered = true;
				continue;
			}
			// Streams before Arrow 0.15 lack the marker.
			if (length === CONTINUATION) length = uint32(await source.need(4));
			if (length === 0) return;
			if (length > MAX_METADATA) throw new DecodeError("This is no snapshot of a score: it does not begin like an Arrow stream.");
			const message = FlatTable.root(await source.need(length));
			const kind = message.uint8(1);
			const header = message.table(2);
			const bodyLength = message.int64(3);
			if (header === null || bodyLength < 0 || bodyLength > MAX_BODY)
				throw new DecodeError("The snapshot is damaged: a message has no sound header.");
			const body = await source.need(bodyLength);
			if (isFiltered && kind === MESSAGE_BATCH) unfilter(header, body);
			yield { kind, header, body };
		}
	} finally {
		await source.close();
	}
}

function uint32(bytes: Uint8Array): number {
	return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

/** Exact numbers of bytes out of a stream that comes in pieces of any size. */
class ByteSource {
	readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
	#chunk = new Uint8Array(0);
	#at = 0;
	#total = 0;
	#ended = false;

	constructor(stream: ReadableStream<Uint8Array>) {
		this.#reader = stream.getReader();
	}

	async need(count: number): Promise<Uint8Array<ArrayBuffer>> {
		return (await this.read(count, false)) as Uint8Array<ArrayBuffer>;
	}

	/** Null when the stream is at its end and that is allowed here. */
	async read(count: number, mayEnd: boolean): Promise<Uint8Array<ArrayBuffer> | null> {
		// Filled piece by piece: a damaged length must not make room for what never comes.
		let out = new Uint8Array(Math.min(count, 1 << 20));
		let filled = 0;
		while (filled < count) {
			if (this.#at === this.#chunk.length && !(await this.#fetch())) {
				if (mayEnd && filled === 0) return null;
				throw new DecodeError(`The snapshot was cut off after ${this.#total} bytes; load it again.`);
			}
			const piece = this.#chunk.subarray(this.#at, this.#at + count - filled);
			if (filled + piece.length > out.length) out = enlarged(out, Math.min(count, Math.max(filled + piece.length, out.length * 2)));
			out.set(piece, filled);
			filled += piece.length;
			this.#at += piece.length;
			this.#total += piece.length;
		}
		return out;
	}

	async close(): Promise<void> {
		if (!this.#ended) await this.#reader.cancel();
		this.#reader.releaseLock();
	}

	async #fetch(): Promise<boolean> {
		do {
			const { done, value } = await this.#reader.read();
			if (done) {
				this.#ended = true;
				return false;
			}
			this.#chunk = value as Uint8Array<ArrayBuffer>;
			this.#at = 0;
		} while (this.#chunk.length === 0);
		return true;
	}
}

function enlarged(bytes: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
	const larger = new Uint8Array(length);
	larger.set(bytes);
	return larger;
}
