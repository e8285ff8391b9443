/** Deflate as every browser carries it; Gradio compresses neither uploads nor our files. */

async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
	return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array<ArrayBuffer>> {
	return new Blob([bytes as Uint8Array<ArrayBuffer>]).stream();
}

export function deflateRaw(bytes: Uint8Array): Promise<Uint8Array> {
	return collect(streamOf(bytes).pipeThrough(new CompressionStream("deflate-raw")));
}

export function inflateRaw(bytes: Uint8Array): Promise<Uint8Array> {
	return collect(streamOf(bytes).pipeThrough(new DecompressionStream("deflate-raw")));
}
