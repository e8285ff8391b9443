/** How loud a piece of sound is from moment to moment, as straight lines between points in time. */
export type Envelope = [at_s: number, gain: number][];

/** Up and down again within `fade_s`; shorter where there is no time for it. */
export function rise(at_s: number, until_s: number, fade_s: number): Envelope {
	if (until_s === Number.POSITIVE_INFINITY) {
		return [
			[at_s, 0],
			[at_s + fade_s, 1],
		];
	}
	const fade = Math.min(fade_s, (until_s - at_s) / 2);
	return [
		[at_s, 0],
		[at_s + fade, 1],
		[until_s - fade, 1],
		[until_s, 0],
	];
}

export function gainAt(envelope: Envelope, time_s: number): number {
	if (envelope.length === 0 || time_s <= envelope[0][0]) return envelope[0]?.[1] ?? 0;
	for (let i = 1; i < envelope.length; i++) {
		const [at_s, gain] = envelope[i];
		if (time_s >= at_s) continue;
		const [before_s, before] = envelope[i - 1];
		return before + ((gain - before) * (time_s - before_s)) / (at_s - before_s);
	}
	return envelope[envelope.length - 1][1];
}

/** The same up to a moment, then silent within `fade_s`. */
export function cutAt(envelope: Envelope, at_s: number, fade_s: number): Envelope {
	if (endOf(envelope) <= at_s) return envelope;
	const kept = envelope.filter(([time_s]) => time_s < at_s);
	return [...kept, [at_s, gainAt(envelope, at_s)], [Math.min(at_s + fade_s, Math.max(endOf(envelope), at_s)), 0]];
}

/** When it is silent for good. */
export function endOf(envelope: Envelope): number {
	const last = envelope[envelope.length - 1];
	return !last ? Number.NEGATIVE_INFINITY : last[1] === 0 ? last[0] : Number.POSITIVE_INFINITY;
}

/** What is left beside some sounds: 1 where none of them is heard, from a moment on. */
export function beside(envelopes: readonly Envelope[], now_s: number): Envelope {
	const left = (time_s: number): number => Math.max(0, 1 - envelopes.reduce((sum, envelope) => sum + gainAt(envelope, time_s), 0));
	const times = new Set(envelopes.flatMap((envelope) => envelope.map(([at_s]) => at_s)));
	const points = [...times].filter((at_s) => at_s > now_s).sort((a, b) => a - b);
	return [now_s, ...points].map((at_s) => [at_s, left(at_s)]);
}
