/** Which document kept edits belong to, and how they come back to the page after a reload. */
import type { ScoreDocument } from "../score/document.ts";
import { OpError } from "../score/errors.ts";
import type { Op } from "../score/types.ts";
import { decodeLayers, streamOf } from "./decode.ts";
import type { EarlierEdits } from "./earlier.ts";
import { bareHandle, type Handle, type SoundStep } from "./handle.ts";
import type { UnsentEdits } from "./idb.ts";
import type { EarlyEdits, EditKeeper, KeptBase } from "./keeper.ts";
import { emptyBase } from "./outbox.ts";
import { readInto } from "./snapshotReader.ts";
import type { Stage } from "./stage.ts";
import { takeStash, takeWhole } from "./stash.ts";

/** The name of a first value that is none. */
export const NOTHING = "nothing";
/** What the step is called in the history. */
export const RESTORE_STEP = "restore";

/** What restoring does with the document on the page. */
type RestorerStage = Pick<Stage, "shown" | "begin" | "load" | "empty" | "takeRest" | "setSound">;

export class Restorer {
	/** Names the page's first value: all that is kept is kept under it, whatever has taken its place since. */
	#first = "";
	/** The sound that came back, and the one in whose place: undo takes it away again. */
	laid: SoundStep | null = null;
	/** The document of that value; another one may have the same content. */
	#firstDocument = "";
	/** Drawn on pages of this tab that went before the kept edits came; null before they are asked for. */
	#stashed: Op[] | null = null;
	/** Drawn on this page before they came, while another document is fetched for them. */
	#drawn: Op[] = [];
	readonly #doc: ScoreDocument;
	readonly #place: string;
	readonly #stage: RestorerStage;

	constructor(doc: ScoreDocument, place: string, stage: RestorerStage) {
		this.#doc = doc;
		this.#place = place;
		this.#stage = stage;
	}

