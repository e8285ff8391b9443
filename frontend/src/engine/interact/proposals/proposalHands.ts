/** What keys, buttons and the pointer mean for a proposal: look at another alternative, hear, accept, reject, whole or note by note. */
import { type Proposal, readOffer, writeOffer } from "../../score/proposals.ts";
import type { NoteRows } from "../../score/types.ts";
import type { Ghosts, ProposalView } from "../../state/proposalView.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../rawPointer.ts";
import { inLanguage } from "../words.ts";
import { acceptOps } from "./accepting.ts";
import { Shelf } from "./shelf.ts";

/** What an `accept` or `reject` event says. */
export interface Decision {
	id: string;
	name: string;
	alternative: number;
	label: string;
	/** Notes. */
	count: number;
	whole: boolean;
}

export interface ProposalHost {
	/** Names the document that is shown; empty before it has a name. */
	documentId(): string;
	decided(event: "accept" | "reject", decision: Decision): void;
	/** Whether a handler is at work that may go on with it. */
	isGrowing(): boolean;
	/** Something else is shown now. */
	changed(): void;
	/** Plays the score as it would be, or stops. */
	hear(proposal: Proposal, alternative: number): void;
	hush(): void;
}

export const PROPOSAL_COMMANDS = [
	"acceptProposal",
	"rejectProposal",
	"nextAlternative",
	"previousAlternative",
	"nextProposal",
	"hearProposal",
	"nextGhost",
	"previousGhost",
	"acceptGhost",
	"rejectGhost",
] as const;
type ProposalCommand = (typeof PROPOSAL_COMMANDS)[number];

const REACH_PX = 3;

export class ProposalHands {
	readonly #editor: EditorContext;
	readonly #host: ProposalHost;
	readonly #shelves = new Map<string, Shelf>();
	#active = "";
	/** By proposal, which alternative is looked at. */
	readonly #looked = new Map<string, number>();
	focus = -1;
	readonly #unsubscribe: () => void;

