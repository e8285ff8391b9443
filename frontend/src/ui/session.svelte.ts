/**
 * A document and everything that lives with it: engine, sound, exchange with Python. Sessions outlive their components,
 * because Gradio takes a component off the page to hide it or to render again, and edits, undo and view shall survive.
 */

import { gainOf, isHeard, MIX_AT_FIRST, type Mix } from "../engine/audio/mix";
import { Player, type PlayerEvent } from "../engine/audio/player";
import type { AudioSource } from "../engine/audio/servedAudio";
import type { Decision } from "../engine/interact/proposals/proposalHands";
import type { LiveRemote } from "../engine/live/remote";
import { Roll } from "../engine/roll";
import { ScoreDocument } from "../engine/score/document";
import type { Peaks } from "../engine/score/peaks";
import { type DocChange, TICKS_PER_BEAT } from "../engine/score/types";
import { LIGHT } from "../engine/state/theme";
import { type FileRef, type Handle, type HandleMeta, isExternal, type Sound, type SoundStep } from "../engine/transport/handle";
import { IndexedUnsentStore } from "../engine/transport/idb";
import type { Problem } from "../engine/transport/problems";
import { addressOf, DetachedError, type Remote } from "../engine/transport/remote";
import { RESTORE_STEP } from "../engine/transport/restorer";
import { DocumentSync, type SyncListener } from "../engine/transport/sync";
import { type Progress, watchReconnects } from "./gradio";
import type { EditedRecording } from "./hear/editedRecording";
import type { SoundFontState, ToldFont } from "./hear/soundFont.svelte";
import { fetchAllTexts, t } from "./i18n/language.svelte";
import { LiveState } from "./live.svelte";
import { hasKeptOffer } from "./proposals/kept";
import type { Proposed } from "./proposals/proposed.svelte";
import { reasonText } from "./reasons";
import { SpectrogramState } from "./spectrogram.svelte";
import { transportOf } from "./transport/transport.svelte";
import { Followers } from "./words/followers";

/** What the step is called in the history. */
const SOUND_STEP = "sound";
const isSoundStep = (label: string | undefined): boolean => label === SOUND_STEP || label === RESTORE_STEP;
const soundSteps = (labels: readonly string[], until: number): number => labels.slice(0, until).filter(isSoundStep).length;

/** Sessions without a component that are kept for its return. */
const MAX_IDLE = 6;
const unsent = new IndexedUnsentStore();
const sessions: Session[] = [];
let saidPlain = false;

/** What a mounted component does for its session. */
export interface SessionHost {
	remote: Remote;
	changed(): void;
	/** Says something where Gradio says what went wrong. */
	warn(sentence: string): void;
	played(event: PlayerEvent): void;
	decided(event: "accept" | "reject", decision: Decision): void;
	live: LiveRemote;
}

export class Session implements SyncListener {
	readonly doc = new ScoreDocument();
	readonly roll: Roll;
	readonly player: Player;
	readonly sync: DocumentSync;
	readonly live: LiveState;
	readonly spectrogram: SpectrogramState;
	readonly followers: Followers;
	readonly place: string;
	host: SessionHost | null = null;
	settings: HandleMeta = {};
	hasPeaks = $state(false);
	hasAudio = $state(false);
	mix = $state.raw<Mix>(MIX_AT_FIRST);
	message = $state("");
	notice = $state("");
	/** What a program offers; fetched with the first offer. */
	proposed = $state.raw<Proposed | null>(null);
	/** A handler is at work that answers to this roll. */
	isBusy = $state(false);
	#offers: Promise<void> = Promise.resolve();
	/** A file that is on its way. */
	reading = $state.raw<Progress | null>(null);
	#recorded: AudioSource | null = null;
	/** The sound whose pitch the server may decode. */
	#sung: { path: string; start_s: number } | null = null;
	/** The recording with what is drawn over it; fetched when there is a recording. */
	#edited: EditedRecording | null = null;
	/** Fetched when the program names a font, or somebody may choose one. */
	#fonts: SoundFontState | null = null;
	#toldFont: ToldFont | null = null;
	#sound: [file: FileRef | null, span: HandleMeta["audio"]] = [null, null];
	/** Sounds before and after each take, by the name of its curve. */
	readonly #takes = new Map<string, SoundStep>();
	/** The same for each step that may have laid a sound under the notes of a document, in their order. */
	readonly #laid = new WeakMap<object, (SoundStep | null)[]>();

