/**
 * Sessions of 200 gestures of all kinds at random: undone, the first document is back, byte for byte, at every step on the way;
 * done again, the last one. What goes to Python (the log) leads to the same score.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ScoreDocument } from "../engine/score/document.ts";
import { CATALOGUE } from "../engine/score/edit/catalogue.ts";
import { fetchEdits } from "../engine/score/edit/late.ts";
import { contentOf } from "../engine/score/testing/state.ts";
import { randomInts } from "../engine/testing/score.ts";
import { GESTURES } from "../engine/interact/transitions.ts";
import { type FakePage, fakePage } from "./testing/fakePage.ts";
import { RandomHands, type Tally } from "./testing/randomHands.ts";
import { randomScore } from "./testing/randomScore.ts";
import { difference, fingerprint, WatchedHistory } from "./testing/watchedHistory.ts";

const GESTURES_IN_SESSION = 200;
/** More by `SESSIONS=1000 npx vitest run …`. */
const SESSIONS = Number(process.env.SESSIONS ?? 12);
const FROM = Number(process.env.FROM_SEED ?? 1);

/** These only look, or belong to a page. */
const EDITS_NOTHING = new Set(["pan", "fingerPan", "rubber", "ruler", "scrub", "overview", "key", "pick"]);

const tally: Tally = { begun: new Map(), changed: new Map(), decks: { commands: [], presses: [], edits: [] } };
let page: FakePage;

beforeAll(async () => {
	page = fakePage();
	vi.useFakeTimers();
	await fetchEdits();
});

afterAll(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function session(seed: number): { hands: RandomHands; history: WatchedHistory; first: ReturnType<ScoreDocument["toJson"]> } {
	const random = randomInts(seed * 7919);
	const doc = randomScore(random);
	const first = doc.toJson();
	const history = new WatchedHistory(doc);
	const hands = new RandomHands(doc, random, page, tally);
	return { hands, history, first };
}

describe("sessions of 200 gestures at random", () => {
	it.each(Array.from({ length: SESSIONS }, (_, i) => FROM + i))("session %i", (seed) => {
		const { hands, history, first } = session(seed);
		const { doc, roll } = hands;
		for (let i = 0; i < GESTURES_IN_SESSION; i++) {
			hands.act();
			vi.advanceTimersByTime(50);
			const where = `seed ${seed}, gesture ${i}: ${hands.did}`;
			expect(history.faults, where).toEqual([]);
			expect(roll.gesture, where).toBe("idle");
		}
		while (doc.redo());
		const last = fingerprint(doc);
		const lastRev = doc.rev;

		const inPython = ScoreDocument.fromJson(first, "base");
		const log = JSON.parse(JSON.stringify(doc.log()));
		if (log.length > 0) inPython.edit(log, "delta");
		expect(contentOf(inPython), `seed ${seed}: the log`).toEqual(contentOf(doc));

		while (doc.undo()) page.frames();
		expect(history.faults).toEqual([]);
		expect(difference(history.first, fingerprint(doc))).toBe(difference(history.first, history.first));
		expect([doc.rev, doc.log()]).toEqual(["base", []]);

		while (doc.redo()) page.frames();
		expect(history.faults).toEqual([]);
		expect([fingerprint(doc) === last, doc.rev]).toEqual([true, lastRev]);
		hands.close();
	});

	it("did everything that there is, and most of it changed the score", () => {
		const { hands } = session(1);
		const commands = Object.keys(hands.roll.commands).map((name) => `command ${name}`);
		hands.close();
		const gestures = Object.keys(GESTURES).map((name) => `gesture ${name}`);
		const edits = CATALOGUE.map(({ name }) => `edit ${name}`);
		const missing = [...commands, ...gestures, ...edits].filter((name) => !tally.begun.has(name));
		expect(missing).toEqual([]);
		const writing = Object.keys(GESTURES).filter((name) => !EDITS_NOTHING.has(name)).map((name) => `gesture ${name}`);
		expect([...writing, ...edits].filter((name) => !tally.changed.has(name))).toEqual([]);
	});
});
