import type { DecodedHead, NoteBatch, TextBatch } from "../score/types.ts";
import { BodyReader, type Integers, textsOf } from "./body.ts";
import { DecodeError } from "./errors.ts";
import { MESSAGE_BATCH, MESSAGE_DICTIONARY, MESSAGE_SCHEMA, type Message, readMessages } from "./frames.ts";
import { decodeHead, type FieldInfo, type NumberColumn, readFields, type TextColumn } from "./schema.ts";

export { decodeLayers, decodePeaks } from "./layers.ts";

export type DecodedPart = { kind: "head"; head: DecodedHead } | { kind: "batch"; batch: NoteBatch };

/** A snapshot as it arrives: first its head, then each batch as soon as its bytes are there. */
export async function* decodeStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<DecodedPart, void> {
	let decoder: SnapshotDecoder | null = null;
	for await (const message of readMessages(stream)) {
		if (decoder === null) {
			decoder = new SnapshotDecoder(message);
			yield { kind: "head", head: decoder.head };
		} else {
			const batch = decoder.read(message);
			if (batch !== null) yield { kind: "batch", batch };
		}
	}
	if (decoder === null) throw new DecodeError("The snapshot is empty; load it again.");
	decoder.finish();
}

/** The bytes as a stream, for snapshots that are already here. */
export function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
	return new ReadableStream({
		start(controller) {
			controller.enqueue(bytes);
			controller.close();
		},
	});
}

class SnapshotDecoder {
	readonly head: DecodedHead;
	readonly #fields: FieldInfo[];
	readonly #dictionaries = new Map<number, readonly string[]>();
	#rows = 0;

	constructor(message: Message) {
		if (message.kind !== MESSAGE_SCHEMA) throw new DecodeError("This is no snapshot of a score: it does not begin with a schema.");
		this.#fields = readFields(message.header);
		this.head = decodeHead(message.header);
	}

	/** Null: a dictionary, which later batches use. */
	read(message: Message): NoteBatch | null {
		if (message.kind === MESSAGE_DICTIONARY) {
			this.#readDictionary(message);
			return null;
		}
		if (message.kind !== MESSAGE_BATCH) throw new DecodeError("The snapshot is damaged: it holds a message of an unknown kind.");
		const batch = this.#readBatch(message);
		this.#rows += batch.length;
		return batch;
	}

	finish(): void {
		if (this.#rows !== this.head.n) {
			throw new DecodeError(`The snapshot was cut off after ${this.#rows} of ${this.head.n} notes; load it again.`);
		}
	}

	#readDictionary(message: Message): void {
		const id = message.header.int64(0);
		const data = message.header.table(1);
		if (data === null) throw new DecodeError("The snapshot is damaged: a dictionary has no data.");
		const texts = new BodyReader(data, message.body).texts().map((text) => text ?? "");
		const isDelta = message.header.uint8(2) === 1;
		this.#dictionaries.set(id, isDelta ? [...(this.#dictionaries.get(id) ?? []), ...texts] : texts);
	}

	#readBatch(message: Message): NoteBatch {
		const body = new BodyReader(message.header, message.body);
		const numbers: Partial<Record<NumberColumn, Integers>> = {};
		const coded: Partial<Record<TextColumn, TextBatch>> = {};
		const plain: Partial<Record<TextColumn, (string | null)[]>> = {};
		for (const field of this.#fields) {
			if (field.kind === "int") numbers[field.name as NumberColumn] = body.integers(field.bits, field.signed);
			else if (field.kind === "utf8") plain[field.name as TextColumn] = body.texts();
			else coded[field.name as TextColumn] = this.#codedTexts(body, field);
		}
		return {
			length: body.length,
			onset: numbers.onset as Int32Array,
			duration: numbers.duration as Int32Array,
			pitch: numbers.pitch as Uint8Array,
			velocity: numbers.velocity as Uint8Array,
			track: numbers.track as Uint8Array,
			id: numbers.id as Uint32Array,
			lyric: coded.lyric ?? null,
			phoneme: coded.phoneme ?? null,
			ref: plain.ref ?? (coded.ref ? textsOf(coded.ref) : null),
			extra: (plain.extra ?? (coded.extra ? textsOf(coded.extra) : null))?.map(parseExtra) ?? null,
		};
	}

	#codedTexts(body: BodyReader, field: Extract<FieldInfo, { kind: "dictionary" }>): TextBatch {
		const texts = this.#dictionaries.get(field.dictionary) ?? [];
		const codes = body.codes(field.bits, field.signed);
		for (const code of codes) {
			if (code >= texts.length) throw new DecodeError(`The snapshot is damaged: a ${field.name} is not in its dictionary.`);
		}
		return { codes, texts };
	}
}

function parseExtra(json: string | null): Record<string, unknown> | null {
	if (json === null) return null;
	try {
		return JSON.parse(json) as Record<string, unknown>;
	} catch {
		throw new DecodeError("The snapshot is damaged: the keys of a note are not JSON.");
	}
}
