// What the benchmarks do inside a page, loaded before its own scripts. `roll` is the engine's object of a roll's element.
"use strict";

window.bench = {
	// -- loading

	// Looks once a frame, as the eye does. `up` is when Gradio has put the roll into the page.
	seen: { up: 0, first: 0, all: 0 },

	watch() {
		const { seen } = bench;
		const root = document.querySelector(".gradio-pianoroll");
		const now = performance.now();
		if (root && !seen.up) seen.up = now;
		if (root?.pianoRoll && !seen.first && root.pianoRoll.stats.drawn > 0 && root.pianoRoll.doc.store.size > 0) seen.first = now;
		if (bench.loaded() && !seen.all) seen.all = now;
		if (!seen.first || !seen.all) requestAnimationFrame(bench.watch);
	},

	loaded() {
		const roll = document.querySelector(".gradio-pianoroll")?.pianoRoll;
		return !!roll && roll.doc.loading.total > 0 && roll.doc.loading.loaded >= roll.doc.loading.total;
	},

	settled() {
		return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
	},

	// -- frames: each step moves the view, then waits for the frame in which it is drawn; there and back, in and out

	geometry(roll) {
		roll.view.set({ rowPx: roll.view.minRowPx, topPitch: 127 });
		const { widthPx, heightPx, rowPx, topPitch } = roll.view;
		return { width: widthPx, height: heightPx, rowPx, topPitch };
	},

	async frames(roll, { motion, frames, pxPerBeat, startBeat, topPitch, rowPx }) {
		const { view } = roll;
		view.set({ rowPx, pxPerTick: pxPerBeat / 15360 });
		view.set({ scrollTick: startBeat * 15360, topPitch });
		await bench.settled();
		const before = roll.stats.frames;
		await bench.steps(frames, (out) => {
			if (motion === "pan") view.scrollBy(out * 8.5, 0);
			else view.zoomTimeAt(view.widthPx / 2, out > 0 ? 1.02 : 1 / 1.02);
		});
		return { frames: roll.stats.frames - before, drawn: roll.stats.drawn, tier: roll.stats.tier };
	},

	async naiveFrames({ motion, frames, pxPerBeat, startBeat, topPitch, rowPx }) {
		const { view } = naiveRoll;
		const middle = document.getElementById("roll").width / 2;
		Object.assign(view, { pixelsPerBeat: pxPerBeat, startBeat, topPitch, rowPx });
		await bench.steps(frames, (out) => {
			if (motion === "pan") view.startBeat += (out * 8.5) / view.pixelsPerBeat;
			else {
				const beat = view.startBeat + middle / view.pixelsPerBeat;
				view.pixelsPerBeat *= out > 0 ? 1.02 : 1 / 1.02;
				view.startBeat = beat - middle / view.pixelsPerBeat;
			}
			naiveRoll.draw();
		});
		return { frames, drawn: naiveRoll.drawn };
	},

	/** `step(1)` ten times, `step(-1)` ten times, and so on, once a frame. */
	steps(count, step) {
		return new Promise((done) => {
			let i = 0;
			const next = () => {
				if (i >= count) return done();
				step(i++ % 20 < 10 ? 1 : -1);
				requestAnimationFrame(next);
			};
			requestAnimationFrame(next);
		});
	},

	// -- pointing and editing: many calls per reading, because a browser's clock is coarse; places all over the score

	hit(roll, { calls }) {
		const { index, store } = roll.doc;
		const places = Array.from({ length: 512 }, (_, i) => {
			const slot = index.order[Math.floor(((i + 0.5) * index.length) / 512)];
			return [store.onset[slot] + store.duration[slot] / 2, store.pitch[slot]];
		});
		let found = 0;
		const start = performance.now();
		for (let i = 0; i < calls; i++) {
			const [tick, pitch] = places[(i * 197) % 512];
			if (index.hitTest(tick, pitch, 100) >= 0) found++;
		}
		const ms = performance.now() - start;
		if (found !== calls) throw new Error(`${calls - found} of ${calls} hits missed`);
		return ms / calls;
	},

	/** Through the document, so that index, pyramid, history and the log of operations are part of the price. */
	move(roll, { calls, seed }) {
		const { doc } = roll;
		const { index, store } = doc;
		const at = (i) => Math.floor(((i + 0.5 + seed / 16) * index.length) / (calls + 1));
		const ids = Array.from({ length: calls }, (_, i) => store.id[index.order[at(i)]]);
		const start = performance.now();
		for (const id of ids) doc.edit([{ op: "shift", ids: [id, 1], ticks: 15360, pitch: 1 }], "move");
		const moved = performance.now();
		for (let i = 0; i < calls; i++) if (!doc.undo()) throw new Error("nothing to undo");
		return { move: (moved - start) / calls, undo: (performance.now() - moved) / calls };
	},

	/** Selects everything, moves it up by a semitone and undoes that: milliseconds of each call, and to the second frame after it. */
	async moveAll(roll) {
		const { doc } = roll;
		const timed = async (act) => {
			const start = performance.now();
			act();
			const called = performance.now() - start;
			await bench.settled();
			return [called, performance.now() - start];
		};
		doc.selection.setToEverything();
		await bench.settled();
		const [move, moveDrawn] = await timed(() => {
			doc.edit([{ op: "shift", ids: doc.selection.ids(), ticks: 0, pitch: 1 }], "move");
		});
		const [undo, undoDrawn] = await timed(() => doc.undo());
		doc.selection.clear();
		return { move, moveDrawn, undo, undoDrawn };
	},

	naiveHit({ calls }) {
		const n = naiveRoll.notes.length;
		const start = performance.now();
		for (let i = 0; i < calls; i++) {
			const note = naiveRoll.notes[Math.floor(((i + 0.5) * n) / calls)];
			if (naiveRoll.hitTest(note.startBeats + note.durationBeats / 2, note.pitch) < 0) throw new Error("a hit missed");
		}
		return (performance.now() - start) / calls;
	},

	naiveMove({ calls }) {
		const kept = naiveRoll.notes;
		const start = performance.now();
		for (let i = 0; i < calls; i++) naiveRoll.moveNote(Math.floor(((i + 0.5) * kept.length) / calls), 1);
		const ms = (performance.now() - start) / calls;
		naiveRoll.notes = kept;
		return ms;
	},

	// -- dragging

	/** Selects notes in the middle of the score, shows their span, and tells where one of them can be grabbed, in surface px. */
	pick(roll, { count }) {
		const { doc, view } = roll;
		const { index, store } = doc;
		roll.tracks.setAllEditable(true);
		const first = (index.length - count) >> 1;
		const slots = index.order.slice(first, first + count);
		doc.selection.setAll(slots);
		const from = store.onset[slots[0]];
		const span = Math.max(1, store.onset[slots[count - 1]] - from);
		view.set({ pxPerTick: view.widthPx / 1.2 / span });
		view.set({ scrollTick: from - 0.1 * span });
		roll.setTool("select");
		roll.setSnap("none");
		for (const slot of slots.subarray(count >> 1)) {
			const tick = store.onset[slot] + store.duration[slot] / 2;
			const pitch = store.pitch[slot];
			const hit = index.hitTest(tick, pitch);
			if (hit < 0 || !doc.selection.has(hit)) continue;
			const place = { x: view.xOf(tick), y: view.yOf(pitch) + view.rowPx / 2 };
			return { ...place, first, pxPerBeat: view.pxPerTick * 15360, startBeat: view.scrollTick / 15360 };
		}
		throw new Error("no selected note can be grabbed");
	},

	/** Milliseconds from the next release of the mouse to the second frame after it. */
	watchDrop() {
		bench.dropped = new Promise((done) => {
			const released = () => {
				const at = performance.now();
				bench.settled().then(() => done(performance.now() - at));
			};
			addEventListener("pointerup", released, { capture: true, once: true });
		});
	},

	restore(roll) {
		while (roll.doc.canUndo) roll.doc.undo();
		roll.doc.selection.clear();
	},

	async naiveDrag({ first, count, frames, pxPerBeat, startBeat, topPitch, rowPx }) {
		const kept = naiveRoll.notes;
		Object.assign(naiveRoll.view, { pixelsPerBeat: pxPerBeat, startBeat, topPitch, rowPx });
		await bench.steps(frames, () => {
			naiveRoll.moveRange(first, count, 4 / pxPerBeat);
			naiveRoll.draw();
		});
		naiveRoll.notes = kept;
	},

	// -- events

	/** One note is given velocity 1; resolves with the milliseconds until the handler's answer, 99, has been on the screen. */
	edit(roll, place) {
		const { doc } = roll;
		const slot = doc.index.order[(place * 7919) % doc.index.length];
		return new Promise((done) => {
			const start = performance.now();
			const stop = doc.subscribe(() => {
				if (doc.store.velocity[slot] !== 99) return;
				stop();
				bench.settled().then(() => done(performance.now() - start));
			});
			doc.edit([{ op: "set", ids: [doc.store.id[slot], 1], column: "velocity", value: 1 }], "edit");
		});
	},

	counter: () => document.querySelector("#count textarea, #count input"),
	button: () => document.querySelector("button#edit, #edit button"),
	ready: () => bench.counter()?.value === "0" && !!bench.button(),

	/** Clicks; `taken` becomes the milliseconds until the counter beside the value has changed and been on the screen. */
	click() {
		bench.taken = 0;
		const before = bench.counter().value;
		const start = performance.now();
		const look = () => {
			if (bench.counter().value === before) requestAnimationFrame(look);
			else bench.settled().then(() => { bench.taken = performance.now() - start; });
		};
		bench.button().click();
		requestAnimationFrame(look);
	},
};

requestAnimationFrame(window.bench.watch);
