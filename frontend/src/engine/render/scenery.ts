/** What a roll shows around the notes, and in which words and colours: told by the shell, part of no document. */
import type { Peaks } from "../score/peaks.ts";
import type { Spectrogram } from "../score/spectrogram.ts";
import type { Scene, ViewportConfig } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import type { TimeUnit } from "../view/position.ts";
import type { Renderer } from "./renderer.ts";

export class Scenery {
	readonly #scene: Scene;
	readonly #renderer: Renderer;

	constructor(scene: Scene, renderer: Renderer) {
		this.#scene = scene;
		this.#renderer = renderer;
	}

	setTheme(theme: Theme): void {
		this.#scene.theme = theme;
		this.#renderer.themeChanged();
	}

	setViewportConfig(config: ViewportConfig): void {
		this.#scene.config = config;
		this.#renderer.changed("notes");
	}

	/** How the ruler counts. */
	setTimeUnit(unit: TimeUnit): void {
		this.#scene.timeUnit = unit;
		this.#renderer.changed("tempo");
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

	/** Name of a drum; null where the key is a pitch, or has no name. */
	keyName(pitch: number): string | null {
		return this.#scene.keyName?.(pitch) ?? null;
	}

	/** What keys are called where they are no pitches but drums, with null for keys that have no name; null where they are. */
	setKeyName(keyName: ((pitch: number) => string | null) | null): void {
		this.#scene.keyName = keyName;
		this.#renderer.changed("keys");
	}

	/** The waveform, and where in the score it begins. */
	setPeaks(peaks: Peaks | null, start_s = 0): void {
		this.#scene.peaks = peaks;
		this.#scene.peaksStart_s = start_s;
		const { view, doc } = this.#scene;
		view.setSoundTick(peaks ? Math.ceil(doc.tempo.ticksAt(Math.max(0, start_s + peaks.duration_s))) : 0);
		this.#renderer.changed("sound");
	}

	get showsSpectrogram(): boolean {
		return this.#scene.spectrogram !== null;
	}

	/** What was heard, behind the notes, and where in the score it begins. */
	setSpectrogram(picture: Spectrogram | null, start_s = 0): void {
		this.#scene.spectrogram = picture;
		this.#scene.spectrogramStart_s = start_s;
		this.#renderer.changed("spectrogram");
	}
}
