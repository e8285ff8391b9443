/** A small score with everything that a score can have. */
import type { ScoreDocument } from "../../engine/score/document.ts";
import { ScoreDocument as Doc } from "../../engine/score/document.ts";
import { plainTrack } from "../../engine/score/trackOps.ts";
import { TICKS_PER_BEAT as BEAT, type CurveJson, type NoteRows } from "../../engine/score/types.ts";

type Random = (below: number) => number;

const LYRICS = ["아", "리", "랑", "love", "-", "+", "노래"];

function notes(random: Random, count: number): NoteRows {
	const rows: NoteRows = {
		id: [],
		onset: [],
		duration: [],
		pitch: [],
		velocity: [],
		track: [],
		lyric: {},
		phoneme: {},
		ref: {},
		extra: {},
	};
	for (let i = 0; i < count; i++) {
		rows.id.push(i * 2 + 5);
		// On the grid, off it, and some of one onset and pitch.
		rows.onset.push(random(4) === 0 ? random(24 * BEAT) : random(48) * (BEAT / 2));
		rows.duration.push(random(5) === 0 ? 1 + random(3 * BEAT) : (1 + random(6)) * (BEAT / 4));
		rows.pitch.push(random(12) === 0 ? random(128) : 52 + random(24));
		rows.velocity.push(random(128));
		rows.track.push(random(4));
		if (i > 0 && random(4) === 0) {
			// Right behind the one before, as if cut from it, or still over its end.
			const over = random(5) === 0 ? Math.floor((rows.duration[i - 1] as number) / 2) : 0;
			rows.onset[i] = (rows.onset[i - 1] as number) + (rows.duration[i - 1] as number) - over;
			rows.pitch[i] = rows.pitch[i - 1] as number;
			rows.track[i] = rows.track[i - 1] as number;
		}
		if (random(2) && rows.lyric) rows.lyric[i] = LYRICS[random(LYRICS.length)] as string;
		if (random(4) === 0 && rows.phoneme) rows.phoneme[i] = "a r i";
		if (random(5) === 0 && rows.ref) rows.ref[i] = `note_${i}`;
		if (random(5) === 0 && rows.extra) rows.extra[i] = { confidence: random(100) / 100, phonemeTyped: random(2) === 0 };
	}
	return rows;
}

function curves(random: Random): CurveJson[] {
	const f0 = Array.from({ length: 400 }, (_, i) => (random(9) === 0 ? null : 220 + 30 * Math.sin(i / 9)));
	const loud = Array.from({ length: 60 }, () => -60 + random(60));
	return [
		{ name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.02, values: f0, style: { renderMode: "piano_grid" } },
		{ name: "loudness", target: "loudness", unit: "dB", time: "s", start: 0.1, hop: 0.1, values: loud, style: { yMin: -60, yMax: 0 } },
		{
			name: "cc 1 (track 2)",
			target: "cc",
			unit: "",
			time: "beats",
			points: [
				[0, 10],
				[2.5, null],
				[4, 90],
				[9, 20],
			],
			style: { midi: { track: 1, controller: 1 } },
		},
	];
}

export function randomScore(random: Random): ScoreDocument {
	const end_s = 12;
	const count = [0, 3, 40, 40, 90][random(5)] as number;
	const words = Array.from({ length: 8 }, (_, i) => ({
		start: (i * end_s) / 8,
		end: ((i + 1) * end_s) / 8,
		type: i % 2 ? "word" : "phone",
		text: LYRICS[random(LYRICS.length)] as string,
		confidence: 0.9,
	}));
	const plain = random(4) === 0;
	return Doc.fromJson(
		{
			rows: notes(random, count),
			tempos: plain
				? [[0, 120]]
				: [
						[0, 97.3],
						[6 * BEAT, 140],
						[6 * BEAT + 333, 61],
					],
			signatures: plain
				? [[0, 4, 4]]
				: [
						[0, 3, 4],
						[9 * BEAT, 7, 8],
					],
			tracks: plain
				? []
				: [
						plainTrack("목소리", 0),
						{ ...plainTrack("Bass", 1), pan: -0.4, color: "#aa3366" },
						{ ...plainTrack("Drums", 9), is_drum: true, hue: 5 },
					],
			segments: plain ? [] : words,
			curves: random(3) === 0 ? [] : curves(random),
			keys: plain ? [] : [[0, -3, "minor"]],
			markers: plain
				? []
				: [
						[0, "Verse"],
						[6 * BEAT, "후렴", { color: "red" }],
					],
		},
		"base",
	);
}
