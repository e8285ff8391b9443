/** Commands of the ruler and of practising: marks, loop ends, metronome, speed, how time is shown. */
import type { MarkKind } from "../score/ruling.ts";
import type { EditorContext } from "./editorContext.ts";

/** What the shell is asked to do, or has to read again. */
export type RulerAsk = MarkKind | "position" | "timeUnit" | "source" | "compare" | "mixer" | "practice" | "preRoll" | "noMarker";

/** The player, as far as practising goes. */
export interface Practice {
	readonly metronome: boolean;
	setMetronome(on: boolean): void;
	readonly rate: number;
	setRate(rate: number): void;
	preRollBars: number;
}

export interface RulerHost {
	editor: EditorContext;
	/** Absent where there is no shell. */
	askRuler?(what: RulerAsk): void;
	practice?(): Practice | null;
}

/** Speeds that keys step through. */
export const RATES = [0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;

const MAX_PRE_ROLL_BARS = 2;

export function rulerCommands(host: RulerHost) {
	const { editor } = host;
	const ask = (what: RulerAsk) => () => host.askRuler?.(what);
	const add = (kind: MarkKind) => () => {
		if (editor.readOnly) editor.say("readOnly");
		else host.askRuler?.(kind);
	};
	const practise =
		(change: (practice: Practice) => void, told: RulerAsk = "practice") =>
		() => {
			const practice = host.practice?.();
			if (!practice) return editor.say("noPlayer");
			change(practice);
			host.askRuler?.(told);
		};
	return {
		addMarker: add("marker"),
		addTempo: add("tempo"),
		addMeter: add("meter"),
		addKey: add("key"),
		nextMarker: () => toMarker(host, 1),
		previousMarker: () => toMarker(host, -1),
		loopStart: () => setLoopEdge(editor, 0),
		loopEnd: () => setLoopEdge(editor, 1),
		toggleMetronome: practise((player) => player.setMetronome(!player.metronome)),
		faster: practise((player) => player.setRate(RATES.find((rate) => rate > player.rate + 1e-6) ?? player.rate)),
		slower: practise((player) => player.setRate([...RATES].reverse().find((rate) => rate < player.rate - 1e-6) ?? player.rate)),
		normalSpeed: practise((player) => player.setRate(1)),
		nextPreRoll: practise((player) => {
			player.preRollBars = (player.preRollBars + 1) % (MAX_PRE_ROLL_BARS + 1);
		}, "preRoll"),
		goToPosition: ask("position"),
		nextTimeUnit: ask("timeUnit"),
		nextSource: ask("source"),
		compareSources: ask("compare"),
		mixer: ask("mixer"),
	};
}

function toMarker(host: RulerHost, direction: 1 | -1): void {
	const { editor } = host;
	const { markers } = editor.doc;
	if (markers.length === 0) {
		host.askRuler?.("noMarker");
		return;
	}
	const at = Math.round(editor.positionTick());
	const ticks = markers.map((marker) => marker[0]);
	const target = direction > 0 ? ticks.find((tick) => tick > at) : [...ticks].reverse().find((tick) => tick < at);
	if (target === undefined) return;
	editor.seek(target);
	const { view } = editor;
	if (target < view.scrollTick || target > view.endVisibleTick) view.set({ scrollTick: target - (0.1 * view.width_px) / view.pxPerTick });
}

/** The other end stays; without a loop, or when it would end before it begins, a bar is taken. */
function setLoopEdge(editor: EditorContext, edge: 0 | 1): void {
	const at = Math.round(editor.positionTick());
	const { tempo } = editor.doc;
	const { bar } = tempo.barAt(at);
	const bar_ticks = tempo.barStart(bar + 1) - tempo.barStart(bar);
	const { loop } = editor;
	if (edge === 0) editor.setLoop([at, loop && loop[1] > at ? loop[1] : at + bar_ticks]);
	else if (at > 0) editor.setLoop([loop && loop[0] < at ? loop[0] : Math.max(0, at - bar_ticks), at]);
}
