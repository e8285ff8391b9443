import { describe, expect, it } from "vitest";
import { exportWav } from "./exportWav.ts";
import { f0Of, rms } from "./testing/measure.ts";
import { BEAT, documentOf, track } from "./testing/stage.ts";

async function read(blob: Blob): Promise<{ rate_hz: number; duration_s: number; left: Float32Array }> {
	const view = new DataView(await blob.arrayBuffer());
	const rate_hz = view.getUint32(24, true);
	const frames = view.getUint32(40, true) / 4;
	expect(view.byteLength).toBe(44 + frames * 4);
	expect(view.getUint32(4, true)).toBe(view.byteLength - 8);
	expect(String.fromCharCode(...new Uint8Array(view.buffer, 0, 4))).toBe("RIFF");
	const left = Float32Array.from({ length: frames }, (_, i) => view.getInt16(44 + 4 * i, true) / 32767);
	return { rate_hz, duration_s: frames / rate_hz, left };
}

const twoNotes = [
	{ id: 1, at: 0, long: 1, pitch: 57 },
	{ id: 2, at: 1, long: 1, pitch: 69 },
];

describe("WAV export", () => {
	it("a two-note song is as long as two notes and their ringing", async () => {
		const { duration_s, rate_hz, left } = await read(await exportWav(documentOf(twoNotes)));
		expect(rate_hz).toBe(44100);
		expect(duration_s).toBeGreaterThanOrEqual(1);
		expect(duration_s).toBeLessThan(2.6);
		expect(f0Of(left, 0.1, 0.4, rate_hz)).toBeCloseTo(220, 0);
		expect(f0Of(left, 0.65, 0.9, rate_hz)).toBeCloseTo(440, 0);
		expect(rms(left, duration_s - 0.02, duration_s, rate_hz)).toBeLessThan(1e-3);
	});

	it("an empty score gives an empty file", async () => {
		expect((await read(await exportWav(documentOf([])))).duration_s).toBe(0);
	});

	it("exports a part, without the note that begins at its end", async () => {
		const blob = await exportWav(documentOf(twoNotes), { fromTick: 0, toTick: BEAT });
		const { left, rate_hz, duration_s } = await read(blob);
		expect(duration_s).toBeLessThan(2.1);
		expect(f0Of(left, 0.1, 0.4, rate_hz)).toBeCloseTo(220, 0);
		expect(rms(left, 0.9, 1, rate_hz)).toBeLessThan(0.01);
	});

	it("leaves out muted tracks", async () => {
		const notes = [...twoNotes, { id: 3, at: 0, long: 2, pitch: 76, track: 1 }];
		const muted = await exportWav(documentOf(notes, { tracks: [track(), track({ muted: true })] }));
		const without = await exportWav(documentOf(twoNotes));
		expect(await muted.text()).toBe(await without.text());
	});

	it("tells its progress and can be aborted", async () => {
		const notes = Array.from({ length: 400 }, (_, i) => ({ id: i, at: i / 10, long: 2, pitch: 40 + (i % 40) }));
		const shares: number[] = [];
		const abort = new AbortController();
		const job = exportWav(documentOf(notes), {
			onProgress: (share) => {
				shares.push(share);
				if (shares.length === 3) abort.abort(new Error("changed my mind"));
			},
			signal: abort.signal,
		});
		await expect(job).rejects.toThrow("changed my mind");
		expect(shares.length).toBe(3);
		expect(shares[2]).toBeGreaterThan(shares[0]);
	});
});