	/** The page's first value was taken. Later ones change nothing, unless the page begins anew. */
	beganWith(name: string, document: string, isAnew: boolean): void {
		if (this.#first !== "" && !isAnew) return;
		this.#first = name;
		this.#firstDocument = document;
	}

	/** What edits that are kept now count from; null before there is anything. */
	keptBase(): KeptBase | null {
		if (this.#first === "") return null;
		const { shown } = this.#stage;
		const { rev, blob, snapshot, layers } = shown.outbox.base;
		const isFirst = snapshot === null && (blob === null ? this.#first === NOTHING : rev === this.#first);
		const handle = shown.baseHandle ?? bareHandle(this.#doc);
		const isFirstDocument = (shown.handle?.doc ?? "") === this.#firstDocument;
		const sound = isFirst && shown.hasOwnSound ? shown.sound : null;
		return { key: this.#key, handle, isFirst, snapshot, layers, isFirstDocument, isOpened: shown.isOpened && !isFirst, sound };
	}

	/** What would be lost if the page went now, before the kept edits are here. */
	earlyEdits(): EarlyEdits | null {
		if (this.#first === "") return null;
		this.#stashed ??= takeStash(this.#key);
		const ops = [...this.#stashed, ...this.#drawn, ...this.#doc.log()];
		return ops.length > 0 ? { key: this.#key, ops } : null;
	}

	/** True when edits were kept for this place and are part of the document now. Those that do not fit it are dropped. */
	async restore(keeper: EditKeeper): Promise<boolean> {
		this.#stashed ??= takeStash(this.#key);
		const whole = takeWhole(this.#key);
		try {
			const kept = await keeper.take(this.#key);
			// All was undone before the page went.
			const isNothing = whole !== null && whole.handle === null && whole.ops.length === 0;
			if (isNothing) keeper.forget(this.#key);
			const left = whole && { key: this.#key, savedAt: kept?.savedAt ?? 0, snapshot: null, ...whole };
			return await this.#show(keeper, isNothing ? null : (left ?? kept), this.#stashed);
		} catch (error) {
			console.warn("gradio-pianoroll: kept edits could not be shown.", error);
			if (error instanceof OpError) keeper.forget(this.#key);
			return false;
		} finally {
			this.#stashed = null;
			this.#drawn = [];
			// A page that went may come back from the browser's memory.
			takeStash(this.#key);
		}
	}

	async #show(keeper: EditKeeper, kept: UnsentEdits | null, stashed: Op[]): Promise<boolean> {
		if (!kept && stashed.length === 0) return false;
		const doc = this.#doc;
		const isElsewhere = Boolean(kept?.handle || kept?.snapshot);
		// What the user drew into the score before the kept ones came.
		const drawn = doc.log();
		if (kept && isElsewhere) {
			this.#drawn = drawn;
			for (const edits of earlierOf(kept)) await this.#showEarlier(keeper, edits, drawn.length > 0);
			await this.#showBase(kept);
			this.#drawn = [];
		}
		const isAlone = drawn.length === 0 && (!kept || stashed.length === 0);
		const ops = [...(kept?.ops ?? []), ...stashed];
		if (isAlone) doc.edit(ops, RESTORE_STEP);
		else doc.applyRemote(isElsewhere ? [...ops, ...drawn] : ops, doc.freshRev());
		if (kept?.sound) await this.#layUnder(kept.sound);
		return true;
	}

	/** The server may have lost it; what was done to the notes is here all the same. */
	async #layUnder(after: SoundStep["after"]): Promise<void> {
		this.laid = { before: this.#stage.shown.sound, after };
		await this.#stage.setSound(after).catch((error) => console.warn("gradio-pianoroll: a sound could not be shown.", error));
	}

	get #key(): string {
		return `${this.#place}|${this.#first}`;
	}

	/** A score that another one took the place of. The others do not wait for one that the server has lost. */
	async #showEarlier({ earlier }: EditKeeper, edits: EarlierEdits, hasDrawn: boolean): Promise<void> {
		const doc = this.#doc;
		try {
			if (edits.handle || edits.snapshot) await this.#showBase(edits);
			else if (hasDrawn) return;
			doc.edit(edits.ops, RESTORE_STEP);
			earlier.left(doc.token, edits);
		} catch (error) {
			console.warn("gradio-pianoroll: a score that was replaced could not be shown again.", error);
		}
	}

	/** The document that kept edits count from: one that an event or a handler had put in the place of the first. */
	async #showBase(kept: Pick<UnsentEdits, "handle" | "snapshot" | "layers">): Promise<void> {
		const stage = this.#stage;
		const handle = kept.handle ?? stage.shown.handle;
		if (kept.snapshot) await this.#showSnapshot(kept.snapshot, kept.layers ?? null, handle);
		else if (handle?.blob) await stage.load(handle, "undo");
		else stage.empty();
		// Also a handler's answer, as something was done to it: it is kept until Python has it.
		stage.shown.isOpened = true;
	}

	async #showSnapshot(snapshot: Uint8Array, layers: Uint8Array | null, handle: Handle | null): Promise<void> {
		const doc = this.#doc;
		const rev = doc.freshRev();
		const before = { curves: [...doc.curves.values()], segments: doc.segments };
		const begun = (): void => {
			const shown = this.#stage.begin(handle && { ...handle, rev });
			const { layers: _, ...files } = handle?.files ?? {};
			shown.outbox.setBase({ ...emptyBase(), rev, files, snapshot, layers });
			shown.pythonBase = rev;
		};
		await readInto(doc, streamOf(snapshot), { hash: rev, former: "undo", begun });
		doc.finish();
		const { curves, segments } = layers ? decodeLayers(layers.slice().buffer) : before;
		doc.setLayers(curves, segments);
		if (handle) await this.#stage.takeRest({ ...handle, rev });
	}
}

/** Earlier versions of the page kept only what was done to the first score. */
function earlierOf({ earlier, before = [] }: UnsentEdits): EarlierEdits[] {
	return earlier ?? (before.length > 0 ? [{ handle: null, snapshot: null, layers: null, ops: before }] : []);
}
