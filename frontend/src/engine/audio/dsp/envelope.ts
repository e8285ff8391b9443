/** Attack, decay, sustain, release. Straight attack, exponential decay and release: nothing jumps, so nothing clicks. */
export interface Envelope {
	readonly level: number;
	readonly stage: "idle" | "attack" | "decay" | "release";
	start(attack_s: number, decay_s: number, sustain: number, release_s: number): void;
	release(): void;
	/** Release within `fade_s`, whatever the patch says. */
	fade(fade_s: number): void;
	/** Writes the gain of samples `from` … `to - 1`. */
	fill(out: Float32Array, from: number, to: number): void;
}

export function makeEnvelope(sampleRate_hz: number): Envelope {
	const silence = 1e-4;
	const minAttack_s = 0.003;
	const minRelease_s = 0.01;
	// A fall by 60 dB.
	const ln1000 = 6.907755;
	let stage: Envelope["stage"] = "idle";
	let level = 0;
	let step = 0;
	let sustain = 0;
	let decay = 0;
	let release = 0;

	function coefficient(time_s: number): number {
		return Math.exp(-ln1000 / (time_s * sampleRate_hz));
	}

	function attackPart(out: Float32Array, from: number, to: number): number {
		let i = from;
		while (i < to && level < 1) {
			level += step;
			if (level > 1) level = 1;
			out[i++] = level;
		}
		if (level >= 1) stage = "decay";
		return i;
	}

	function fallPart(out: Float32Array, from: number, to: number, goal: number, factor: number): void {
		let distance = level - goal;
		for (let i = from; i < to; i++) {
			distance *= factor;
			out[i] = goal + distance;
		}
		level = goal + distance;
		if (level < silence && goal < silence) {
			level = 0;
			stage = "idle";
		}
	}

	return {
		get level() {
			return level;
		},
		get stage() {
			return stage;
		},
		start(attack_s, decay_s, sustainLevel, release_s) {
			stage = "attack";
			level = 0;
			step = 1 / (Math.max(attack_s, minAttack_s) * sampleRate_hz);
			sustain = sustainLevel;
			decay = coefficient(decay_s);
			release = coefficient(Math.max(release_s, minRelease_s));
		},
		release() {
			if (stage === "attack" || stage === "decay") stage = "release";
		},
		fade(fade_s) {
			if (stage === "idle") return;
			stage = "release";
			release = Math.min(release, coefficient(fade_s));
		},
		fill(out, from, to) {
			let i = from;
			if (stage === "attack") i = attackPart(out, from, to);
			if (i >= to) return;
			if (stage === "decay") fallPart(out, i, to, sustain, decay);
			else if (stage === "release") fallPart(out, i, to, 0, release);
			else out.fill(0, i, to);
		},
	};
}
