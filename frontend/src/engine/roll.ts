/** The roll: ties document, view, renderer and hands together. What the shell and tests talk to. */

import type { Player } from "./audio/player.ts";
import { type BulkLyricEvent, BulkLyricSession } from "./interact/bulkLyrics.ts";
import { clipboardText, takeText } from "./interact/clipboard.ts";
import { type CommandHost, type CommandName, type Commands, makeCommands } from "./interact/commands.ts";
import { applyEdit, type Outcome, selectWhere, slotsFor } from "./interact/editCommands.ts";
import { EditorContext, type Tool } from "./interact/editorContext.ts";
import type { HandSettings } from "./interact/handSettings.ts";
import { listen } from "./interact/input.ts";
import { commandFor, KEYMAP, type KeyBinding } from "./interact/keymap.ts";
import { laneValueAt } from "./interact/laneValue.ts";
import { type LyricEvent, LyricSession, type SurfaceRect } from "./interact/lyrics.ts";
import type { MenuTarget } from "./interact/menuPress.ts";
import type { Panel } from "./interact/panelCommands.ts";
import { PointerMachine } from "./interact/pointerMachine.ts";
import type { Readout, ReadoutPlace } from "./interact/readout.ts";
import type { RulerAsk } from "./interact/rulerCommands.ts";
import { scaleAt } from "./interact/scale.ts";
import { dropBarred } from "./interact/trackHits.ts";
import type { WordKey } from "./interact/words.ts";
import { Playhead } from "./render/playhead.ts";
import { type Recording, Renderer } from "./render/renderer.ts";
import type { ScoreDocument } from "./score/document.ts";
import type { EditName } from "./score/edit/index.ts";
import type { Peaks } from "./score/peaks.ts";
import type { Spectrogram } from "./score/spectrogram.ts";
import { type Curve, type DocChange, type Op, TICKS_PER_BEAT } from "./score/types.ts";
import { isLaneCurve } from "./state/curveLanes.ts";
import type { LiveLayer } from "./state/liveLayer.ts";
import { type RenderStats, Scene, type ViewportConfig } from "./state/scene.ts";
import type { SurfaceName } from "./state/surfaces.ts";
import type { Theme } from "./state/theme.ts";
import type { TrackView } from "./state/trackView.ts";
import { Opening } from "./view/opening.ts";
import { pitchOfHz } from "./view/pitch.ts";
import { isVisible } from "./view/pitchCurve.ts";
import { SNAP_SETTINGS, snapTicks } from "./view/snap.ts";
import { Viewport } from "./view/viewport.ts";

export type { CommandName, Commands } from "./interact/commands.ts";
export type { Tool } from "./interact/editorContext.ts";
export type { SurfaceRect } from "./interact/lyrics.ts";
export type { ViewportConfig } from "./state/scene.ts";
export type { SurfaceName } from "./state/surfaces.ts";

export type RollEvent =
	| LyricEvent
	| BulkLyricEvent
	| { type: "ruler"; what: RulerAsk }
	| {
			type:
				| "tool"
				| "snap"
				| "view"
				| "selection"
				| "follow"
				| "clear"
				| "loop"
				| "readOnly"
				| "theme"
				| "record"
				| "hands"
				| "handSettings"
				| "tracks";
	  }
	| { type: "hover"; tick: number; pitch: number; slot: number; readout: Readout | null }
	| { type: "readout"; readout: Readout | null; at: ReadoutPlace | null }
	| { type: "hint"; text: string }
	| { type: "ask"; panel: Panel }
	| { type: "menu"; target: MenuTarget };

export interface RollOptions {
	readOnly: boolean;
	theme: Theme;
	viewportConfig?: ViewportConfig;
	/** Initial zoom; beats are quarter notes. */
	pixelsPerBeat?: number;
	keymap?: readonly KeyBinding[];
}

export class Roll {
	readonly view = new Viewport();
	readonly commands: Commands;
	readonly doc: ScoreDocument;
	player: Player | null = null;
	follow = true;
	keymap: readonly KeyBinding[];

	readonly #scene: Scene;
	readonly #renderer: Renderer;
	readonly #editor: EditorContext;
	readonly #machine: PointerMachine;
	/** Looks once more at what lies under the pointer; null where there is none. */
	#lookAgain: (() => void) | null = null;
	readonly #lyrics: LyricSession;
	readonly #bulkLyrics: BulkLyricSession;
	readonly #playhead: Playhead;
	readonly #listeners = new Set<(event: RollEvent) => void>();
	readonly #release: (() => void)[] = [];
	/** What the space bar will do when it comes up. */
	#space: CommandName | null = null;
	#releasePlayer: () => void = () => {};
	#toolIsChosen = false;
	#suggested: Tool | null = null;
	/** Shows a score that is new; leaves alone a view that somebody has moved. */
	readonly #opening: Opening;

