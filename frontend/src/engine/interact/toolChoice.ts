/** The tool in the hand: one that somebody chose goes before one that a value suggests, and that before the default. */
import type { EditorContext, Tool } from "./editorContext.ts";
import type { PointerMachine } from "./pointerMachine.ts";

export class ToolChoice {
	readonly #editor: EditorContext;
	readonly #machine: PointerMachine;
	readonly #changed: () => void;
	#isChosen = false;
	#suggested: Tool | null = null;

	constructor(editor: EditorContext, machine: PointerMachine, changed: () => void) {
		this.#editor = editor;
		this.#machine = machine;
		this.#changed = changed;
	}

	/** A tool for who has not chosen one; null takes the suggestion back, unless somebody has drawn with it. */
	suggest(tool: Tool | null): void {
		if (tool === null && this.#editor.doc.canUndo) return;
		this.#suggested = tool;
		if (!this.#isChosen) this.take("select", false);
	}

	/** `chosen` is false for the tool that one has by default, before which a suggestion goes. */
	take(wanted: Tool, chosen: boolean): void {
		this.#isChosen = chosen;
		const editor = this.#editor;
		const tool = chosen ? wanted : (this.#suggested ?? wanted);
		if (tool === editor.tool) return;
		this.#machine.cancel();
		editor.tool = tool;
		editor.scene.pencilTick = -1;
		editor.scene.bladeTick = -1;
		editor.changed("gesture");
		this.#changed();
	}
}
