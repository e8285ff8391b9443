/** Files come in: dropped, pasted or chosen. Python's readers read them; what they hold is one step to undo. */
import { mount, unmount } from "svelte";
import type { FilePanel } from "../../engine/interact/panelCommands";
import { syllablesOf } from "../../engine/interact/syllables";
import type { Roll } from "../../engine/roll";
import { addedOps } from "../../engine/score/addedScore";
import { MAX_TRACKS } from "../../engine/score/types";
import type { Handle, Sound } from "../../engine/transport/handle";
import { scratchOf } from "../../engine/transport/scratch";
import { barsText } from "../../engine/view/position";
import { formatCount, t } from "../i18n/language.svelte";
import { reasonText } from "../reasons";
import { type Session, sessionOf } from "../session.svelte";
import { contentText, hasNotes } from "./content";
import DropVeil from "./DropVeil.svelte";
import FileCard from "./FileCard.svelte";
import { focusNotes } from "./focusNotes";
import { foreignFile } from "./foreignFile";

/** What the server function `opened` answers. */
interface Song {
	kind: "score";
	handle: Handle;
	warnings: string[];
}
type Opened = Song | ({ kind: "sound"; warnings: string[] } & Sound) | { kind: "lyrics"; warnings: string[] };

/** A browser tells of a drag many times a second, and of its end outside of the window not at all. */
const GONE_AFTER_MS = 600;
const ACCEPT =
	".mid,.midi,.kar,.rmi,.musicxml,.xml,.mxl,.abc,.json,.csv,.textgrid,.lab,.eaf,.srt,.vtt,.lrc,.jams,.f0,.pitch,.pitchtier,.svl,.sv,.ton,.npy,.npz,.ds,.ustx,.ust,.vvproj,.txt,audio/*";

const ARIRANG = "Arirang";

const veils = new WeakMap<HTMLElement, () => void>();

/** Files are over the roll. */
export function dragged(root: HTMLElement, roll: Roll): void {
	const after = veils.get(root);
	if (after) {
		after();
		return;
	}
	const veil = mount(DropVeil, { target: root, props: { readOnly: roll.readOnly } });
	let timer: ReturnType<typeof setTimeout>;
	const end = (): void => {
		clearTimeout(timer);
		veils.delete(root);
		root.removeEventListener("dragleave", leave);
		root.removeEventListener("drop", end);
		void unmount(veil);
	};
	const leave = (event: DragEvent): void => {
		if (!root.contains(event.relatedTarget as Node | null)) end();
	};
	const wait = (): void => {
		clearTimeout(timer);
		timer = setTimeout(end, GONE_AFTER_MS);
	};
	wait();
	veils.set(root, wait);
	root.addEventListener("dragleave", leave);
	root.addEventListener("drop", end);
}

/** Files that were dropped, pasted or chosen. A page may take them itself: it prevents `pianoroll-files`. */
export async function take(root: HTMLElement, roll: Roll, files: readonly File[]): Promise<void> {
	const [file] = files;
	if (!file) return;
	// The keys go on here: the next one may be undo.
	focusNotes(root);
	if (roll.readOnly) {
		roll.say("readOnly");
		return;
	}
	const asking = new CustomEvent("pianoroll-files", { bubbles: true, cancelable: true, composed: true, detail: { files: [...files] } });
	if (!root.dispatchEvent(asking)) return;
	await open(root, sessionOf(roll), file.name, file);
	if (files.length > 1) roll.hint(t("files.onlyFirst", { name: file.name, count: files.length - 1 }));
}

/** Text or files of the clipboard that are not notes which were copied in a roll. */
export async function pasted(root: HTMLElement, roll: Roll, text: string, files: readonly File[]): Promise<void> {
	const file = files[0] ?? foreignFile(text, t("files.pastedName"));
	if (file) await take(root, roll, [file]);
	else if (roll.readOnly) roll.say("readOnly");
	else sing(roll, text);
}

/** A command. */
export async function asked(root: HTMLElement, roll: Roll, panel: FilePanel): Promise<void> {
	if (panel === "openExample") {
		focusNotes(root);
		await open(root, sessionOf(roll), ARIRANG, null);
		return;
	}
	if (panel !== "openFile") {
		const { openExport } = await import("../export/openExport");
		openExport(root, sessionOf(roll), panel);
		return;
	}
	const input = Object.assign(document.createElement("input"), { type: "file", accept: ACCEPT });
	input.addEventListener("change", () => void take(root, roll, [...(input.files ?? [])]));
	input.click();
}

/** A text onto the selected notes. */
function sing(roll: Roll, text: string): void {
	const count = roll.doc.selection.size;
	if (count === 0) {
		roll.hint(t("files.noLyrics"));
		return;
	}
	const pieces = syllablesOf(text);
	roll.lyrics.beginAll();
	roll.lyrics.commitAll(pieces);
	const rest = Math.abs(pieces.length - count);
	const key = rest === 0 ? "lyrics" : pieces.length > count ? "lyricsMore" : "lyricsLess";
	roll.hint(t(`files.${key}`, { count: Math.min(count, pieces.length), rest }));
}

