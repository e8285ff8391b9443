// The plain list-of-dicts way of drawing a piano roll: every note is an object with the keys of the dict form, every frame
// looks at all of them in turn, and each one in the window is a filled and stroked rectangle with its lyric on it where
// the lyric fits. No index, no levels of detail, no layers. Notes outside the window are skipped, labels of notes too narrow
// to read as well: what anybody would do at once.
"use strict";

const canvas = document.getElementById("roll");
const ctx = canvas.getContext("2d");
const COLORS = ["#5b8def", "#e0664f", "#4fae7b", "#c58b2b", "#8d6fd1", "#3aa6b9", "#d1609b", "#7d8a99"];
const LABEL_MIN_PX = 12;

const view = { startBeat: 0, pixelsPerBeat: 80, topPitch: 84, rowPx: 16 };
let notes = [];
let drawn = 0;

/** `columns`: onset and duration in beats, pitch, velocity, track, lyric (index into words, -1 for none). */
function load(columns, words) {
	notes = columns.onset.map((startBeats, i) => noteOf(i, startBeats, columns, words));
}

function noteOf(i, startBeats, columns, words) {
	const durationBeats = columns.duration[i];
	const note = {
		id: `n${i}`,
		start: startBeats * 80,
		duration: durationBeats * 80,
		pitch: columns.pitch[i],
		velocity: columns.velocity[i],
		startFlicks: startBeats * 352800000,
		durationFlicks: durationBeats * 352800000,
		startSeconds: startBeats / 2,
		durationSeconds: durationBeats / 2,
		endSeconds: (startBeats + durationBeats) / 2,
		startBeats,
		durationBeats,
		startTicks: startBeats * 480,
		durationTicks: durationBeats * 480,
		startSample: startBeats * 22050,
		durationSamples: durationBeats * 22050,
		track: columns.track[i],
	};
	if (columns.lyric[i] >= 0) note.lyric = words[columns.lyric[i]];
	return note;
}

function resize(width_px, height_px) {
	canvas.width = width_px;
	canvas.height = height_px;
}

function draw() {
	const { startBeat, pixelsPerBeat, topPitch, rowPx } = view;
	ctx.fillStyle = "#ffffff";
	ctx.fillRect(0, 0, canvas.width, canvas.height);
	ctx.strokeStyle = "#333333";
	ctx.font = "11px sans-serif";
	ctx.textBaseline = "middle";
	drawn = 0;
	for (const note of notes) {
		const x = (note.startBeats - startBeat) * pixelsPerBeat;
		const width = note.durationBeats * pixelsPerBeat;
		const y = (topPitch - note.pitch) * rowPx;
		if (x + width < 0 || x > canvas.width || y + rowPx < 0 || y > canvas.height) continue;
		ctx.fillStyle = COLORS[note.track % COLORS.length];
		ctx.fillRect(x, y, width, rowPx);
		ctx.strokeRect(x, y, width, rowPx);
		if (note.lyric && width >= LABEL_MIN_PX) {
			ctx.fillStyle = "#000000";
			ctx.fillText(note.lyric, x + 2, y + rowPx / 2);
		}
		drawn++;
	}
}

/** Topmost note under a point: the last one drawn, found by looking at all. */
function hitTest(beat, pitch) {
	let found = -1;
	for (let i = 0; i < notes.length; i++) {
		const note = notes[i];
		if (note.pitch === pitch && note.startBeats <= beat && beat < note.startBeats + note.durationBeats) found = i;
	}
	return found;
}

/** One note elsewhere, as state is kept in such programs: a new list with a new object in it. */
function moveNote(index, beats) {
	notes = notes.map((note, i) => (i === index ? { ...note, startBeats: note.startBeats + beats } : note));
}

/** All notes of an index range elsewhere, the same way. */
function moveRange(first, count, beats) {
	notes = notes.map((note, i) =>
		i >= first && i < first + count ? { ...note, startBeats: note.startBeats + beats } : note,
	);
}

/** The columns come one by one from where the page came from. */
async function fetchColumns(names, words) {
	const kinds = { onset: Float64Array, duration: Float64Array, pitch: Uint8Array, velocity: Uint8Array, track: Uint8Array, lyric: Int32Array };
	const columns = {};
	for (const name of names) columns[name] = Array.from(new kinds[name](await (await fetch(name)).arrayBuffer()));
	load(columns, words);
}

const naiveRoll = {
	view, fetch: fetchColumns, resize, draw, hitTest, moveNote, moveRange,
	get drawn() { return drawn; },
	get notes() { return notes; },
	set notes(list) { notes = list; },
};
