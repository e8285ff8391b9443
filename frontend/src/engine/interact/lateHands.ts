/**
 * Hands that most visits do not need at once: rarer gestures, segments, points of curves. They are fetched when somebody comes
 * to the roll; a press that is earlier waits for them.
 */
import type * as Hands from "./allLateHands.ts";
import type { EditorContext } from "./editorContext.ts";
import type { Gesture, Outcome } from "./gesture.ts";
import type { Hit, Sample } from "./pointer.ts";

export type LateHands = typeof Hands;
export type LateName = keyof LateHands["LATE_GESTURES"];

let known: LateHands | null = null;

/** Null before `fetchLateHands` has brought them. */
export function lateHands(): LateHands | null {
	return known;
}

export async function fetchLateHands(): Promise<LateHands> {
	known ??= await import("./allLateHands.ts");
	return known;
}

/** At once where they are here, else when they have been fetched. */
export function withLateHands(editor: EditorContext, act: (hands: LateHands) => void): void {
	if (known) act(known);
	else
		fetchLateHands().then(act, (error: unknown) => {
			console.warn("gradio-pianoroll:", error);
			editor.say("notFetched");
		});
}

/** Stands for a gesture; what is told before it is here it is told then, unless the score has become another meanwhile. */
export class LateGesture implements Gesture {
	readonly #name: LateName;
	#gesture: Gesture | null = null;

	constructor(name: LateName) {
		this.#name = name;
		if (known) this.#gesture = known.LATE_GESTURES[name]();
	}

	get scrollsAtEdge(): boolean {
		return this.#gesture?.scrollsAtEdge ?? false;
	}

	get yields(): boolean {
		return this.#gesture?.yields ?? false;
	}

	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void {
		this.#tell(editor, (gesture) => gesture.enter(editor, sample, hit));
	}

	process(editor: EditorContext, sample: Sample): void {
		this.#tell(editor, (gesture) => gesture.process(editor, sample));
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		const { rev } = editor.doc;
		this.#tell(editor, (gesture) => gesture.exit(editor, sample, rev === editor.doc.rev ? outcome : "cancel"));
	}

	#tell(editor: EditorContext, act: (gesture: Gesture) => void): void {
		if (this.#gesture) act(this.#gesture);
		else
			withLateHands(editor, ({ LATE_GESTURES }) => {
				this.#gesture ??= LATE_GESTURES[this.#name]();
				act(this.#gesture);
			});
	}
}