	constructor(doc: ScoreDocument, options: RollOptions) {
		this.doc = doc;
		this.keymap = options.keymap ?? KEYMAP;
		if (options.pixelsPerBeat) this.view.pxPerTick = options.pixelsPerBeat / TICKS_PER_BEAT;
		this.#scene = new Scene(doc, this.view, options.theme, snapTicks("1/4"), options.viewportConfig ?? {});
		this.#scene.readOnly = options.readOnly;
		this.#renderer = new Renderer(this.#scene);
		this.#editor = new EditorContext({
			scene: this.#scene,
			changed: (cause) => this.#renderer.changed(cause),
			hint: (text) => this.#emit({ type: "hint", text }),
			openLyric: (slot) => this.beginLyric(slot),
			openLyrics: () => this.beginLyrics(),
			loopChanged: () => this.#emit({ type: "loop" }),
			readout: (readout, at) => this.#emit({ type: "readout", readout, at }),
			scrollPage: (dy_px) => this.#scrollPage(dy_px),
		});
		this.#machine = new PointerMachine(this.#editor, (step) => void this.#renderer.scheduler.animate(step));
		this.#lyrics = new LyricSession(this.#editor, (event) => this.#emit(event));
		this.#bulkLyrics = new BulkLyricSession(this.#editor, (event) => this.#emit(event));
		this.#playhead = new Playhead(this.#scene, this.#renderer, () => this.follow && this.#machine.state === "idle");
		this.commands = makeCommands(this.#commandHost());
		this.#opening = new Opening(doc, this.view);
		this.#release.push(
			this.tracks.subscribe(() => {
				dropBarred(this.#editor);
				this.#renderer.tracksChanged();
				this.#emit({ type: "tracks" });
			}),
			doc.subscribe((change) => this.#documentChanged(change)),
			doc.selection.subscribe(() => {
				this.tracks.followSelection();
				this.#renderer.changed("selection");
				this.#emit({ type: "selection" });
			}),
			this.view.subscribe((change) => {
				if (change.time) this.#fitSnap();
				if (change.time) this.#fitScale();
				this.#renderer.viewChanged(change);
				this.#opening.viewChanged(change);
				this.#emit({ type: "view" });
			}),
		);
	}

	/** What a frame cost and how the notes were drawn. */
	get stats(): RenderStats & { frames: number; lastFrameMs: number } {
		const { frames, lastFrameMs } = this.#renderer.scheduler;
		const { stats } = this.#scene;
		return { ...stats, draws: { ...stats.draws }, frames, lastFrameMs };
	}

	/** The gesture in progress, or `idle`. */
	get gesture(): string {
		return this.#machine.state;
	}

	// -- surfaces

	/** What a surface shows as a list of drawing operations (`render/displayList.ts`); null when it is not on the page. */
	record(name: SurfaceName, part = "", size: { width_px?: number; height_px?: number; dpr?: number } = {}): Promise<Recording | null> {
		return this.#renderer.record(name, part, size);
	}

	/** Draws on a canvas and listens to it, until the returned function is called; `part` says which lane of its kind it is. */
	attach(name: SurfaceName, canvas: HTMLCanvasElement, part = ""): () => void {
		const detach = this.#renderer.attach(name, canvas, part);
		const surface = this.#renderer.surface(name, part);
		if (!surface) throw new Error(`There is no surface "${name}"`);
		const deafen = listen(
			{
				editor: this.#editor,
				machine: this.#machine,
				beginLyric: (slot) => this.beginLyric(slot),
				hovered: (tick, readout) => this.#emitHover(tick, readout),
				rests: (again) => (this.#lookAgain = again),
				menu: (target) => this.openMenu(target),
			},
			surface,
		);
		return () => {
			deafen();
			detach();
		};
	}

	setTheme(theme: Theme): void {
		this.#scene.theme = theme;
		this.#renderer.themeChanged();
		this.#emit({ type: "theme" });
	}

	/** What a curve is called on the screen. */
	curveTitle(name: string): string {
		return this.#scene.curveTitle(name);
	}

	/** How curves are called on the screen; called again when the language has changed. */
	setCurveTitle(curveTitle: (name: string) => string): void {
		this.#scene.curveTitle = curveTitle;
		this.#renderer.changed("curves");
	}

	/** Height of a row when a score is first shown; a view that somebody moved keeps its own. */
	setOpeningRow(row_px: number): void {
		this.#opening.rowChanged(row_px);
	}

	setViewportConfig(config: ViewportConfig): void {
		this.#scene.config = config;
		this.#renderer.changed("notes");
	}

	/** The waveform, and where in the score it begins. */
	setPeaks(peaks: Peaks | null, start_s = 0): void {
		this.#scene.peaks = peaks;
		this.#scene.peaksStart_s = start_s;
		this.#renderer.changed("sound");
	}

	/** What was heard, behind the notes, and where in the score it begins. */
	setSpectrogram(picture: Spectrogram | null, start_s = 0): void {
		this.#scene.spectrogram = picture;
		this.#scene.spectrogramStart_s = start_s;
		this.#renderer.changed("spectrogram");
	}

	get showsSpectrogram(): boolean {
		return this.#scene.spectrogram !== null;
	}

	/** Whether a curve is drawn in the lanes below the notes. */
	isLaneCurve(curve: Curve): boolean {
		return isLaneCurve(curve) && isVisible(curve);
	}

	/** What a lane shows under the pointer: a velocity, the value of a curve; null where there is nothing. */
	laneValueAt(name: SurfaceName, part: string, x_px: number, y_px: number, height_px: number): number | null {
		return laneValueAt(this.#editor, { name, part, x_px, y_px, height_px });
	}

	// -- state

	get readOnly(): boolean {
		return this.#scene.readOnly;
	}

	setReadOnly(readOnly: boolean): void {
		if (readOnly === this.#scene.readOnly) return;
		this.#machine.cancel();
		this.#lyrics.cancel();
		this.#bulkLyrics.cancel();
		this.#scene.readOnly = readOnly;
		this.#emit({ type: "readOnly" });
	}

	/** Which track is active, and how the others are looked at. */
	get tracks(): TrackView {
		return this.#scene.tracks;
	}

	/** What keys are called where they are no pitches but drums, with null for keys that have no name; null where they are. */
	setKeyName(keyName: ((pitch: number) => string | null) | null): void {
		this.#scene.keyName = keyName;
		this.#renderer.changed("keys");
	}

	/** Name of a drum; null where the key is a pitch, or has no name. */
	keyName(pitch: number): string | null {
		return this.#scene.keyName?.(pitch) ?? null;
	}

	/** One gesture of a panel; a refusal is told in the status line. Those with one name, one after another, are one step. */
	edit(ops: readonly Op[], label: string, gesture: string | null = null): boolean {
		return this.#editor.edit(ops, label, gesture);
	}

	get tool(): Tool {
		return this.#editor.tool;
	}

	/** A tool for who has not chosen one; null takes the suggestion back, unless somebody has drawn with it. */
	suggestTool(tool: Tool | null): void {
		if (tool === null && this.doc.canUndo) return;
		this.#suggested = tool;
		if (!this.#toolIsChosen) this.setTool("select", false);
	}

	/** `chosen` is false for the tool that one has by default, before which a suggestion goes. */
	setTool(wanted: Tool, chosen = true): void {
		this.#toolIsChosen = chosen;
		const tool = chosen ? wanted : (this.#suggested ?? wanted);
		if (tool === this.#editor.tool) return;
		this.#machine.cancel();
		this.#editor.tool = tool;
		this.#scene.pencilTick = -1;
		this.#scene.bladeTick = -1;
		this.#renderer.changed("gesture");
		this.#emit({ type: "tool" });
	}

	get snap(): string {
		return this.#editor.snap;
	}

	/** One of `SNAP_SETTINGS`. */
	setSnap(snap: string): void {
		if (!(SNAP_SETTINGS as readonly string[]).includes(snap)) snapTicks(snap);
		this.#editor.snap = snap;
		this.#fitSnap();
		this.#renderer.changed("tempo");
		this.#emit({ type: "snap" });
	}

	setFollow(follow: boolean): void {
		this.follow = follow;
		this.#emit({ type: "follow" });
	}

	setPlayer(player: Player | null): void {
		this.#releasePlayer();
		this.player = player;
		this.#editor.player = player;
		this.#releasePlayer = this.#playhead.follow(player);
	}

	/** What is being sung, or null. */
	get live(): LiveLayer | null {
		return this.#scene.live;
	}

	/** Shows what is being sung; call again whenever it has grown, and with null at the end. */
	showLive(layer: LiveLayer | null): void {
		this.#scene.live = layer;
		if (layer) {
			this.view.setEndTick(Math.max(this.doc.endTick, layer.nowTick));
			this.#playhead.show(layer.nowTick);
			this.#revealSung(layer);
		} else {
			this.view.setEndTick(this.doc.endTick);
			this.#playhead.show(this.player?.positionTick() ?? 0);
		}
		this.#renderer.changed("gesture");
	}

	get loop(): readonly [number, number] | null {
		return this.#editor.loop;
	}

	/** One of the sentences that the roll itself has. */
	say(key: WordKey): void {
		this.#editor.say(key);
	}

	/** Something to say in the status line. */
	hint(text: string): void {
		this.#emit({ type: "hint", text });
	}

	setLoop(range: readonly [number, number] | null): void {
		this.#editor.setLoop(range);
	}

	/** Does an edit of the catalogue to the selection, or to all notes where nothing is selected and the edit is made for that. */
	applyEdit(name: EditName, options?: Record<string, unknown>): Outcome {
		return applyEdit(this.#editor, name, options);
	}

	/** The notes that `applyEdit` would take. */
	slotsForEdit(name: EditName): Int32Array {
		return slotsFor(this.#editor, name);
	}

	/** Selects the notes that an expression such as `velocity > 90` describes; false when it cannot be read, which is said. */
	selectWhere(expression: string): boolean {
		return selectWhere(this.#editor, expression);
	}

	/** For what works on the notes like a gesture, and is fetched when it is wanted. */
	withEditor<T>(make: (editor: EditorContext) => T): T {
		return make(this.#editor);
	}

	/** Moves the playhead. */
	seek(tick: number): void {
		this.#editor.seek(tick);
	}

	/** The line of the grid at or before a tick. */
	snapTick(tick: number): number {
		return this.#editor.snapAt(tick, "floor", false);
	}

	// -- hands

	/** True when the key was used. Call only while the roll has the focus. */
	handleKey(event: KeyboardEvent): boolean {
		// Esc gives a gesture up whatever is held for it.
		if (event.key === "Escape" && this.#machine.cancel()) return true;
		const command = commandFor(event, this.keymap);
		if (!command) return false;
		if (event.key === " ") {
			this.#space = command;
			this.#machine.holdSpace();
			return true;
		}
		this.commands[command]();
		return true;
	}

	/** Space means what it means when it comes up again, unless the roll was dragged by it. */
	handleKeyUp(event: { key: string }): boolean {
		const command = this.#space;
		if (event.key !== " " || !command) return false;
		this.#space = null;
		if (this.#machine.releaseSpace()) this.commands[command]();
		return true;
	}

	/** The focus went away while a key was held. */
	letGoOfKeys(): void {
		this.#space = null;
		this.#machine.releaseSpace();
	}

	get hands(): HandSettings {
		return this.#editor.hands;
	}

	setHands(change: Partial<HandSettings>): void {
		this.#editor.hands = { ...this.#editor.hands, ...change };
		this.#fitScale();
		this.#emit({ type: "hands" });
	}

	/** Asks the shell for a context menu. A note that is not selected becomes the selection, as with a click. */
	openMenu(target: MenuTarget): void {
		const { selection } = this.doc;
		if (target.slot >= 0 && !selection.has(target.slot)) selection.setAll([target.slot]);
		this.#emit({ type: "menu", target });
	}

	/** What a key press asks for; null where it asks for nothing. */
	commandOf(event: KeyboardEvent): CommandName | null {
		return commandFor(event, this.keymap);
	}

	/** Notes that another window copied as text; true when they were pasted, or hang at the pointer. */
	pasteText(text: string, command: "paste" | "pasteAtPointer" = "paste"): boolean {
		if (!takeText(text)) return false;
		this.commands[command]();
		return true;
	}

	/** What was copied last, as text for other windows. */
	clipboardText(): string | null {
		return clipboardText();
	}

	beginLyric(slot: number): void {
		this.#machine.cancel();
		this.#lyrics.begin(slot);
	}

	/** Several syllables run on into the next notes, unless they are to stay `whole` in one. */
	commitLyric(text: string, options: { next: -1 | 0 | 1; whole?: boolean }): void {
		this.#lyrics.commit(text, options.next, options.whole);
	}

	/** Where the pieces of a text would go that is typed now: the notes after the open one, and where they are. */
	lyricPlan(text: string): { rect: SurfaceRect; text: string }[] {
		return this.#lyrics.plan(text).map(({ slot, text: piece }) => ({ rect: this.#lyrics.rectOf(slot), text: piece }));
	}

	cancelLyric(): void {
		this.#lyrics.cancel();
	}

	/** Asks for a text for all selected notes: an event `lyrics`, answered by `commitLyrics` or `cancelLyrics`. */
	beginLyrics(): void {
		this.#machine.cancel();
		this.#lyrics.cancel();
		this.#bulkLyrics.begin();
	}

	/** One piece for each of those notes in order of time; the rest keep theirs. */
	commitLyrics(pieces: readonly string[]): void {
		this.#bulkLyrics.commit(pieces);
	}

	cancelLyrics(): void {
		this.#bulkLyrics.cancel();
	}

	/** Where the lyric box belongs after the view moved; null when none is open. */
	lyricRect(): SurfaceRect | null {
		return this.#lyrics.slot < 0 ? null : this.#lyrics.rect();
	}

	subscribe(listener: (event: RollEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#machine.cancel();
		this.#releasePlayer();
		for (const release of this.#release.splice(0)) release();
		this.#renderer.dispose();
		this.tracks.dispose();
		this.#listeners.clear();
	}

	/** The key may be another one where the view is now. */
	#fitScale(): void {
		const scene = this.#scene;
		const { mask, tonic } = scaleAt(this.#editor, this.view.scrollTick);
		if (mask === scene.scaleMask && tonic === scene.scaleTonic) return;
		scene.scaleMask = mask;
		scene.scaleTonic = tonic;
		this.#renderer.changed("tempo");
	}

	/** An adaptive grid is as fine as the zoom allows. */
	#fitSnap(): void {
		this.#scene.step_ticks = snapTicks(this.snap, this.view.pxPerTick);
	}

	#emit(event: RollEvent): void {
		for (const listener of [...this.#listeners]) listener(event);
	}

	/** A voice that leaves the rows in sight is followed, once it is sure. */
	#revealSung(layer: LiveLayer): void {
		const pitch = Math.round(pitchOfHz(layer.f0_hz[layer.finalLength - 1] ?? Number.NaN));
		if (!this.follow || !(pitch >= 0 && pitch <= 127)) return;
		const { view } = this;
		const rows = view.height_px / view.row_px;
		if (pitch > view.topPitch - 0.5) view.set({ topPitch: pitch + 3 });
		else if (pitch < view.topPitch - rows + 0.5) view.set({ topPitch: pitch + rows - 3 });
	}

	#scrollPage(dy_px: number): boolean {
		for (let node = this.#renderer.surface("notes")?.canvas.parentElement; node; node = node.parentElement) {
			const before = node.scrollTop;
			const scrolls = node === document.scrollingElement || /auto|scroll/.test(getComputedStyle(node).overflowY);
			if (!scrolls) continue;
			node.scrollTop += dy_px;
			if (node.scrollTop !== before) return true;
		}
		return false;
	}

	#emitHover(tick: number, readout: Readout | null): void {
		const { hoverSlot, hoverPitch } = this.#scene;
		this.#emit({ type: "hover", tick, pitch: hoverPitch, slot: hoverSlot, readout });
	}

	#commandHost(): CommandHost {
		const roll = this;
		return {
			editor: this.#editor,
			setTool: (tool) => this.setTool(tool),
			setFollow: (follow) => this.setFollow(follow),
			get follow() {
				return roll.follow;
			},
			cancelGesture: () => this.#machine.cancel(),
			cleared: () => this.#emit({ type: "clear" }),
			record: () => this.#emit({ type: "record" }),
			setHands: (change) => this.setHands(change),
			askHands: () => this.#emit({ type: "handSettings" }),
			askRuler: (what) => this.#emit({ type: "ruler", what }),
			practice: () => this.player,
			ask: (panel) => this.#emit({ type: "ask", panel }),
		};
	}

	#documentChanged(change: DocChange): void {
		const { doc } = this;
		this.#fitScale();
		// A gesture holds slots; when the notes change under it, it must not be committed.
		if (change.origin !== "user" && !change.parts.has("append")) this.#machine.cancel();
		if (change.parts.has("reset")) {
			this.#bulkLyrics.cancel();
			this.#editor.originals.clear();
			this.#scene.hoverSlot = -1;
		}
		if (this.#lyrics.slot >= 0 && !doc.store.isAlive(this.#lyrics.slot)) this.#lyrics.cancel();
		if (change.origin === "remote") for (const op of change.ops) if (op.op === "curve") this.#editor.originals.delete(op.name);
		this.#opening.documentChanged(change);
		this.#renderer.documentChanged(change);
		// While a score arrives it changes many times a second, and a gesture looks by itself when it ends.
		if (!change.parts.has("append") && this.#machine.state === "idle") this.#lookAgain?.();
	}
}
