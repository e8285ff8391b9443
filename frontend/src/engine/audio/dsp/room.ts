/** The end of the chain: a small room around the sound and a limiter, so that any number of notes stays below full scale. */
export interface Room {
	/** Mixes the room into both channels in place. */
	process(left: Float32Array, right: Float32Array, frames: number): void;
	isSilent(): boolean;
	/** Fade the room out within milliseconds. */
	clear(): void;
}

export function makeRoom(sampleRate_hz: number, wet: number): Room {
	const feedback = 0.74;
	const damping = 0.35;
	const fade = Math.exp(-6.907755 / (0.008 * sampleRate_hz));
	// Mutually prime delays in milliseconds, other ones on the right: a small, dense, wide room.
	const lines = [
		[29.7, 37.1, 41.1, 43.7],
		[30.9, 36.1, 40.3, 45.1],
	].map((side) =>
		side.map((delay_ms) => ({
			memory: new Float32Array(Math.round((delay_ms / 1000) * sampleRate_hz)),
			at: 0,
			low: 0,
		})),
	);
	let clearing = false;
	let level = 1;
	let energy = 0;

	function echo(line: { memory: Float32Array; at: number; low: number }, input: number): number {
		const delayed = line.memory[line.at];
		line.low = delayed + damping * (line.low - delayed);
		line.memory[line.at] = input + feedback * line.low;
		line.at = line.at + 1 === line.memory.length ? 0 : line.at + 1;
		return delayed;
	}

	function empty(): void {
		for (const side of lines) {
			for (const line of side) {
				line.memory.fill(0);
				line.low = 0;
			}
		}
		clearing = false;
		level = 1;
		energy = 0;
	}

	return {
		process(left, right, frames) {
			if (wet === 0) return;
			for (let i = 0; i < frames; i++) {
				const input = 0.5 * (left[i] + right[i]);
				let l = 0;
				let r = 0;
				for (let k = 0; k < 4; k++) {
					l += echo(lines[0][k], input);
					r += echo(lines[1][k], input);
				}
				if (clearing) level *= fade;
				left[i] += wet * level * l;
				right[i] += wet * level * r;
				// A slow follower that tells when the tail has gone.
				energy += 0.0005 * (Math.abs(l) + Math.abs(r) + Math.abs(input) - energy);
			}
			if (clearing && level < 1e-4) empty();
		},
		isSilent: () => energy * wet < 2e-5,
		clear() {
			clearing = energy > 0;
		},
	};
}

export interface Limiter {
	process(left: Float32Array, right: Float32Array, frames: number): void;
}

/** Turns down gently above -3 dB and bends what is left over, never beyond full scale. */
export function makeLimiter(sampleRate_hz: number): Limiter {
	const threshold = 0.7;
	const attack = 1 - Math.exp(-1 / (0.0015 * sampleRate_hz));
	const release = 1 - Math.exp(-1 / (0.18 * sampleRate_hz));
	let follower = 0;

	function bend(x: number): number {
		const size = Math.abs(x);
		if (size <= threshold) return x;
		const room = 1 - threshold;
		return Math.sign(x) * (threshold + room * Math.tanh((size - threshold) / room));
	}

	return {
		process(left, right, frames) {
			for (let i = 0; i < frames; i++) {
				const peak = Math.max(Math.abs(left[i]), Math.abs(right[i]));
				follower += (peak > follower ? attack : release) * (peak - follower);
				const gain = follower > threshold ? threshold / follower : 1;
				left[i] = 0.999 * bend(left[i] * gain);
				right[i] = 0.999 * bend(right[i] * gain);
			}
		},
	};
}
