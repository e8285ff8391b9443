/** Plays a span as it would sound with a proposal in it, from a score of its own: nothing is changed for it. */
import { Player } from "../../engine/audio/player";
import { acceptOps } from "../../engine/interact/proposals/accepting";
import type { Roll } from "../../engine/roll";
import { ScoreDocument } from "../../engine/score/document";
import type { Proposal } from "../../engine/score/proposals";
import { rowsOf } from "../../engine/score/rows";

export class Rehearsal {
	readonly #roll: Roll;
	readonly #told: (playing: boolean) => void;
	#player: Player | null = null;

	constructor(roll: Roll, told: (playing: boolean) => void) {
		this.#roll = roll;
		this.#told = told;
	}

	/** Plays the span, or stops. */
	async toggle(proposal: Proposal, alternative: number): Promise<void> {
		if (this.#player) {
			this.stop();
			return;
		}
		const { player } = this.#roll;
		if (player?.state === "playing") player.pause();
		const [start, end] = proposal.span;
		const score = this.#scoreWith(proposal, alternative);
		const own = new Player(score, { onProblem: (reason) => this.#roll.hint(reason) });
		this.#player = own;
		own.seek(start);
		own.setRate(player?.rate ?? 1);
		own.subscribe((event) => {
			if (event.type === "ended" && this.#player === own) this.stop();
		});
		this.#told(true);
		await own.play();
		if (this.#player !== own) return;
		if (own.state !== "playing") this.stop();
		else if (score.endTick > end) this.#stopAt(own, end);
	}

	stop(): void {
		const player = this.#player;
		if (!player) return;
		this.#player = null;
		player.stop();
		void player.dispose();
		this.#told(false);
	}

	dispose(): void {
		this.stop();
	}

	/** What sounds in the span, and what is proposed for it. */
	#scoreWith(proposal: Proposal, alternative: number): ScoreDocument {
		const { doc } = this.#roll;
		const rows = rowsOf(doc.store, doc.index.slotsIn(...(proposal.span as [number, number])));
		const { tempos, signatures } = doc.tempo;
		const json = { tempos: [...tempos], signatures: [...signatures], tracks: doc.tracks, segments: [], curves: [] };
		const score = ScoreDocument.fromJson({ rows, ...json }, "rehearsal");
		score.edit(acceptOps(score, proposal, alternative, null), "proposal");
		return score;
	}

	/** Notes may ring on behind the span: it ends where that does. */
	#stopAt(own: Player, endTick: number): void {
		const check = (): void => {
			if (this.#player !== own) return;
			if (own.state !== "playing" || own.positionTick() >= endTick) this.stop();
			else setTimeout(check, CHECK_MS);
		};
		check();
	}
}

const CHECK_MS = 30;
