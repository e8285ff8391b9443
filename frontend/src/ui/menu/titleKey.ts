import type { CommandName } from "../../engine/interact/commands";
import type { MessageKey } from "../i18n/en";

/** The key of the text that names a command. */
export function titleKey(name: CommandName): MessageKey {
	return `command.${name}` as MessageKey;
}
