import { sameCurve } from "./curves.ts";
import type { DocState } from "./steps.ts";
import { tierLists } from "./tierLists.ts";

export function sameDocument(a: DocState, b: DocState): boolean {
	return (
		sameJson(a.tempo.tempos, b.tempo.tempos) &&
		sameJson(a.tempo.signatures, b.tempo.signatures) &&
		sameJson(a.keys, b.keys) &&
		sameJson(a.markers, b.markers) &&
		sameJson(tierLists(a.head.extra), tierLists(b.head.extra)) &&
		sameJson(a.tracks, b.tracks) &&
		sameJson(a.segments, b.segments) &&
		sameCurves(a, b) &&
		sameNotes(a, b)
	);
}

function sameCurves(a: DocState, b: DocState): boolean {
	if (a.curves.size !== b.curves.size) return false;
	for (const [name, curve] of a.curves) {
		const other = b.curves.get(name);
		if (other === undefined || !sameCurve(curve, other)) return false;
	}
	return true;
}

function sameNotes(a: DocState, b: DocState): boolean {
	if (a.index.length !== b.index.length) return false;
	for (let i = 0; i < a.index.length; i++) if (!sameNote(a, a.index.order[i], b, b.index.order[i])) return false;
	return true;
}

function sameNote(a: DocState, i: number, b: DocState, j: number): boolean {
	const p = a.store;
	const q = b.store;
	return (
		p.id[i] === q.id[j] &&
		p.onset[i] === q.onset[j] &&
		p.duration[i] === q.duration[j] &&
		p.pitch[i] === q.pitch[j] &&
		p.velocity[i] === q.velocity[j] &&
		p.track[i] === q.track[j] &&
		p.lyric.get(i) < 0 === q.lyric.get(j) < 0 &&
		p.lyricOf(i) === q.lyricOf(j) &&
		p.phoneme.get(i) < 0 === q.phoneme.get(j) < 0 &&
		p.phonemeOf(i) === q.phonemeOf(j) &&
		p.refOf(i) === q.refOf(j) &&
		sameJson(p.extraOf(i), q.extraOf(j))
	);
}

function sameJson(a: unknown, b: unknown): boolean {
	return a === b || JSON.stringify(a) === JSON.stringify(b);
}
