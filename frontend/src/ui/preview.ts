/** A score as a handful of bars, for a list of examples. */
export interface Bar {
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface Preview {
	bars: Bar[];
	text: string;
}

const WIDTH = 96;
const HEIGHT = 36;
const MARGIN = 3;
/** More would only be a smear at this size. */
const MAX_BARS = 160;
const FEWEST_ROWS = 10;

type Span = [start: number, duration: number, pitch: number];

/** Reads what `process_example` gives (`{notes: [[start, duration, pitch], …], text}`), a score's dict form, or a text. */
export function previewOf(value: unknown): Preview {
	if (typeof value === "string") return { bars: [], text: fileName(value) };
	if (typeof value !== "object" || value === null) return { bars: [], text: "" };
	const { notes, text, title } = value as { notes?: unknown; text?: unknown; title?: unknown };
	const spans = Array.isArray(notes) ? notes.map(spanOf).filter((span) => span !== null) : [];
	const shown = spans.length > MAX_BARS ? spans.slice(0, MAX_BARS) : spans;
	const words = [text, title].find((candidate) => typeof candidate === "string" && candidate !== "");
	return { bars: barsOf(shown), text: typeof words === "string" ? words : "" };
}

const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;

function spanOf(note: unknown): Span | null {
	const { start, duration, pitch } = (note ?? {}) as { start?: unknown; duration?: unknown; pitch?: unknown };
	const span = Array.isArray(note) ? note.slice(0, 3) : [start, duration, pitch];
	return span.length === 3 && span.every((part) => typeof part === "number" && Number.isFinite(part)) ? (span as Span) : null;
}

function barsOf(spans: Span[]): Bar[] {
	if (spans.length === 0) return [];
	let [first, last, low, high] = [Infinity, -Infinity, 127, 0];
	for (const [start, duration, pitch] of spans) {
		first = Math.min(first, start);
		last = Math.max(last, start + duration);
		low = Math.min(low, pitch);
		high = Math.max(high, pitch);
	}
	const rows = Math.max(FEWEST_ROWS, high - low + 1);
	const top = high + (rows - (high - low + 1)) / 2;
	const scaleX = (WIDTH - 2 * MARGIN) / Math.max(1e-9, last - first);
	const scaleY = (HEIGHT - 2 * MARGIN) / rows;
	return spans.map(([start, duration, pitch]) => ({
		x: MARGIN + (start - first) * scaleX,
		y: MARGIN + (top - pitch) * scaleY,
		width: Math.max(1, duration * scaleX - 0.4),
		height: Math.max(1.2, scaleY - 0.3),
	}));
}
