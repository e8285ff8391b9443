/** Proposals of a session as the page shows them. Kept for a reload of this tab, as the value itself is. */
import { type Decision, ProposalHands } from "../../engine/interact/proposals/proposalHands";
import { Shelf } from "../../engine/interact/proposals/shelf";
import { latePainters } from "../../engine/render/latePainters";
import { drawProposals } from "../../engine/render/proposals";
import type { Roll } from "../../engine/roll";
import { type Proposal, readOffer } from "../../engine/score/proposals";
import { type Kept, keepOffer, keptOffer } from "./kept";
import { Rehearsal } from "./rehearsal";

export interface ProposedHost {
	readonly roll: Roll;
	readonly place: string;
	documentId(): string;
	isGrowing(): boolean;
	decided(event: "accept" | "reject", decision: Decision): void;
}

export class Proposed {
	list = $state.raw<readonly Proposal[]>([]);
	place = $state(0);
	alternative = $state(0);
	focus = $state(-1);
	/** What is proposed is being played. */
	hears = $state(false);
	readonly hands: ProposalHands;
	readonly #host: ProposedHost;
	readonly #rehearsal: Rehearsal;
	/** Of the page before this one, until its document is here. */
	#kept: Kept | null;

	constructor(host: ProposedHost) {
		this.#host = host;
		this.#kept = keptOffer(host.place);
		this.#rehearsal = new Rehearsal(host.roll, (playing) => (this.hears = playing));
		latePainters.proposals = drawProposals;
		this.hands = host.roll.withEditor(
			(editor) =>
				new ProposalHands(editor, {
					documentId: () => host.documentId(),
					isGrowing: () => host.isGrowing(),
					decided: (event, decision) => host.decided(event, decision),
					changed: () => this.#changed(),
					hear: (proposal, alternative) => void this.#rehearsal.toggle(proposal, alternative),
					hush: () => this.#rehearsal.stop(),
				}),
		);
		this.#changed();
	}

	/** What the page's own value says of them. */
	text(): string {
		return this.hands.text();
	}

	told(document: string, text: string | null | undefined): void {
		this.#bringBack(document);
		this.hands.told(document, text);
	}

	dispose(): void {
		this.#rehearsal.dispose();
		this.hands.dispose();
	}

	#changed(): void {
		const { hands } = this;
		if (this.#bringBack(this.#host.documentId())) return;
		this.list = hands.list;
		this.place = hands.place;
		this.alternative = hands.alternative;
		this.focus = hands.focus;
		const { shelf } = hands;
		if (!this.#kept) keepOffer(this.#host.place, { document: this.#host.documentId(), text: hands.text(), ended: shelf.ended });
	}

	#bringBack(document: string): boolean {
		const kept = this.#kept;
		if (!kept || !document) return false;
		this.#kept = null;
		if (kept.document !== document) return false;
		this.hands.restore(document, new Shelf(readOffer(kept.text).list, kept.ended));
		return true;
	}
}
