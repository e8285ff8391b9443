/** Points in time that neither a clock set back nor a machine that slept makes younger than they are. */
export interface Moment {
	wall_ms: number;
	steady_ms: number;
}

export const present = (): Moment => ({ wall_ms: Date.now(), steady_ms: performance.now() });

/** At least so much time has passed since. */
export function age_ms({ wall_ms, steady_ms }: Moment): number {
	return Math.max(Math.abs(Date.now() - wall_ms), performance.now() - steady_ms);
}
