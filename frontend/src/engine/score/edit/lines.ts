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
	readonly #off: number;
	readonly #signatures: TempoMap["signatures"];
	#section = 0;
	/** The bar that was looked at last: most notes lie in the same one as the one before. */
	#start = 0;
	#end = -1;

	constructor(tempo: TempoMap, step_ticks: number, swing_percent = 50) {
		this.#pair = step_ticks * 2;
		this.#off = (this.#pair * swing_percent) / 100;
		this.#signatures = tempo.signatures;
	}

	/** Least distance of two lines that no bar line cuts short. */
	get smallestGap_ticks(): number {
		return Math.min(this.#off, this.#pair - this.#off);
	}

	/** Of two lines at the same distance the later. */
	nearest(tick: number): number {
		if (tick < this.#start || tick >= this.#end) this.#toBarOf(tick);
		const start = this.#start;
		const size = this.#end - start;
		const inside = tick - start;
		const pair = Math.floor(inside / this.#pair);
		const first = pair * this.#pair;
		// The line of the pair, the one within it, and that of the next pair.
		const line = Math.min(Math.floor(first + 0.5), size);
		const off = Math.min(Math.floor(first + this.#off + 0.5), size);
		const next = Math.min(Math.floor((pair + 1) * this.#pair + 0.5), size);
		let best = line;
		let number = 2 * pair;
		if (distance(off, inside) <= distance(best, inside)) {
			best = off;
			number++;
		}
		if (distance(next, inside) <= distance(best, inside)) {
			best = next;
			number = 2 * pair + 2;
		}
		this.number = best >= size ? 0 : number;
		return start + best;
	}

	/** The first line later than a tick. */
	after(tick: number): number {
		this.#toBarOf(tick);
		const inside = tick - this.#start;
		const first = Math.floor(inside / this.#pair) * 2;
		for (let step = 0; step <= 3; step++) {
			const line = this.#line(first + step);
			if (line > inside) return this.#start + line;
		}
		return this.#end;
	}

	#line(number: number): number {
		const pair = Math.floor(number / 2);
		const off = number > pair * 2 ? this.#off : 0;
		return Math.min(Math.round(pair * this.#pair + off), this.#end - this.#start);
	}

	#toBarOf(tick: number): void {
		if (tick >= this.#start && tick < this.#end) return;
		const all = this.#signatures;
		while (this.#section > 0 && all[this.#section][0] > tick) this.#section--;
		while (this.#section + 1 < all.length && all[this.#section + 1][0] <= tick) this.#section++;
		const signature = all[this.#section];
		const size = beatTicks(signature) * signature[1];
		this.#start = signature[0] + Math.floor((tick - signature[0]) / size) * size;
		this.#end = Math.min(this.#start + size, all[this.#section + 1]?.[0] ?? Number.POSITIVE_INFINITY);
	}
}

function distance(a: number, b: number): number {
	return a < b ? b - a : a - b;
}
