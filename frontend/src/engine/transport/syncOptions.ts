/** Whom a document in step with its value tells what, and what it needs to know of its place. */
import type { Peaks } from "../score/peaks.ts";
import type { FileRef, HandleMeta, SoundStep } from "./handle.ts";
import type { UnsentStore } from "./idb.ts";
import type { Problem } from "./problems.ts";

export interface SyncListener {
	/** The revision changed by a gesture or by Python; once for each. */
	changed(): void;
	meta(meta: HandleMeta): void;
	peaks(peaks: Peaks | null): void;
	audio(file: FileRef | null, span: HandleMeta["audio"]): void;
	problem(problem: Problem | null): void;
	/** What was kept is here again, with the sound that came with it. */
	restored(sound: SoundStep | null): void;
	/** The server answers but knows of no event that carried the last state: it did not take it. */
	refused(): void;
	/** Neither the server nor this browser has the recorded sound any more. */
	soundLost(): void;
}

/** Whoever watches for the moment when the host has lost its server and is about to load the page again by itself. */
export interface ReconnectWatch {
	/** Looks at what has not been told yet: the page is being left. */
	flush(): void;
	stop(): void;
}

export interface SyncOptions {
	listener: SyncListener;
	watchReconnects(onReconnect: () => void): ReconnectWatch;
	unsent: UnsentStore;
	/** Whether somebody may edit here: where nobody may there is nothing to take back, and nothing to keep. */
	isEditable(): boolean;
	/** Whether the page begins with its first value whatever Python has by now: then all that comes is kept. */
	keepsAll?(): boolean;
	/** Tells this roll from others whose value has the same content: the page and the place on it. */
	place: string;
}