	constructor(editor: EditorContext, host: ProposalHost) {
		this.#editor = editor;
		this.#host = host;
		editor.proposals = this;
		this.#unsubscribe = editor.doc.subscribe(({ origin, parts }) => {
			if (origin === "undo" || origin === "redo") {
				if (!this.shelf.turned(editor.doc.steps.done, origin === "undo") && !parts.has("reset")) return;
				this.focus = -1;
			} else if (origin !== "load") return;
			this.#show();
		});
	}

	dispose(): void {
		this.#unsubscribe();
		this.#editor.proposals = null;
		this.#editor.scene.proposals = null;
	}

	get shelf(): Shelf {
		return this.#shelfOf(this.#host.documentId());
	}

	get list(): readonly Proposal[] {
		return this.shelf.list;
	}

	/** The proposal that is meant; null for none. */
	get active(): Proposal | null {
		return this.list[this.place] ?? null;
	}

	/** Its place in the list. */
	get place(): number {
		return Math.max(
			0,
			this.list.findIndex(({ id }) => id === this.#active),
		);
	}

	get alternative(): number {
		return this.active ? this.#alternativeOf(this.active) : 0;
	}

	get rows(): NoteRows | null {
		return this.active?.alternatives[this.alternative].rows ?? null;
	}

	/** As the page's own value has it. */
	text(): string {
		return writeOffer(this.list);
	}

	/** A value that came for a document. */
	told(document: string, text: string | null | undefined): void {
		const offer = readOffer(text);
		const former = this.#focused();
		const shelf = this.#shelfOf(document);
		const known = new Set(shelf.list.map(({ id }) => id));
		shelf.take(offer);
		const fresh = shelf.list.find(({ id }) => !known.has(id));
		if (fresh) this.#active = fresh.id;
		this.#refocus(former);
		this.#show();
	}

	/** What was kept for a document by the page before this one. */
	restore(document: string, shelf: Shelf): void {
		this.#shelves.set(document, shelf);
		this.#show();
	}

	/** True where it did what was asked. */
	does(command: string): boolean {
		if (command === "letGo" && this.focus >= 0) {
			this.point(-1);
			return true;
		}
		if (!(PROPOSAL_COMMANDS as readonly string[]).includes(command) || !this.active) return false;
		this.#do(command as ProposalCommand, this.active);
		return true;
	}

	/** A press on a ghost points at it, with Alt it is rejected; false where there is none. */
	press(raw: RawPointer): boolean {
		if (raw.place !== "notes" || raw.button !== 0 || raw.mod || raw.shift) return false;
		const row = this.#rowAt(raw);
		if (row < 0) return false;
		this.point(row);
		if (raw.alt) this.does("rejectGhost");
		else this.#tap(row);
		return true;
	}

	/** A double press takes it. */
	doublePress(raw: RawPointer): boolean {
		const row = raw.place === "notes" && !raw.alt ? this.#rowAt(raw) : -1;
		if (row < 0) return false;
		this.point(row);
		return this.does("acceptGhost");
	}

	/** Whether there is a ghost under the pointer. */
	isOver(raw: RawPointer): boolean {
		return raw.place === "notes" && this.#rowAt(raw) >= 0;
	}

	point(row: number): void {
		this.focus = row;
		this.#show();
	}

	#do(command: ProposalCommand, proposal: Proposal): void {
		if (command === "acceptProposal") this.#accept(proposal, null);
		else if (command === "rejectProposal") this.#reject(proposal, null);
		else if (command === "nextAlternative") this.#look(proposal, 1);
		else if (command === "previousAlternative") this.#look(proposal, -1);
		else if (command === "nextProposal") this.#next();
		else if (command === "hearProposal") this.#host.hear(proposal, this.alternative);
		else if (command === "nextGhost") this.#step(1);
		else if (command === "previousGhost") this.#step(-1);
		else if (this.focus < 0) this.#editor.tellOf(inLanguage(POINT_FIRST));
		else if (command === "acceptGhost") this.#accept(proposal, [this.focus]);
		else this.#reject(proposal, [this.focus]);
	}

	#accept(proposal: Proposal, rows: readonly number[] | null): void {
		const editor = this.#editor;
		const { alternative } = this;
		const ops = acceptOps(editor.doc, proposal, alternative, rows);
		const label = rows === null ? "proposal" : "proposal.note";
		if (ops.length === 0) {
			editor.tellOf(inLanguage(EMPTY));
			return;
		}
		if (!editor.edit(ops, label)) return;
		this.#settle("accept", proposal, rows, editor.doc.steps.done);
	}

	#reject(proposal: Proposal, rows: readonly number[] | null): void {
		if (this.#editor.readOnly) this.#editor.say("readOnly");
		else this.#settle("reject", proposal, rows, null);
	}

	#settle(event: "accept" | "reject", proposal: Proposal, rows: readonly number[] | null, step: number | null): void {
		const { alternative, focus } = this;
		const { name, rows: all } = proposal.alternatives[alternative];
		this.shelf.settle(proposal, alternative, rows, step, rows !== null && this.#host.isGrowing());
		const whole = !this.list.some(({ id }) => id === proposal.id);
		const left = this.rows?.onset.length ?? 0;
		this.focus = whole || rows === null ? -1 : Math.min(focus, left - 1);
		if (whole) this.#host.hush();
		this.#show();
		const count = rows?.length ?? all.onset.length;
		this.#host.decided(event, { id: proposal.id, name: proposal.name, alternative, label: name, count, whole });
	}

	#look(proposal: Proposal, by: 1 | -1): void {
		const count = proposal.alternatives.length;
		this.#looked.set(proposal.id, (this.alternative + by + count) % count);
		this.focus = -1;
		this.#host.hush();
		this.#show();
	}

	#next(): void {
		const { list } = this;
		this.#active = list[(this.place + 1) % list.length].id;
		this.focus = -1;
		const [start, end] = list[this.place].span;
		this.#editor.view.reveal(start, end, this.rows?.pitch[0] ?? 60);
		this.#show();
	}

	#step(by: 1 | -1): void {
		const { rows } = this;
		const count = rows?.onset.length ?? 0;
		if (!rows || count === 0) return;
		const row = this.focus < 0 ? (by > 0 ? 0 : count - 1) : (this.focus + by + count) % count;
		this.#editor.view.reveal(rows.onset[row], rows.onset[row] + rows.duration[row], rows.pitch[row]);
		this.point(row);
		this.#tap(row);
	}

	#tap(row: number): void {
		const { rows } = this;
		if (rows) this.#editor.tap(rows.pitch[row], rows.velocity[row], rows.track[row]);
	}

	/** The shortest of the notes under the pointer: what lies over a long one can be reached. */
	#rowAt(raw: RawPointer): number {
		const { rows } = this;
		if (!rows) return -1;
		const { view } = this.#editor;
		const pitch = view.rowAt(raw.y_px);
		const slack = REACH_PX / view.pxPerTick;
		const tick = view.tickAt(raw.x_px);
		let found = -1;
		for (let row = 0; row < rows.onset.length; row++) {
			if (rows.pitch[row] !== pitch || tick < rows.onset[row] - slack || tick > rows.onset[row] + rows.duration[row] + slack) continue;
			if (found < 0 || rows.duration[row] < rows.duration[found]) found = row;
		}
		return found;
	}

	#alternativeOf({ id, alternatives }: Proposal): number {
		return Math.min(this.#looked.get(id) ?? 0, alternatives.length - 1);
	}

	#shelfOf(document: string): Shelf {
		const found = this.#shelves.get(document) ?? new Shelf();
		this.#shelves.set(document, found);
		return found;
	}

	/** A growing alternative has its notes in order of time: the one that is pointed at may stand elsewhere now. */
	#focused(): [string, number, number] | null {
		const { active, rows, focus } = this;
		return active && rows && focus >= 0 ? [active.id, rows.onset[focus], rows.pitch[focus]] : null;
	}

	#refocus(former: [string, number, number] | null): void {
		const { active, rows } = this;
		this.focus = -1;
		if (!former || !rows || active?.id !== former[0]) return;
		this.focus = rows.onset.findIndex((onset, row) => onset === former[1] && rows.pitch[row] === former[2]);
	}

	#show(): void {
		const { list, place: active, focus } = this;
		const shown = list.map((proposal) => this.#ghostsOf(proposal));
		this.#editor.scene.proposals = list.length > 0 ? ({ shown, active, focus } satisfies ProposalView) : null;
		this.#editor.changed("gesture");
		this.#host.changed();
	}

	#ghostsOf(proposal: Proposal): Ghosts {
		const [startTick, endTick] = proposal.span;
		const goes: number[] = [];
		const { replaces } = proposal;
		for (let i = 0; i < replaces.length; i += 2) {
			for (let n = 0; n < replaces[i + 1]; n++) {
				const slot = this.#editor.doc.store.slotOf(replaces[i] + n);
				if (slot >= 0) goes.push(slot);
			}
		}
		return { startTick, endTick, rows: proposal.alternatives[this.#alternativeOf(proposal)].rows, goes };
	}
}

const POINT_FIRST = {
	en: "Point at a proposed note first: click it, or press W.",
	ko: "먼저 제안된 음표 하나를 고르세요. 클릭하거나 W를 누르세요.",
};
const EMPTY = { en: "There is nothing to accept yet.", ko: "아직 받아들일 음표가 없습니다." };
