/** Lines of a grid that starts again at every bar, with swing. */

import type { TempoMap } from "../tempo.ts";
import { beatTicks } from "../tempo.ts";

/**
 * Grid lines on whole ticks: those of a step from each bar line, and the bar lines. `swing_percent` is where every second
 * line lies in its pair of steps, 50 (straight) to 75, as on an MPC.
 */
export class Lines {
	/** Number in its bar (from 0) of the line that `nearest` found last. */
	number = 0;
	readonly #pair: number;
	readonly #perTick: number;
	readonly #off: number;
	readonly #signatures: TempoMap["signatures"];
	/** Where the lines of a bar lie behind its bar line, as if the bar had no end; as many as the longest bar so far needed. */
	#lines = new Int32Array(0);
	#section = 0;
	/** The bar that was looked at last: most notes lie in the same one as the one before. */
	#start = 0;
	#size = 0;

	constructor(tempo: TempoMap, step_ticks: number, swing_percent = 50) {
		this.#pair = step_ticks * 2;
		this.#perTick = 1 / this.#pair;
		this.#off = (this.#pair * swing_percent) / 100;
		this.#signatures = tempo.signatures;
	}

	/** Least distance of two lines that no bar line cuts short. */
	get smallestGap_ticks(): number {
		return Math.min(this.#off, this.#pair - this.#off);
	}

	/** Of two lines at the same distance the later. */
	nearest(tick: number): number {
		if (tick < this.#start || tick >= this.#start + this.#size) this.#toBarOf(tick);
		const start = this.#start;
		const size = this.#size;
		const lines = this.#lines;
		const twice = (tick - start) * 2;
		// The line of the pair, the one within it, and that of the next pair. Where the product is a hair beside the quotient, the
		// tick lies on a line, which is among the three either way.
		let number = Math.floor((tick - start) * this.#perTick) * 2;
		const within = Math.min(lines[number + 1], size);
		// Added and not asked for one after the other, as nobody foresees the answers.
		number += +(twice >= lines[number] + within) + +(twice >= within + Math.min(lines[number + 2], size));
		const line = Math.min(lines[number], size);
		this.number = line === size ? 0 : number;
		return start + line;
	}

	/** The first line later than a tick. */
	after(tick: number): number {
		this.#toBarOf(tick);
		const inside = tick - this.#start;
		let number = Math.floor(inside / this.#pair) * 2;
		while (this.#lines[number] <= inside) number++;
		return this.#start + Math.min(this.#lines[number], this.#size);
	}

	#toBarOf(tick: number): void {
		if (tick >= this.#start && tick < this.#start + this.#size) return;
		const all = this.#signatures;
		while (this.#section > 0 && all[this.#section][0] > tick) this.#section--;
		while (this.#section + 1 < all.length && all[this.#section + 1][0] <= tick) this.#section++;
		const signature = all[this.#section];
		const size = beatTicks(signature) * signature[1];
		this.#start = signature[0] + Math.floor((tick - signature[0]) / size) * size;
		const end = Math.min(this.#start + size, all[this.#section + 1]?.[0] ?? Number.POSITIVE_INFINITY);
		this.#size = end - this.#start;
		this.#reach(this.#size);
	}

	/** Lists the lines of a bar of this length, with those of the pair behind its end. */
	#reach(size: number): void {
		const count = 2 * (Math.floor(size / this.#pair) + 2);
		if (count <= this.#lines.length) return;
		this.#lines = Int32Array.from({ length: count }, (_, number) =>
			Math.floor((number >>> 1) * this.#pair + (number & 1) * this.#off + 0.5),
		);
	}
}
