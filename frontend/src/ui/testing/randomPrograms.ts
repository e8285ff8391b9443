/** What comes from elsewhere: another window, a microphone, a handler in Python, another score. */
import { takeText } from "../../engine/interact/clipboard.ts";
import { TakeLayer } from "../../engine/live/take.ts";
import { TICKS_PER_BEAT as BEAT, type Op } from "../../engine/score/types.ts";
import type { RandomContext } from "./randomContext.ts";
import { randomScore } from "./randomScore.ts";

export function otherWindow(on: RandomContext): void {
	on.did = "paste of another window";
	const random = on.random;
	const rows = {
		id: [1, 2],
		onset: [0, BEAT / 2],
		duration: [BEAT, 1 + random(BEAT)],
		pitch: [random(128), random(128)],
		velocity: [90, random(128)],
		track: [0, random(9)],
		lyric: { 0: "복" },
		extra: { 1: { from: "elsewhere" } },
	};
	const text = JSON.stringify({ kind: "gradio-pianoroll/notes", rows });
	on.roll.seek(random(20 * BEAT));
	if (random(3)) on.roll.pasteText(text);
	else takeText(text);
}

export function take(on: RandomContext): void {
	on.did = "take";
	const random = on.random;
	const frames = 20 + random(50);
	const layer = new TakeLayer(on.doc, random(80) / 10, 0.02);
	on.roll.showLive(layer);
	layer.take({
		answer: 1,
		next_seq: 1,
		waiting: 0,
		lost: 0,
		hop_s: 0.02,
		first_frame: 0,
		n_final: frames,
		f0_hz: Array.from({ length: frames }, () => (random(5) ? 200 + random(200) : null)),
		level_db: -12,
		first_note: 0,
		n_final_notes: 2,
		notes: [
			[0.1, 0.5, 60 + random(9), 88, 12],
			[0.6, 0.9, 60 + random(9), 70, -31.5],
		],
	});
	on.page.frames();
	const ops = layer.ops("take", "녹음");
	on.roll.showLive(null);
	on.roll.edit(ops, "take");
}

/** What a handler did meanwhile: it is a step of the history like any other. */
export function python(on: RandomContext): void {
	on.did = "Python";
	const random = on.random;
	const { doc } = on;
	const { order, length } = doc.index;
	const ids = Array.from({ length: Math.min(length, 3) }, () => doc.store.id[order[random(length)] as number] as number);
	const runs = [...new Set(ids)].sort((a, b) => a - b).flatMap((id) => [id, 1]);
	const id = doc.nextId();
	const rows = {
		id: [id],
		onset: [random(20 * BEAT)],
		duration: [BEAT],
		pitch: [random(128)],
		velocity: [80],
		track: [0],
		lyric: { 0: "파" },
	};
	const ops: Op[] = on.one<Op[]>([
		[{ op: "insert", rows }],
		[{ op: "shift", ids: runs, ticks: 480, pitch: 0 }],
		[{ op: "delete", ids: runs }],
		[
			{ op: "set", ids: runs, column: "velocity", value: random(128) },
			{ op: "set", ids: runs, column: "extra", value: { seen: true } },
		],
		[{ op: "curve", name: "f0", curve: null }],
		[{ op: "segments", segments: [{ start: 0, end: 1, type: "word", text: "새" }] }],
	]);
	// Half of them were made for a state that is no longer there.
	doc.applyRemote(ops, `server.${random(1e9)}`, random(2) ? doc.rev : "older");
}

/** Another score in the place of this one, as an analysis or a file gives it; undo brings this one back. */
export function replace(on: RandomContext): void {
	on.did = "another score";
	const { doc } = on;
	const other = randomScore(on.random).toJson();
	const hash = `snapshot${on.random(1e9)}`;
	doc.load(
		{ ...doc.head, n: 0, end: 0, tempos: other.tempos, signatures: other.signatures, tracks: other.tracks, extra: {} },
		hash,
		"undo",
	);
	doc.finish();
	on.history.begin();
	doc.applyRemote([{ op: "insert", rows: other.rows }], `${hash}.1`);
}