	constructor(place: string, meta: HandleMeta | undefined) {
		this.place = place;
		this.roll = new Roll(this.doc, {
			readOnly: true,
			theme: LIGHT,
			viewportConfig: meta?.viewport_config ?? undefined,
			pixelsPerBeat: meta?.pixels_per_beat,
		});
		this.player = new Player(this.doc, {
			onProblem: (reason) => {
				this.notice = t("error.audio", { reason: reasonText(reason) });
			},
		});
		this.roll.setPlayer(this.player);
		this.player.subscribe((event) => {
			this.host?.played(event);
			if (event.type === "play") this.#sayPlain();
		});
		this.followers = new Followers(this.roll, { remote: () => this.remote(), say: (text) => this.say(text) });
		this.sync = new DocumentSync(this.doc, this.remote(), {
			listener: this,
			unsent,
			place,
			isEditable: () => !this.roll.readOnly,
			watchReconnects,
			keepsAll: () => document.body.dataset.pianoroll === "keep",
		});
		this.live = new LiveState(this.roll, {
			remote: () => this.#liveRemote(),
			takeName: () => t("live.take"),
			problem: (kind, reason) => this.say(t(`live.problem.${kind}`, { reason: reasonText(reason) })),
			recorded: (curve, sound) => this.#keepTake(curve, sound),
		});
		this.spectrogram = new SpectrogramState(
			this.roll,
			() => this.remote(),
			(reason) => this.say(t("error.spectrogram", { reason: reasonText(reason) })),
		);
		const page = Math.random().toString(36).slice(2);
		this.roll.withEditor((editor) => {
			editor.openRecording = async (near_s) => this.#recorded && (await import("../engine/audio/region")).regionOf(this.#recorded, near_s);
			editor.pitchServer = {
				sound: () => this.#sung,
				ask: async (question) => this.remote().ask?.("pitch_pins", { page, ...question }) ?? null,
				progress: (share) => {
					this.reading = share === null ? null : { fraction: share, text: t("pitch.observing") };
				},
			};
		});
		this.roll.subscribe((event) => {
			if (event.type === "record") void this.live.toggle();
		});
		this.doc.subscribe((change) => this.#onChange(change));
		if (meta) this.meta(meta);
		if (hasKeptOffer(place)) this.offered(null);
	}

	/**
	 * A value names its document; without one the place on the page tells whose drawing it is. A keyed component that is
	 * rendered again comes with its first value, as a new document, and shall keep what was done to it.
	 */
	waitsFor(handle: Handle | null, place: string, keyed: boolean): boolean {
		if (handle && this.sync.hasShown(handle)) return true;
		if (this.place !== place) return false;
		return handle ? keyed && this.sync.beganWith(handle) : this.sync.startedEmpty;
	}

	/** The value for Python, with the settings of the roll as they are now. */
	async value(): Promise<Handle | null> {
		await Promise.all([this.followers.settled(), this.#offers]);
		const handle = await this.sync.produce();
		const { tool: mode, snap } = this.roll;
		return handle && { ...handle, meta: { ...handle.meta, mode, snap, proposals: this.proposed?.text() ?? "" } };
	}

	/** A value came, and with it what is proposed for its document; null: what the page before this one had. */
	offered(handle: Handle | null): void {
		const [doc, text] = [handle?.doc ?? "", handle?.meta.proposals];
		if (handle && !text && !this.proposed) return;
		this.#offers = this.#offers.then(() => this.#offer(doc, text)).catch((error: unknown) => console.warn("gradio-pianoroll:", error));
	}

	async #offer(doc: string, text: string | undefined): Promise<void> {
		if (!this.proposed) {
			const { Proposed } = await import("./proposals/proposed.svelte");
			this.proposed = new Proposed({
				roll: this.roll,
				place: this.place,
				documentId: () => this.sync.documentId,
				isGrowing: () => this.isBusy,
				decided: (event, decision) => this.host?.decided(event, decision),
			});
		}
		if (doc) this.proposed.told(doc, text);
	}

	setBusy(busy: boolean): void {
		this.sync.setBusy(busy);
		this.isBusy = busy;
	}

	setMix(change: Partial<Mix>): void {
		this.mix = { ...this.mix, ...change };
		this.player.setMix(change);
	}

	/** What the program says of SoundFonts. */
	tellFont(told: ToldFont | null): void {
		this.#toldFont = told;
		if (this.#fonts) this.#fonts.told(told);
		else if (told?.font) void this.openFonts();
	}

	async openFonts(): Promise<SoundFontState> {
		const { SoundFontState } = await import("./hear/soundFont.svelte");
		this.#fonts ??= new SoundFontState({
			remote: () => this.remote(),
			play: (source) => this.player.setFont(source),
			refused: (name, reason) => {
				this.notice = t("mix.fontRefused", { name, reason: reasonText(reason) });
			},
		});
		this.#fonts.told(this.#toldFont);
		return this.#fonts;
	}

	/** The song as it sounds now, as a WAV file. */
	async wav(onProgress: (share: number) => void): Promise<Blob> {
		const { exportWav } = await import("../engine/audio/exportWav");
		const { audioGain, notesPan, audioPan, edited } = this.mix;
		const audioOn = isHeard(this.mix, "audio");
		return exportWav(this.doc, {
			audio: audioOn ? this.#recorded : null,
			patches: audioOn && edited ? await this.#edited?.sound.all() : [],
			notesGain: gainOf(this.mix, "notes"),
			audioGain,
			font: this.#fonts?.source,
			notesPan,
			audioPan,
			onProgress,
		});
	}

	/** Once a page: without https there are no worklets. */
	#sayPlain(): void {
		if (saidPlain || this.player.sounding?.graph.kind !== "oscillators") return;
		saidPlain = true;
		void fetchAllTexts().then(() => this.say(t("mix.plain")));
	}

