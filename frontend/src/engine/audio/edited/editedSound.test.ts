import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EditedSound, NotSung, type Sung, type SungQuestion } from "./editedSound.ts";
import type { F0Frames } from "./frames.ts";
import { phrasesOf } from "./phrases.ts";

const HOP_S = 0.01;

/** A voice at 200 Hz in `[from, to)` seconds of each span. */
function f0(duration_s: number, ...spans: [number, number][]): F0Frames {
	const hz = new Float32Array(Math.round(duration_s / HOP_S)).fill(Number.NaN);
	for (const [from_s, to_s] of spans) hz.fill(200, Math.round(from_s / HOP_S), Math.round(to_s / HOP_S));
	return { start_s: 0, hop_s: HOP_S, hz };
}

function raised(hz: Float32Array, from_s: number, to_s: number, factor = 1.5): Float32Array {
	return hz.map((value, i) => (i * HOP_S >= from_s && i * HOP_S < to_s ? value * factor : value));
}

describe("phrases", () => {
	it("end in pauses, on whole samples at the usual rates, and none lies in another", () => {
		const found = phrasesOf(f0(10, [0.5, 1.5], [1.55, 2], [2.2, 3], [5, 9.99]), 10);
		// 50 ms without a pitch are a consonant; 200 ms are a pause, whose middle both share.
		expect(found.map(({ start_s, end_s }) => [start_s, end_s])).toEqual([
			[0.4, 2.08],
			[2.08, 3.12],
			[4.88, 10],
		]);
		for (const rate of [8000, 11025, 16000, 22050, 44100, 48000]) {
			for (const { start_s } of found) expect(Math.abs(start_s * rate - Math.round(start_s * rate))).toBeLessThan(1e-6);
		}
		expect([found[0].from, found[0].to]).toEqual([40, 208]);
	});

	it("are short enough for the server where a voice never stops, cut at its longest gap", () => {
		const found = phrasesOf(f0(100, [0, 15], [15.05, 100]), 100);
		expect(found[0].end_s).toBeCloseTo(15.04, 5);
		expect(Math.max(...found.map(({ start_s, end_s }) => end_s - start_s))).toBeLessThan(30);
		expect(found[0].start_s).toBe(0);
		expect(found.at(-1)?.end_s).toBe(100);
		for (let i = 1; i < found.length; i++) expect(found[i].start_s).toBe(found[i - 1].end_s);
	});

	it("of silence are none", () => expect(phrasesOf(f0(3), 3)).toEqual([]));
});

interface Asked {
	question: SungQuestion;
	answer(): Promise<void>;
	fail(error: Error): Promise<void>;
}

/** Sings at once or when it is told; what it was asked for is written down. */
function stage() {
	const asked: Asked[] = [];
	const reasons: string[] = [];
	const sound = new EditedSound({
		ask: (question) =>
			new Promise<Sung>((resolve, reject) => {
				const settled = () => vi.advanceTimersByTimeAsync(0).then(() => {});
				const { start_s, end_s } = question;
				asked.push({
					question,
					answer: () => {
						const pcm = new Int16Array(Math.round((end_s - start_s) * 1000)).fill(7);
						resolve({ sr: 1000, channels: 1, start_s, pcm, changed: [[start_s, end_s]] });
						return settled();
					},
					fail: (error) => {
						reject(error);
						return settled();
					},
				});
			}),
		changed: () => {},
		refused: (reason) => reasons.push(reason),
	});
	const plain = f0(60, [1, 3], [5, 7], [40, 42]);
	const edit = (to: Float32Array, gain_db: Float32Array | null = null) => sound.set({ from: plain, to, gain_db, duration_s: 60 });
	const rest = () => vi.advanceTimersByTimeAsync(50);
	return { sound, asked, reasons, plain, edit, rest };
}

