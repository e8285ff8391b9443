/**
 * Sessions of 200 gestures of all kinds at random: undone, the first document is back, byte for byte, at every step on the way;
 * done again, the last one. What is seen is what painters who remember nothing would draw; what goes to Python (the log) leads to the same score.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fetchLateHands } from "../engine/interact/lateHands.ts";
import { GESTURES, type GestureName } from "../engine/interact/transitions.ts";
import type { CommandName } from "../engine/roll.ts";
import { ScoreDocument } from "../engine/score/document.ts";
import { CATALOGUE } from "../engine/score/edit/catalogue.ts";
import { fetchEdits } from "../engine/score/edit/late.ts";
import { contentOf } from "../engine/score/testing/state.ts";
import { randomInts } from "../engine/testing/score.ts";
import { type FakePage, fakePage } from "./testing/fakePage.ts";
import type { Tally } from "./testing/randomContext.ts";
import { RandomHands } from "./testing/randomHands.ts";
import { randomScore } from "./testing/randomScore.ts";
import { difference, fingerprint, WatchedHistory } from "./testing/watchedHistory.ts";

const GESTURES_IN_SESSION = 200;
/** More by `VITE_SESSIONS=1000 npx vitest run …`. */
const SESSIONS = Number(import.meta.env.VITE_SESSIONS ?? 8);
const FROM = Number(import.meta.env.VITE_FROM_SEED ?? 1);

/** These only look, or belong to a page. */
// What pins change comes with the server's answer.
const EDITS_NOTHING = new Set(["pin", "pan", "fingerPan", "rubber", "ruler", "scrub", "overview", "key", "pick"]);

const tally: Tally = { begun: new Map(), changed: new Map(), decks: { commands: [], presses: [], edits: [] } };
let page: FakePage;

beforeAll(async () => {
	page = fakePage();
	vi.useFakeTimers();
	await fetchEdits();
	await fetchLateHands();
});

afterAll(() => {
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

function session(seed: number): { hands: RandomHands; history: WatchedHistory } {
	const random = randomInts(seed * 7919);
	const doc = randomScore(random);
	const history = new WatchedHistory(doc);
	const hands = new RandomHands(history, doc, random, page, tally);
	return { hands, history };
}

describe("sessions of 200 gestures at random", () => {
	it.each(Array.from({ length: SESSIONS }, (_, i) => FROM + i))("session %i", (seed) => {
		const { hands, history } = session(seed);
		const { doc, roll } = hands;
		for (let i = 0; i < GESTURES_IN_SESSION; i++) {
			hands.act();
			vi.advanceTimersByTime(50);
			const where = `seed ${seed}, gesture ${i}: ${hands.did}`;
			expect(history.faults, where).toEqual([]);
			expect(roll.gesture, where).toBe("idle");
			if (i % 20 === 19) expect(hands.stale(), where).toEqual([]);
		}
		while (doc.redo());
		const last = fingerprint(doc);
		const lastRev = doc.rev;

		const inPython = ScoreDocument.fromJson(history.base, doc.baseHash);
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

	it("do everything that there is, and what writes has changed the score", () => {
		const commands = (hands: RandomHands) => Object.keys(hands.roll.commands) as CommandName[];
		const gestures = Object.keys(GESTURES) as GestureName[];
		const edits = CATALOGUE.map(({ name }) => name);
		const isMissing = (name: GestureName) => !(EDITS_NOTHING.has(name) ? tally.begun : tally.changed).has(`gesture ${name}`);
		// What chance has left out; each time on another score.
		for (let seed = 1000; seed < 1060; seed++) {
			const { hands, history } = session(seed);
			for (const name of gestures) for (let again = 0; again < 20 && isMissing(name); again++) hands.gesture(name);
			for (const name of edits) if (!tally.changed.has(`edit ${name}`)) hands.edit(name);
			for (const name of commands(hands)) if (!tally.begun.has(`command ${name}`)) hands.command(name);
			while (hands.doc.undo());
			expect([history.faults, fingerprint(hands.doc) === history.first]).toEqual([[], true]);
			hands.close();
		}
		expect(gestures.filter(isMissing)).toEqual([]);
		expect(edits.filter((name) => !tally.changed.has(`edit ${name}`))).toEqual([]);
	});
});
