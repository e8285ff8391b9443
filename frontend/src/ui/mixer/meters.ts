/**
 * The meters of a roll: one clock moves all that are shown. It runs while something plays, and a little longer until all
 * have fallen; while nothing plays, or nobody looks, nothing runs and the sound is not measured.
 */
import type { Layer } from "../../engine/audio/mix";
import { FLOOR_DB, PeakMeter, shareOf } from "../../engine/audio/peakMeter";
import type { Roll } from "../../engine/roll";
import { t } from "../i18n/language.svelte";

/** A layer, or a track by its number. */
export type MeterKey = Layer | number;

const FRAME_MS = 33;
/** So often numbers are told; who wants less motion has the held peak alone, and no more often. */
const TEXT_MS = 500;

class Meters {
	readonly #roll: Roll;
	readonly #meters = new Map<MeterKey, PeakMeter>();
	readonly #shown = new Map<HTMLElement, MeterKey>();
	#isFollowing = false;
	#frame = 0;
	#painted_ms = 0;
	#told_ms = 0;

	constructor(roll: Roll) {
		this.#roll = roll;
	}

	/** Moves an element from now on, until the returned function is called. */
	show(element: HTMLElement, key: MeterKey): () => void {
		this.#shown.set(element, key);
		if (!this.#isFollowing) {
			// A roll has its player for life.
			this.#isFollowing = true;
			this.#roll.player?.subscribe(({ type }) => {
				if (type === "play") this.#start(true);
			});
		}
		if (this.#roll.player?.state === "playing") this.#start(false);
		else paint(element, this.#meterOf(key), true);
		return () => {
			this.#shown.delete(element);
		};
	}

	/** A clip that was seen is forgotten. */
	forgive(key: MeterKey): void {
		this.#meterOf(key).isClipped = false;
		this.#paint(true);
	}

	#meterOf(key: MeterKey): PeakMeter {
		let meter = this.#meters.get(key);
		if (!meter) {
			meter = new PeakMeter();
			this.#meters.set(key, meter);
		}
		return meter;
	}

	#start(afresh: boolean): void {
		if (afresh) for (const meter of this.#meters.values()) meter.reset();
		if (this.#shown.size === 0) return;
		this.#roll.player?.sounding?.graph.setMetering(true);
		if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#step);
	}

	readonly #step = (now_ms: number): void => {
		this.#frame = requestAnimationFrame(this.#step);
		if (now_ms - this.#painted_ms < FRAME_MS) return;
		this.#painted_ms = now_ms;
		const { player } = this.#roll;
		const peaks = player?.sounding?.graph.takePeaks();
		let isAtRest = true;
		for (const key of new Set(this.#shown.values())) {
			const meter = this.#meterOf(key);
			meter.feed((typeof key === "number" ? peaks?.tracks?.[key] : peaks?.[key]) ?? 0, now_ms / 1000);
			if (!meter.isAtRest) isAtRest = false;
		}
		const isOver = this.#shown.size === 0 || (isAtRest && player?.state !== "playing");
		const isTold = isOver || now_ms - this.#told_ms >= TEXT_MS;
		if (isTold) this.#told_ms = now_ms;
		if (isTold || !wantsStill()) this.#paint(isTold);
		if (!isOver) return;
		cancelAnimationFrame(this.#frame);
		this.#frame = 0;
		player?.sounding?.graph.setMetering(false);
	};

	#paint(isTold: boolean): void {
		for (const [element, key] of this.#shown) paint(element, this.#meterOf(key), isTold);
	}
}

const wantsStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** `isTold`: the text as well, which nobody can read faster. */
function paint(element: HTMLElement, meter: PeakMeter, isTold: boolean): void {
	const level_db = wantsStill() ? meter.held_db : meter.level_db;
	set(element, "--level", shareOf(level_db));
	set(element, "--held", shareOf(meter.held_db));
	if (!isTold) return;
	const db = Math.round(meter.held_db);
	const text = levelText(meter.held_db);
	element.classList.toggle("clipped", meter.isClipped);
	element.setAttribute("aria-valuenow", String(Math.min(0, db)));
	element.setAttribute("aria-valuetext", meter.isClipped ? t("mix.clipped", { level: text }) : text);
	element.dataset.level = meter.held_db <= FLOOR_DB ? "" : signed(db);
}

function set(element: HTMLElement, name: string, value: number): void {
	const text = value.toFixed(3);
	if (element.style.getPropertyValue(name) !== text) element.style.setProperty(name, text);
}

const signed = (db: number): string => String(db).replace("-", "−");

function levelText(db: number): string {
	return db <= FLOOR_DB ? t("mix.silent") : t("mix.level", { db: signed(Math.round(db)) });
}

const rolls = new WeakMap<Roll, Meters>();

export function metersOf(roll: Roll): Meters {
	let meters = rolls.get(roll);
	if (!meters) {
		meters = new Meters(roll);
		rolls.set(roll, meters);
	}
	return meters;
}
