/** What `lateHands.ts` fetches. */
import type { Gesture } from "./gesture.ts";
import { CurveGesture } from "./gestures/curve.ts";
import { JoinGesture } from "./gestures/join.ts";
import { KnifeGesture } from "./gestures/knife.ts";
import { PieceGesture } from "./gestures/piece.ts";
import { PinGesture } from "./gestures/pin.ts";
import { PointGesture } from "./gestures/point.ts";
import { RunGesture } from "./gestures/run.ts";
import { SlideGesture } from "./gestures/slide.ts";
import { StretchGesture } from "./gestures/stretch.ts";
import { TierGesture } from "./gestures/tier.ts";
import { VelocityGesture } from "./gestures/velocity.ts";
import { VibratoGesture } from "./gestures/vibrato.ts";

export { arpeggioOps } from "./arpeggio.ts";
export { aim } from "./gestures/knife.ts";
export { doCurveCommand } from "./pieces/pieceCommands.ts";
export { pieceAt } from "./pieces/pieceHit.ts";
export { type PinHands, pinHandsOf } from "./pins/pinHands.ts";
export { pinCursor, pressesPin } from "./pins/pinHit.ts";
export { confirmSelected, goToDoubtful } from "./tiers/doubts.ts";
export { pointDoubleClick } from "./tiers/pointHands.ts";
export { pointAt } from "./tiers/pointHit.ts";
export { tierDoubleClick, tierHover } from "./tiers/pointing.ts";
export { type TierHands, tierHandsOf } from "./tiers/tierHands.ts";
export { extend as extendSegments } from "./tiers/tierMany.ts";
export { boundaryToZero, newTier, pointAtPlayhead, tierOfNotes } from "./tiers/tierNew.ts";

export const LATE_GESTURES = {
	curve: () => new CurveGesture(),
	velocity: () => new VelocityGesture(),
	slide: () => new SlideGesture(),
	stretch: () => new StretchGesture(),
	run: () => new RunGesture(),
	knife: () => new KnifeGesture(),
	join: () => new JoinGesture(),
	vibrato: () => new VibratoGesture(),
	piece: () => new PieceGesture(),
	pin: () => new PinGesture(),
	point: () => new PointGesture(),
	tier: () => new TierGesture(),
} as const satisfies Record<string, () => Gesture>;