describe("an edited recording", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("asks for the phrase that changed and for nothing else, when the hand rests", async () => {
		const { sound, asked, plain, edit, rest } = stage();
		edit(plain.hz);
		expect(sound.isEdited).toBe(false);
		for (let step = 1; step <= 20; step++) edit(raised(plain.hz, 5.2, 6, 1 + step / 100));
		expect([asked.length, sound.isEdited, sound.isWaiting]).toEqual([0, true, true]);
		await rest();
		expect(asked.length).toBe(1);
		const { question } = asked[0];
		expect([question.start_s, question.end_s]).toEqual([4.88, 7.12]);
		expect(question.frames).toEqual({ start_s: 4.88, hop_s: HOP_S });
		expect([question.f0_from[0], question.f0_from[50], question.f0_to[50], question.f0_to[150]]).toEqual([null, 200, 240, 200]);
		expect(sound.patchesIn(0, 60)).toEqual([]);
		await asked[0].answer();
		expect(sound.isWaiting).toBe(false);
		expect(sound.patchesIn(0, 60).map(({ start_s, end_s }) => [start_s, end_s])).toEqual([[4.88, 7.12]]);
		expect(sound.patchesIn(8, 60)).toEqual([]);
		await rest();
		expect(asked.length).toBe(1);
	});

	it("asks at once when a hand lets go, and waits while keys are held", async () => {
		const { asked, plain, edit } = stage();
		edit(plain.hz);
		await vi.advanceTimersByTimeAsync(100);
		edit(raised(plain.hz, 5.2, 6, 1.1));
		await vi.advanceTimersByTimeAsync(1);
		expect(asked.length).toBe(1);
		for (let press = 0; press < 10; press++) {
			edit(raised(plain.hz, 5.2, 6, 1.2 + press / 100));
			await vi.advanceTimersByTimeAsync(30);
		}
		expect(asked.length).toBe(1);
		await vi.advanceTimersByTimeAsync(11);
		expect(asked.length).toBe(2);
	});

	it("has the former sound back with undo, without asking again", async () => {
		const { sound, asked, plain, edit, rest } = stage();
		for (const factor of [1.2, 1.5]) {
			edit(raised(plain.hz, 5.2, 6, factor));
			await rest();
			await asked.at(-1)?.answer();
		}
		const [second] = sound.patchesIn(0, 60);
		edit(raised(plain.hz, 5.2, 6, 1.2));
		const [first] = sound.patchesIn(0, 60);
		expect(first.name).not.toBe(second.name);
		edit(plain.hz.slice());
		expect([sound.isEdited, sound.patchesIn(0, 60).length]).toEqual([false, 0]);
		edit(raised(plain.hz, 5.2, 6, 1.5));
		expect(sound.patchesIn(0, 60)[0].name).toBe(second.name);
		await rest();
		expect(asked.length).toBe(2);
	});

	it("does not ask for what was overtaken, and does not play an answer that is", async () => {
		const { sound, asked, plain, edit, rest } = stage();
		const both = (factor: number) => raised(raised(plain.hz, 1.2, 2, factor), 5.2, 6, factor);
		const all = (factor: number) => raised(both(factor), 40.5, 41, factor);
		edit(all(1.1));
		await rest();
		// Two at once; the third waits, and is another by then.
		expect(asked.map(({ question }) => question.start_s)).toEqual([0.88, 4.88]);
		edit(all(1.2));
		await asked[0].answer();
		expect(sound.patchesIn(0, 60)).toEqual([]);
		await asked[1].answer();
		await rest();
		for (let i = 2; i < asked.length; i++) await asked[i].answer();
		expect(asked.slice(2).map(({ question }) => question.start_s)).toEqual([0.88, 4.88, 39.88]);
		expect(asked.at(-1)?.question.f0_to[80]).toBeCloseTo(240, 3);
		expect(sound.patchesIn(0, 60).length).toBe(3);
	});

	it("asks for what is far away when the music comes near it", async () => {
		const { sound, asked, edit, rest } = stage();
		const spans = Array.from({ length: 40 }, (_, i): [number, number] => [i * 10 + 1, i * 10 + 4]);
		const long = f0(400, ...spans);
		sound.set({ from: long, to: long.hz.map((hz) => hz * 1.1), gain_db: null, duration_s: 400 });
		await rest();
		for (let i = 0; i < asked.length; i++) await asked[i].answer();
		// The next twelve seconds, and with them the eight nearest.
		expect(asked.length).toBe(8);
		expect(sound.isWaiting).toBe(false);
		sound.look(205);
		await rest();
		expect(asked.slice(8).map(({ question }) => question.start_s)).toContain(210.88);
		void edit;
	});

	it("says a reason once, asks again after an edit, and never for what was refused", async () => {
		const { sound, asked, reasons, plain, edit, rest } = stage();
		edit(raised(plain.hz, 5.2, 6));
		await rest();
		await asked[0].fail(new NotSung("pip install it"));
		await rest();
		expect([asked.length, reasons, sound.isWaiting]).toEqual([1, ["pip install it"], false]);
		edit(raised(plain.hz, 5.2, 6, 1.4));
		await rest();
		await asked[1].fail(new NotSung("pip install it"));
		expect([asked.length, reasons.length]).toEqual([2, 1]);
	});

	it("asks again by itself when the server was not reached, and says that it waits", async () => {
		const { sound, asked, reasons, plain, edit, rest } = stage();
		edit(raised(plain.hz, 5.2, 6));
		await rest();
		await asked[0].fail(new Error("offline"));
		expect([sound.isWaiting, reasons]).toEqual([true, []]);
		sound.look(0);
		expect(asked.length).toBe(1);
		await vi.advanceTimersByTimeAsync(1000);
		expect(asked.length).toBe(2);
		await asked[1].answer();
		expect([sound.isWaiting, sound.patchesIn(0, 60).length]).toEqual([false, 1]);
	});

	it("is heard louder and softer, too", async () => {
		const { sound, asked, plain, edit, rest } = stage();
		const gain_db = new Float32Array(plain.hz.length);
		edit(plain.hz, gain_db);
		expect(sound.isEdited).toBe(false);
		edit(plain.hz, gain_db.slice().fill(-6, 520, 600));
		await rest();
		expect(asked[0].question.gain_db?.[50]).toBe(-6);
		await asked[0].answer();
		expect(sound.patchesIn(0, 60).length).toBe(1);
	});

	it("comes whole for a file, also what is far away", async () => {
		const { sound, asked, plain, edit } = stage();
		edit(raised(raised(plain.hz, 1.2, 2), 40.5, 41));
		const whole = sound.all();
		await vi.advanceTimersByTimeAsync(0);
		for (let i = 0; i < asked.length; i++) await asked[i].answer();
		expect(asked.length).toBe(2);
		const hundredths = (await whole).map(({ start_s, end_s }) => [Math.round(100 * start_s), Math.round(100 * end_s)]);
		expect(hundredths).toEqual([
			[88, 312],
			[3988, 4212],
		]);
	});

	it("of another recording knows nothing of the last one", async () => {
		const { sound, asked, plain, edit, rest } = stage();
		edit(raised(plain.hz, 5.2, 6));
		await rest();
		sound.forget();
		await asked[0].answer();
		expect([sound.isEdited, sound.isWaiting]).toEqual([false, false]);
		edit(raised(plain.hz, 5.2, 6));
		expect(sound.patchesIn(0, 60)).toEqual([]);
	});
});
