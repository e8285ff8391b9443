/** The hands' settings are a person's own: kept in the browser, and the same in all rolls of the page. */
import { HAND_SETTINGS, type HandSettings } from "../engine/interact/handSettings";
import type { Roll } from "../engine/roll";
import { readStored, writeStored } from "./menu/stored";

const PLACE = "gradio-pianoroll.hands";
const rolls = new Set<Roll>();
let giving = false;

/** What was kept by another version may have other settings, or values of another kind. */
function kept(): HandSettings {
	const stored = readStored(PLACE) as Record<string, unknown> | null;
	const same = Object.entries(HAND_SETTINGS).map(([name, usual]) => {
		const value = stored?.[name];
		// A mode is for the work at hand.
		if (name === "curveMode" || name === "curveShape") return [name, usual];
		return [name, typeof value === typeof usual ? value : usual];
	});
	const settings = Object.fromEntries(same) as HandSettings;
	if (settings.tonic % 1 !== 0 || settings.tonic < 0 || settings.tonic > 11) settings.tonic = 0;
	if (settings.strum_ticks < 0) settings.strum_ticks = 0;
	return settings;
}

function give(roll: Roll): void {
	giving = true;
	roll.setHands(kept());
	giving = false;
}

/** The roll begins with what was kept, and what is chosen in it is kept until the returned function is called. */
export function followHands(roll: Roll): () => void {
	if (readStored(PLACE)) give(roll);
	rolls.add(roll);
	const unfollow = roll.subscribe((event) => {
		if (event.type !== "hands" || giving) return;
		writeStored(PLACE, roll.hands);
		for (const other of rolls) if (other !== roll) give(other);
	});
	return () => {
		unfollow();
		rolls.delete(roll);
	};
}
