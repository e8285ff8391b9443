import { mount, unmount } from "svelte";
import type { FilePanel } from "../../engine/interact/panelCommands";
import { focusNotes } from "../files/focusNotes";
import type { Session } from "../session.svelte";
import ExportSheet from "./ExportSheet.svelte";

const open = new WeakSet<HTMLElement>();

/** One sheet for a roll. */
export function openExport(root: HTMLElement, session: Session, panel: FilePanel): void {
	if (open.has(root)) return;
	open.add(root);
	const label = root.getAttribute("aria-label") ?? "";
	const sheet = mount(ExportSheet, {
		target: root,
		props: {
			session,
			label,
			first: panel === "saveFile" ? ".mid" : ".pdf",
			root,
			onclose: () => {
				open.delete(root);
				void unmount(sheet);
				focusNotes(root);
			},
		},
	});
}
