/** What went wrong, in the language of the page: the engine and the browser say it in English. */
import type { MessageKey } from "./i18n/en";
import { t } from "./i18n/language.svelte";

/** The first that fits; its named groups fill the gaps of the text. */
export const REASONS: readonly (readonly [RegExp, MessageKey])[] = [
	[
		/^(Failed to fetch( dynamically imported module.*)?|NetworkError .*|Load failed|[Ee]rror loading dynamically imported module.*|Importing a module script failed\.?)$/,
		"reason.network",
	],
	[/^HTTP (?<status>\d+)$/, "reason.http"],
	[/^the server gave no answer$/, "reason.noAnswer"],
	[/^the server took no file$/, "reason.noFile"],
	[/^this page has no server$/, "reason.noServer"],
	[/ came without an address$/, "reason.noAddress"],
	[/^The (snapshot|\w+ file) was cut off\b/, "reason.cutOff"],
	[/^(The (snapshot|\w+ file) is (damaged|empty)\b|This is no )/, "reason.damaged"],
	[/^Gradio has no server function /, "reason.version"],
	[/^This snapshot (has version|is compressed)\b/, "reason.version"],
	[/^The browser does not allow sound yet\b/, "reason.noSoundYet"],
	[/^This browser gives pages no sound\b/, "reason.noSound"],
	[/^The sound device could not be opened\b/, "reason.noDevice"],
	[/^The sound was interrupted\b/, "reason.interrupted"],
	[/^The sound could not be loaded \((?<status>\d+)\)/, "reason.http"],
	[/^This browser cannot decode the sound\b/, "reason.cannotDecode"],
	[/^The sound could not be played: /, "reason.cannotDecode"],
	[/^This browser gives no 2D canvas\b/, "reason.noCanvas"],
];

/** Fits behind a colon; what nobody knows stays as it was said. */
export function reasonText(reason: string): string {
	for (const [pattern, key] of REASONS) {
		const found = pattern.exec(reason);
		if (found) return t(key, { ...found.groups });
	}
	return reason.replace(/\.$/, "");
}
