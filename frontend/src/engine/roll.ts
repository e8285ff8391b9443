/** The roll: ties document, view, renderer and hands together. What the shell and tests talk to. */

import type { Player } from "./audio/player.ts";
import { clipboardText, isForeign, takeText } from "./interact/clipboard.ts";
import { type CommandHost, type Commands, makeCommands } from "./interact/commands.ts";
import { applyEdit, type Outcome, selectWhere, slotsFor } from "./interact/editCommands.ts";
import { EditorContext, type Tool } from "./interact/editorContext.ts";
import { fitScale, fitSnap } from "./interact/fitting.ts";
import type { HandSettings } from "./interact/handSettings.ts";
import { listen } from "./interact/input.ts";
import { KEYMAP, type KeyBinding } from "./interact/keymap.ts";
import { KeyPresses } from "./interact/keyPresses.ts";
import { laneValueAt } from "./interact/laneValue.ts";
import { LyricBoxes } from "./interact/lyricBoxes.ts";
import type { MenuTarget } from "./interact/menuPress.ts";
import { PointerMachine } from "./interact/pointerMachine.ts";
import type { Readout } from "./interact/readout.ts";
import { scrollPage } from "./interact/scrollPage.ts";
import { ToolChoice } from "./interact/toolChoice.ts";
import { dropBarred } from "./interact/trackHits.ts";
import type { WordKey } from "./interact/words.ts";
import { LiveView } from "./render/liveView.ts";
import { Playhead } from "./render/playhead.ts";
import { type Recording, Renderer } from "./render/renderer.ts";
import { Scenery } from "./render/scenery.ts";
import type { RollEvent, RollOptions } from "./rollEvents.ts";
import type { ScoreDocument } from "./score/document.ts";
import type { EditName } from "./score/edit/index.ts";
import { type DocChange, type Op, TICKS_PER_BEAT } from "./score/types.ts";
import type { LiveLayer } from "./state/liveLayer.ts";
import { type RenderStats, Scene } from "./state/scene.ts";
import type { SurfaceName } from "./state/surfaces.ts";
import type { Theme } from "./state/theme.ts";
import type { TrackView } from "./state/trackView.ts";
import { Opening } from "./view/opening.ts";
import { SNAP_SETTINGS, snapTicks } from "./view/snap.ts";
import { Viewport } from "./view/viewport.ts";

export type { CommandName, Commands } from "./interact/commands.ts";
export type { Tool } from "./interact/editorContext.ts";
export type { SurfaceRect } from "./interact/lyrics.ts";
export type { RollEvent, RollOptions } from "./rollEvents.ts";
export type { ViewportConfig } from "./state/scene.ts";
export type { SurfaceName } from "./state/surfaces.ts";

export class Roll {
	readonly view = new Viewport();
	readonly commands: Commands;
	readonly doc: ScoreDocument;
	readonly keys: KeyPresses;
	readonly lyrics: LyricBoxes;
	readonly scenery: Scenery;
	player: Player | null = null;
	follow = true;
	keymap: readonly KeyBinding[];
	/** Of the note cursor, which whoever shows it gives. */
	cursorKeys: readonly KeyBinding[] = [];
	cursorOn = false;

