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
		this.#toBarOf(tick);
		const inside = tick - this.#start;
		const pair = Math.floor(inside / this.#pair);
		const size = this.#end - this.#start;
		// The line of the pair, the one within it, and that of the next pair.
		let best = Math.min(Math.round(pair * this.#pair), size);
		let distance = Math.abs(best - inside);
		let number = 2 * pair;
		const off = Math.min(Math.round(pair * this.#pair + this.#off), size);
		if (Math.abs(off - inside) <= distance) {
			best = off;
			distance = Math.abs(off - inside);
			number = 2 * pair + 1;
		}
		const next = Math.min(Math.round((pair + 1) * this.#pair), size);
		if (Math.abs(next - inside) <= distance) {
			best = next;
			number = 2 * pair + 2;
		}
		this.number = number;
		if (this.#start + best >= this.#end) this.number = 0;
		return this.#start + best;
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
