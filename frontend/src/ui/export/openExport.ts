import type { FilePanel } from "../../engine/interact/panelCommands";
import type { Session } from "../session.svelte";

export function openExport(_root: HTMLElement, _session: Session, _panel: FilePanel): void {}
