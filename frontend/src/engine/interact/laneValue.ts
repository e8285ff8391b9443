/** What a lane shows under the pointer, for the gutter beside it. */
import { sampleAt, timeOfTick } from "../score/curveTime.ts";
import { laneOf } from "../state/curveLanes.ts";
import type { SurfaceName } from "../state/surfaces.ts";
import { previewVelocity } from "../state/velocityLane.ts";
import type { EditorContext } from "./editorContext.ts";
import { sampleOf } from "./pointer.ts";
import { stemAt } from "./stems.ts";

interface LanePoint {
	name: SurfaceName;
	part: string;
	x_px: number;
	y_px: number;
	height_px: number;
}

const NO_BUTTON = { button: -1, mod: false, shift: false, alt: false, touch: false } as const;

export function laneValueAt(editor: EditorContext, at: LanePoint): number | null {
	const { scene, view, doc } = editor;
	if (at.name === "velocity") {
		const raw = { place: "velocity", width_px: view.width_px, ...NO_BUTTON, ...at } as const;
		const slot = stemAt(editor, sampleOf(editor, raw));
		return slot < 0 ? null : previewVelocity(scene, slot);
	}
	if (at.name !== "curves") return null;
	const lane = laneOf(scene, at.part, at.height_px);
	if (!lane) return null;
	const { curve } = lane;
	const tick = Math.max(0, view.tickAt(at.x_px));
	const { preview } = scene;
	const values = preview.kind === "curve" && preview.curve.name === curve.name ? preview.values : curve.values;
	const value = values[sampleAt(curve, timeOfTick(curve, doc.tempo, tick))];
	return value === undefined || Number.isNaN(value) ? null : value;
}