	readonly #scene: Scene;
	readonly #renderer: Renderer;
	readonly #editor: EditorContext;
	readonly #machine: PointerMachine;
	/** Looks once more at what lies under the pointer; null where there is none. */
	#lookAgain: (() => void) | null = null;
	readonly #playhead: Playhead;
	readonly #live: LiveView;
	readonly #tools: ToolChoice;
	readonly #listeners = new Set<(event: RollEvent) => void>();
	readonly #release: (() => void)[] = [];
	#releasePlayer: () => void = () => {};
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
			openLyric: (slot) => this.lyrics.begin(slot),
			openLyrics: () => this.lyrics.beginAll(),
			loopChanged: () => this.#emit({ type: "loop" }),
			readout: (readout, at) => this.#emit({ type: "readout", readout, at }),
			scrollPage: (dy_px) => scrollPage(this.#renderer.surface("notes")?.canvas, dy_px),
		});
		this.#machine = new PointerMachine(this.#editor, (step) => void this.#renderer.scheduler.animate(step));
		this.lyrics = new LyricBoxes(this.#editor, this.#machine, (event) => this.#emit(event));
		this.keys = new KeyPresses(this, this.#machine);
		this.scenery = new Scenery(this.#scene, this.#renderer);
		this.#tools = new ToolChoice(this.#editor, this.#machine, () => this.#emit({ type: "tool" }));
		this.#playhead = new Playhead(this.#scene, this.#renderer, () => this.follow && this.#machine.state === "idle");
		this.#live = new LiveView(this.#scene, this.#renderer, this.#playhead);
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
				if (change.time) fitSnap(this.#editor);
				if (change.time) fitScale(this.#editor);
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
				beginLyric: (slot) => this.lyrics.begin(slot),
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
		this.scenery.setTheme(theme);
		this.#emit({ type: "theme" });
	}

	/** Height of a row when a score is first shown; a view that somebody moved keeps its own. */
	setOpeningRow(row_px: number): void {
		this.#opening.rowChanged(row_px);
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
		this.lyrics.close();
		this.#scene.readOnly = readOnly;
		this.#emit({ type: "readOnly" });
	}

	/** Which track is active, and how the others are looked at. */
	get tracks(): TrackView {
		return this.#scene.tracks;
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
		this.#tools.suggest(tool);
	}

	setTool(tool: Tool, chosen = true): void {
		this.#tools.take(tool, chosen);
	}

	get snap(): string {
		return this.#editor.snap;
	}

	/** One of `SNAP_SETTINGS`. */
	setSnap(snap: string): void {
		if (!(SNAP_SETTINGS as readonly string[]).includes(snap)) snapTicks(snap);
		this.#editor.snap = snap;
		fitSnap(this.#editor);
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
		this.#live.show(layer, this.follow, this.player?.positionTick() ?? 0);
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

	get hands(): HandSettings {
		return this.#editor.hands;
	}

	setHands(change: Partial<HandSettings>): void {
		this.#editor.hands = { ...this.#editor.hands, ...change };
		fitScale(this.#editor);
		this.#emit({ type: "hands" });
	}

	/** Asks the shell for a context menu. A note that is not selected becomes the selection, as with a click. */
	openMenu(target: MenuTarget): void {
		const { selection } = this.doc;
		if (target.slot >= 0 && !selection.has(target.slot)) selection.setAll([target.slot]);
		this.#emit({ type: "menu", target });
	}

	/** Notes that another window copied as text; true when they were pasted, or hang at the pointer. */
	pasteText(text: string, command: "paste" | "pasteAtPointer" = "paste", files: File[] = []): boolean {
		if (!takeText(text)) {
			if (!isForeign(text) && files.length === 0) return false;
			this.#emit({ type: "pasted", text, files });
			return true;
		}
		this.commands[command]();
		return true;
	}

	/** What was copied last, as text for other windows. */
	clipboardText(): string | null {
		return clipboardText();
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

	#emit(event: RollEvent): void {
		for (const listener of [...this.#listeners]) listener(event);
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
			cursor: (command) => this.#emit({ type: "cursor", command }),
		};
	}

	#documentChanged(change: DocChange): void {
		fitScale(this.#editor);
		this.#machine.documentChanged(change);
		if (change.parts.has("reset")) this.#scene.hoverSlot = -1;
		this.lyrics.documentChanged(change.parts.has("reset"));
		this.#opening.documentChanged(change);
		this.#renderer.documentChanged(change);
		// While a score arrives it changes many times a second, and a gesture looks by itself when it ends.
		if (!change.parts.has("append") && this.#machine.state === "idle") this.#lookAgain?.();
	}
}
