/** Velocity ↔ height in the lane below the notes, and the velocities as the gesture in progress would leave them. */
import type { Scene } from "./scene.ts";

const PAD_PX = 8;

export function velocityHeight(velocity: number, height_px: number): number {
	return (velocity / 127) * (height_px - PAD_PX);
}

export function velocityAt(y_px: number, height_px: number): number {
	const value = Math.round(((height_px - y_px) / (height_px - PAD_PX)) * 127);
	return Math.min(127, Math.max(1, value));
}

/** The velocity as the gesture in progress would leave it. */
export function previewVelocity(scene: Scene, slot: number): number {
	const { preview, doc } = scene;
	const own = doc.store.velocity[slot];
	if (preview.kind !== "velocity") return own;
	const painted = preview.painted.get(slot);
	if (painted !== undefined) return painted;
	if (preview.delta === 0 || !doc.selection.has(slot)) return own;
	return Math.min(127, Math.max(1, own + preview.delta));
}
