/** Shows what is being sung while it is sung: the score grows, the playhead goes along, and the rows follow the voice. */
import type { LiveLayer } from "../state/liveLayer.ts";
import type { Scene } from "../state/scene.ts";
import { pitchOfHz } from "../view/pitch.ts";
import type { Playhead } from "./playhead.ts";
import type { Renderer } from "./renderer.ts";

/** Rows that are kept between a voice that is followed and the edge. */
const MARGIN_ROWS = 3;

export class LiveView {
	readonly #scene: Scene;
	readonly #renderer: Renderer;
	readonly #playhead: Playhead;

	constructor(scene: Scene, renderer: Renderer, playhead: Playhead) {
		this.#scene = scene;
		this.#renderer = renderer;
		this.#playhead = playhead;
	}

	/** With null the take is over, and the playhead goes back to `restTick`. */
	show(layer: LiveLayer | null, follow: boolean, restTick: number): void {
		const { view, doc } = this.#scene;
		this.#scene.live = layer;
		view.setEndTick(layer ? Math.max(doc.endTick, layer.nowTick) : doc.endTick);
		this.#playhead.show(layer ? layer.nowTick : restTick);
		if (layer && follow) this.#revealSung(layer);
		this.#renderer.changed("gesture");
	}

	/** A voice that leaves the rows in sight is followed, once it is sure. */
	#revealSung(layer: LiveLayer): void {
		const pitch = Math.round(pitchOfHz(layer.f0_hz[layer.finalLength - 1] ?? Number.NaN));
		if (!(pitch >= 0 && pitch <= 127)) return;
		const { view } = this.#scene;
		const rows = view.height_px / view.row_px;
		if (pitch > view.topPitch - 0.5) view.set({ topPitch: pitch + MARGIN_ROWS });
		else if (pitch < view.topPitch - rows + 0.5) view.set({ topPitch: pitch + rows - MARGIN_ROWS });
	}
}
