import { expect, it } from "vitest";
import type { Op } from "../score/types.ts";
import { isTooMuch } from "./outbox.ts";

// The numbers are those of MAX_OPS and MAX_NAMED in backend/gradio_pianoroll/wire/delta.py, which refuses more.
it("knows what the server takes: 100 000 operations, 2^26 notes that they name", () => {
	const all = (count: number): Op => ({ op: "shift", ids: [0, count], ticks: 1, pitch: 0 });
	const tempo: Op = { op: "tempo", tempos: [[0, 120]] };
	expect(isTooMuch([])).toBe(false);
	expect(isTooMuch(Array.from({ length: 100_000 }, () => tempo))).toBe(false);
	expect(isTooMuch(Array.from({ length: 100_001 }, () => tempo))).toBe(true);
	// A million notes are all moved once a press of a key.
	expect(isTooMuch(Array.from({ length: 67 }, () => all(1_000_000)))).toBe(false);
	expect(isTooMuch(Array.from({ length: 68 }, () => all(1_000_000)))).toBe(true);
	expect(isTooMuch([{ op: "delete", ids: [0, 2 ** 25, 2 ** 26, 2 ** 25, 2 ** 28, 1] }])).toBe(true);
});
