import { expect, it } from "vitest";
import { ScoreDocument } from "../../engine/score/document";
import { en } from "../i18n/en";
import { fill } from "../i18n/fill";
import { ko } from "../i18n/ko";
import { contentText } from "./content";

const empty = new ScoreDocument().toJson();
const word = { start: 0, end: 0.5, type: "word", text: "la" };
const text = (content: Partial<typeof empty>, texts: Record<string, string> = en): string =>
	contentText(
		ScoreDocument.fromJson({ ...empty, ...content }),
		(key, values = {}) => fill(texts[key] as string, values),
		(count) => String(count),
	);

it("tells what a file holds, which may be no note", () => {
	const f0 = { name: "F0", target: "f0", unit: "Hz", time: "s" as const, start: 0, hop: 0.01, values: [220] };
	const rows = { id: [0], onset: [0], duration: [9], pitch: [60], velocity: [90], track: [0] };
	expect(text({})).toBe("0 notes");
	expect(text({ segments: [word, { ...word, start: 0.5, end: 1 }] })).toBe("2 segments");
	expect(text({ curves: [f0] }, ko)).toBe("곡선 1개");
	expect(text({ rows, curves: [f0], segments: [word] })).toBe("1 note, 1 curve, 1 segment");
});
