/** What the engine writes on its canvases, in the language of the page. */
import { untrack } from "svelte";
import type { Roll } from "../engine/roll";
import { curveTitle, language } from "./i18n/language.svelte";
import type { RollState } from "./state.svelte";

/** Names of curves and, where the active track has drums, of those: as long as the component is there that calls it. */
export function nameInLanguage(roll: Roll, ui: RollState): void {
	$effect(() => {
		void language();
		untrack(() => roll.scenery.setCurveTitle(curveTitle));
	});
	$effect(() => {
		const tongue = language();
		if (!ui.drums) {
			untrack(() => roll.scenery.setKeyName(null));
			return;
		}
		let isWanted = true;
		import("./rail/drumNames").then(
			({ drumName }) => isWanted && roll.scenery.setKeyName((pitch) => drumName(pitch, tongue)),
			(error: unknown) => console.warn("gradio-pianoroll:", error),
		);
		return () => {
			isWanted = false;
		};
	});
}
