/** A SoundFont in a context's audio thread; fetched when somebody wants to hear one. */
import type { SynthOutput } from "../output.ts";
import type { PlayableDocument } from "../playable.ts";
import { FontOutput } from "./fontOutput.ts";
import type { FontSource } from "./fontSource.ts";
import { createFontNode } from "./fontWorklet.ts";

/** Plays the notes with a font, those that it has, and gives the others to `base`; `base` alone where no font can be played. */
export async function fontOutput(
	context: BaseAudioContext,
	destination: AudioNode,
	base: SynthOutput,
	doc: PlayableDocument,
	source: FontSource,
): Promise<SynthOutput> {
	if (base.kind !== "worklet") {
		source.failed("this browser has no audio worklet here; a page needs https for it");
		return base;
	}
	const node = await createFontNode(context);
	node.connect(destination);
	const send = (messages: unknown, moved: Transferable[]): void => node.port.postMessage(messages, moved);
	const output = new FontOutput(base, doc, source, send, () => {
		node.port.postMessage("close");
		node.disconnect();
	});
	node.port.onmessage = (event: MessageEvent<Float32Array>) => output.hear(event.data);
	return output;
}