/** In UTF-8, in UTF-16 that says so, or in the encoding of Korean systems of before. */
async function textOf(file: File): Promise<string> {
	const bytes = await file.arrayBuffer();
	const [first, second] = new Uint8Array(bytes);
	if (first + second === 0xff + 0xfe) return new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch (error) {
		if (!(error instanceof TypeError)) throw error;
		return new TextDecoder("euc-kr").decode(bytes);
	}
}

/** A file that comes while another is read, or is asked about, has its turn after it. */
const turns = new WeakMap<Session, Promise<void>>();
type Choice = "replace" | "add" | null;
const cards = new WeakMap<Session, { place: Element; answer: (choice: Choice) => void }>();

/** Without a file: the song that the package brings along. */
function open(root: HTMLElement, session: Session, name: string, file: File | null): Promise<void> {
	// A card that went with its place on the page gets no answer.
	const card = cards.get(session);
	if (card && !card.place.isConnected) card.answer(null);
	const turn = (turns.get(session) ?? Promise.resolve()).then(() => openNow(root, session, name, file));
	turns.set(session, turn);
	return turn;
}

async function openNow(root: HTMLElement, session: Session, name: string, file: File | null): Promise<void> {
	const { roll } = session;
	try {
		const answer = await readBy(session, name, file);
		if (answer.kind === "lyrics") sing(roll, await textOf(file as File));
		else if (answer.kind === "sound") {
			const { audio, peaks, span, warnings } = answer;
			session.layUnder({ audio, peaks, span });
			roll.hint([t("files.sound", { name }), ...warnings].join(" "));
		} else if (isEmpty(roll)) await replace(session, answer, name);
		else {
			const other = await scratchOf(session.remote(), answer.handle);
			session.reading = null;
			await choose(root, session, name, answer, other);
		}
	} catch (error) {
		roll.hint(t("files.cannot", { reason: reasonText(reasonOf(error)) }));
	} finally {
		session.reading = null;
	}
}

/** Uploads a file, and has it read. */
async function readBy(session: Session, name: string, file: File | null): Promise<Opened> {
	const remote = session.remote();
	session.reading = { fraction: null, text: t("files.sending", { name }) };
	const asked = file ? { path: (await remote.upload(file, name)).path, name } : { example: true };
	session.reading = { fraction: null, text: t("files.reading", { name }) };
	const answer = await remote.ask?.<Opened | { refused: string }>("opened", asked);
	if (!answer) throw new Error("the server gave no answer");
	if ("refused" in answer) throw new Error(answer.refused);
	return answer;
}

function reasonOf(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error);
	// Gradio's client says this before it sends anything.
	const limit = /maximum allowed size of (\d+) bytes/.exec(message);
	return limit ? t("files.limit", { limit: `${formatCount(Math.round(Number(limit[1]) / 1e6))} MB` }) : message;
}

const isEmpty = ({ doc }: Roll): boolean => doc.store.size === 0 && doc.curves.size === 0 && doc.segments.length === 0;

async function replace(session: Session, { handle, warnings }: Song, name: string): Promise<void> {
	await session.sync.open(handle);
	const done = t("files.opened", { name, content: contentText(session.doc, t, formatCount) });
	session.roll.hint([done, ...warnings].join(" "));
}

function add(session: Session, name: string, other: Awaited<ReturnType<typeof scratchOf>>, { warnings }: Song): void {
	const { doc, roll, player } = session;
	// Labels and curves of a recording stay where they are in it.
	const tick = hasNotes(other) ? Math.max(0, Math.round(player.positionTick())) : 0;
	const count = Math.max(1, doc.tracks.length) + Math.max(1, other.tracks.length);
	if (count > MAX_TRACKS) {
		roll.hint(t("files.tooManyTracks", { most: MAX_TRACKS, count }));
		return;
	}
	const isAdded = roll.edit(addedOps(doc, other, tick), "paste");
	if (!isAdded) return;
	const values = { name, content: contentText(other, t, formatCount), position: barsText(tick, doc.tempo) };
	roll.hint([t("files.added", values), ...warnings].join(" "));
}

/** Resolves when it has been chosen, and done. */
async function choose(
	root: HTMLElement,
	session: Session,
	name: string,
	answer: Song,
	other: Awaited<ReturnType<typeof scratchOf>>,
): Promise<void> {
	const { doc, player } = session;
	const place = root.querySelector(".body") ?? root;
	let card: ReturnType<typeof mount> | undefined;
	const choice = await new Promise<Choice>((onchoose) => {
		const position = hasNotes(other) ? barsText(Math.max(0, Math.round(player.positionTick())), doc.tempo) : undefined;
		const content = contentText(other, t, formatCount);
		card = mount(FileCard, { target: place, props: { name, warnings: answer.warnings, content, position, onchoose } });
		cards.set(session, { place, answer: onchoose });
	});
	if (card) void unmount(card);
	// After the card has given the focus back to where it was before.
	requestAnimationFrame(() => focusNotes(root));
	if (choice === "replace") await replace(session, answer, name);
	else if (choice === "add") add(session, name, other, answer);
}
