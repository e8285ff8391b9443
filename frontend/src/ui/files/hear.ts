/** Files that come to a roll: what hears of them is here from the beginning, what deals with them is fetched when they come. */
import type { FilePanel } from "../../engine/interact/panelCommands";
import type { Roll } from "../../engine/roll";
import { fetchTexts } from "../i18n/language.svelte";

const ASKED: readonly string[] = ["openFile", "openExample", "exportPicture", "saveFile"] satisfies FilePanel[];

/** From now on until the returned function is called. A page that wants them for itself prevents the events before they come here. */
export function hearFiles(root: HTMLElement, roll: Roll): () => void {
	const door = (act: (door: typeof import("./door")) => unknown): void => {
		Promise.all([import("./door"), fetchTexts()]).then(
			([come]) => act(come),
			() => roll.say("notFetched"),
		);
	};
	const hear = (event: DragEvent): void => {
		const { dataTransfer, type } = event;
		if (event.defaultPrevented || !dataTransfer?.types.includes("Files")) return;
		// Else the browser would leave the page for the file.
		event.preventDefault();
		const files = [...dataTransfer.files];
		door(({ dragged, take }) => (type === "drop" ? take(root, roll, files) : dragged(root, roll)));
	};
	root.addEventListener("dragover", hear);
	root.addEventListener("drop", hear);
	return roll.subscribe((event) => {
		if (event.type === "ask" && ASKED.includes(event.panel)) door(({ asked }) => asked(root, roll, event.panel as FilePanel));
		else if (event.type === "pasted") door(({ pasted }) => pasted(root, roll, event.text, event.files));
	});
}
