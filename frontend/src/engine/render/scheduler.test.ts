import { describe, expect, it } from "vitest";
import { type FrameClock, FrameScheduler } from "./scheduler.ts";

class ManualClock implements FrameClock {
	time_ms = 0;
	waiting: ((time_ms: number) => void) | null = null;
	request(callback: (time_ms: number) => void): number {
		this.waiting = callback;
		return 1;
	}
	cancel(): void {
		this.waiting = null;
	}
	now(): number {
		return this.time_ms;
	}
	frame(): void {
		const callback = this.waiting;
		this.waiting = null;
		this.time_ms += 16;
		callback?.(this.time_ms);
	}
}

function scheduler(): { clock: ManualClock; drawn: string[][]; owner: FrameScheduler<"a" | "b"> } {
	const clock = new ManualClock();
	const drawn: string[][] = [];
	const owner = new FrameScheduler<"a" | "b">((dirty) => drawn.push([...dirty]), clock);
	return { clock, drawn, owner };
}

describe("FrameScheduler", () => {
	it("draws what is dirty, once, and then asks for no frame", () => {
		const { clock, drawn, owner } = scheduler();
		owner.invalidate("a");
		owner.invalidate("a");
		owner.invalidate("b");
		clock.frame();
		expect(drawn).toEqual([["a", "b"]]);
		expect(owner.idle).toBe(true);
		expect(clock.waiting).toBeNull();
		expect(owner.frames).toBe(1);
	});

	it("runs an animation until it has had enough, without drawing clean surfaces", () => {
		const { clock, drawn, owner } = scheduler();
		let left = 3;
		owner.animate(() => --left > 0);
		for (let i = 0; i < 5; i++) clock.frame();
		expect(left).toBe(0);
		expect(drawn).toEqual([]);
		expect(owner.idle).toBe(true);
	});

	it("draws in the same frame what an animation makes dirty", () => {
		const { clock, drawn, owner } = scheduler();
		const stop = owner.animate(() => {
			owner.invalidate("b");
			return true;
		});
		clock.frame();
		clock.frame();
		stop();
		clock.frame();
		clock.frame();
		expect(drawn).toEqual([["b"], ["b"]]);
		expect(owner.idle).toBe(true);
	});

	it("flushes at once, and stays silent after it was disposed", () => {
		const { clock, drawn, owner } = scheduler();
		owner.invalidate("a");
		owner.flush();
		expect(drawn).toEqual([["a"]]);
		owner.dispose();
		owner.invalidate("a");
		clock.frame();
		expect(drawn.length).toBe(1);
	});
});
