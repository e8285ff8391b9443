/** The inspector of a roll, made when somebody first looks at values. */
import { Inspector } from "../../engine/interact/inspect/inspector";
import type { Roll } from "../../engine/roll";

const inspectors = new WeakMap<Roll, Inspector>();

export function inspectorOf(roll: Roll): Inspector {
	let inspector = inspectors.get(roll);
	if (!inspector) {
		inspector = roll.withEditor((editor) => new Inspector(editor));
		inspectors.set(roll, inspector);
	}
	return inspector;
}