	dispose(): void {
		this.live.dispose();
		this.#edited?.dispose();
		this.proposed?.dispose();
		this.sync.dispose();
		this.roll.dispose();
		void this.player.dispose();
	}

	/** Said once, and again when it is said again. */
	say(text: string): void {
		this.roll.hint(text);
	}

	/** Another sound under the notes: a step to undo, which changes nothing else. */
	layUnder(after: Sound): void {
		const { doc, roll, sync } = this;
		if (roll.readOnly) return;
		const laid = (this.#laid.get(doc.token) ?? []).slice(0, soundSteps(doc.steps.labels, doc.steps.done));
		this.#laid.set(doc.token, [...laid, { before: sync.sound, after }]);
		this.#setSound(after);
		roll.edit([{ op: "tracks", tracks: doc.tracks }], SOUND_STEP);
	}

	// -- takes

	#keepTake(curve: string, sound: Sound | null): void {
		if (!sound) return;
		this.#takes.set(curve, { before: this.sync.sound, after: sound });
		this.#setSound(sound);
		this.#edited?.took(curve);
		this.say(t("live.kept", { name: curve }));
	}

	/** Whoever undoes a take has the former sound back, and with the take the recording. */
	#onChange(change: DocChange): void {
		// Who edits notes wants to hear them.
		const alone = this.hasAudio && !isHeard(this.mix, "notes") && isHeard(this.mix, "audio");
		if (change.origin === "user" && change.parts.has("notes") && alone) {
			this.setMix({ notesOn: true, audioSolo: false, sineSolo: false });
			this.say(t("source.switched"));
		}
		if (change.origin !== "undo" && change.origin !== "redo") return;
		const { labels, done } = this.doc.steps;
		const step = change.origin === "undo" ? done : done - 1;
		const laid = isSoundStep(labels[step]) ? this.#laid.get(this.doc.token)?.[soundSteps(labels, step)] : undefined;
		if (laid) this.#setSound(change.origin === "undo" ? laid.before : laid.after);
		for (const op of change.ops) {
			const take = op.op === "curve" ? this.#takes.get(op.name) : undefined;
			if (take && op.op === "curve") this.#setSound(op.curve === null ? take.before : take.after);
		}
	}

	/** The value has it at once; that its waveform cannot be fetched is no reason to lose the take. */
	#setSound(sound: Sound): void {
		this.sync.setSound(sound).catch((error: Error) => this.say(t("error.audio", { reason: reasonText(error.message) })));
	}

	#liveRemote(): LiveRemote {
		if (!this.host) throw new DetachedError("the roll is not on the page");
		return this.host.live;
	}

	// -- what the exchange with Python tells

	changed(): void {
		if (!this.followers.isTold) this.host?.changed();
	}

	/** Settings that Python changed; what it sent before is not set again over the user's choice. */
	meta(meta: HandleMeta): void {
		const before = this.settings;
		this.settings = meta;
		if (meta.snap && meta.snap !== before.snap) this.roll.setSnap(meta.snap);
		const tool = TOOL_OF_MODE[meta.mode ?? ""];
		if (tool && meta.mode !== before.mode) this.roll.setTool(tool, tool !== "select");
		if (meta.viewport_config) this.roll.scenery.setViewportConfig(meta.viewport_config);
		const spectrogram = meta.viewport_config?.showSpectrogram;
		if (typeof spectrogram === "boolean" && spectrogram !== before.viewport_config?.showSpectrogram) {
			void this.spectrogram.setShown(spectrogram);
		}
		if (meta.pixels_per_beat && before.pixels_per_beat && meta.pixels_per_beat !== before.pixels_per_beat) {
			this.roll.view.set({ pxPerTick: meta.pixels_per_beat / TICKS_PER_BEAT });
		}
	}

	peaks(peaks: Peaks | null): void {
		this.hasPeaks = peaks !== null;
		this.roll.scenery.setPeaks(peaks, this.settings.audio?.start_s ?? 0);
	}

	audio(file: FileRef | null, span: HandleMeta["audio"]): void {
		this.hasAudio = file !== null;
		this.#recorded = file ? this.#source(file, span) : null;
		this.#sung = file && !isExternal(file) ? { path: file.path, start_s: span?.start_s ?? 0 } : null;
		this.player.setAudio(this.#recorded);
		this.spectrogram.soundChanged(file, span?.start_s ?? 0);
		this.#hearEdits(file, span);
		if (file && this.settings.use_backend_audio) this.setMix({ notesOn: false, audioOn: true });
	}

	/** The first recording fetches what sings it otherwise. */
	#hearEdits(file: FileRef | null, span: HandleMeta["audio"]): void {
		this.#sound = [file, span];
		if (!this.#edited && !file) return;
		const fetched = this.#edited ? Promise.resolve() : this.#fetchEdited();
		fetched.then(() => this.#edited?.setSound(...this.#sound)).catch((error: unknown) => console.warn("gradio-pianoroll:", error));
	}

	/** Who edits what is sung wants to hear that. */
	#hearEdited(): void {
		if (this.mix.edited || !this.mix.audioOn) return;
		this.setMix({ edited: true });
		this.say(t("source.switchedToEdited"));
	}

	async #fetchEdited(): Promise<void> {
		const { EditedRecording } = await import("./hear/editedRecording");
		this.#edited ??= new EditedRecording(this.roll, {
			remote: () => this.remote(),
			changed: (edited, waiting) => Object.assign(transportOf(this.roll), { edited, waiting }),
			drawn: () => this.#hearEdited(),
			refused: (reason) => this.say(t("source.refused", { reason })),
		});
		this.player.setEdited(this.#edited.sound);
	}

	#source(file: FileRef, span: HandleMeta["audio"]): AudioSource {
		const own: typeof fetch = (url, init) => this.remote().fetch(String(url), init);
		const address = addressOf(file);
		return {
			url: isExternal(file) ? address : (this.remote().atHome?.(address) ?? address),
			fetch: isExternal(file) ? undefined : own,
			start_s: span?.start_s ?? 0,
			duration_s: span?.duration_s ?? 0,
			window: isExternal(file)
				? undefined
				: async (from_s, to_s) => (await import("./soundWindow")).soundWindow(this.remote(), file.path, from_s, to_s),
		};
	}

	problem(problem: Problem | null): void {
		this.message = problem ? t(`error.${problem.kind}`, { reason: reasonText(problem.reason) }) : "";
	}

	refused(): void {
		this.host?.warn(t("error.refused"));
	}

	soundLost(): void {
		this.host?.warn(t("error.soundLost"));
	}

	restored(sound: SoundStep | null): void {
		const { token, steps } = this.doc;
		if (steps.labels.at(-1) === RESTORE_STEP) this.#laid.set(token, [sound]);
		this.notice = t("restored");
	}

	/** The client may change from mount to mount, the exchange does not. Who asks while there is none is told by a rejection. */
	remote(): Remote {
		const current = (): Remote => {
			if (!this.host) throw new DetachedError("the roll is not on the page");
			return this.host.remote;
		};
		return {
			atHome: (url) => current().atHome?.(url) ?? url,
			fetch: async (url, init) => current().fetch(url, init),
			packed: async (file, signal) => (await current().packed?.(file, signal)) ?? null,
			arrived: async (state) => current().arrived(state),
			upload: async (bytes, name) => current().upload(bytes, name),
			sync: async (question) => current().sync(question),
			ask: async (name, question) => (await current().ask?.(name, question)) ?? null,
			spectrogram: async (sound) => {
				const asked = current().spectrogram?.(sound);
				if (!asked) throw new DetachedError("the roll is not on the page");
				return asked;
			},
		};
	}
}

const TOOL_OF_MODE: Record<string, "select" | "draw" | "erase" | "curve" | "knife"> = {
	select: "select",
	draw: "draw",
	create: "draw",
	erase: "erase",
	delete: "erase",
	curve: "curve",
	knife: "knife",
};

/** The session of this document when it is waiting for its component, else a fresh one. */
export function acquire(handle: Handle | null, place: string, keyed: boolean, host: SessionHost): Session {
	const waiting = sessions.find((session) => !session.host && session.waitsFor(handle, place, keyed));
	const session = waiting ?? new Session(place, handle?.meta);
	session.host = host;
	if (!waiting) sessions.push(session);
	return session;
}

/** For what is fetched on demand and knows the roll alone. */
export const sessionOf = (roll: Roll): Session => sessions.find((session) => session.roll === roll) as Session;

/** The component leaves the page; what sounds stops, what was edited waits. */
export function release(session: Session): void {
	session.live.dispose();
	if (session.player.state === "playing") session.player.pause();
	session.host = null;
	const idle = sessions.filter((other) => !other.host);
	for (const old of idle.slice(0, Math.max(0, idle.length - MAX_IDLE))) {
		sessions.splice(sessions.indexOf(old), 1);
		old.dispose();
	}
}
