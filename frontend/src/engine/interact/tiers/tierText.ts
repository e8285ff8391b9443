/** A segment in numbers, as the readout and the status line tell it. */
import type { Segment } from "../../score/types.ts";

const clock = (time_s: number): string => {
	const ms = Math.round(time_s * 1000);
	const rest = Math.abs(ms) % 60_000;
	const sign = ms < 0 ? "\u2212" : "";
	return `${sign}${Math.floor(Math.abs(ms) / 60_000)}:${(rest / 1000).toFixed(3).padStart(6, "0")}`;
};

const signedDuration = (s: number): string => {
	const ms = Math.round(s * 1000);
	return `${ms > 0 ? "+" : ms < 0 ? "\u2212" : ""}${Math.abs(ms)} ms`;
};

/** Label and duration, then where it lies; what is not sure says how sure it is. */
export function segmentLines({ text, start, end, confidence }: Segment): string[] {
	const sure = typeof confidence === "number" ? ` · ${Math.round(confidence * 100)} %` : "";
	return [`${text || "–"} · ${Math.round((end - start) * 1000)} ms${sure}`, `${clock(start)}–${clock(end)}`];
}

/** `i | yo · 0:06.310`, and how far it has come. */
export function boundaryLines(before: Segment | undefined, after: Segment | undefined, at_s: number, moved_s: number): string[] {
	const lengths = [before, after].filter((one) => one !== undefined).map(({ start, end }) => `${Math.round((end - start) * 1000)} ms`);
	return [`${before?.text || "–"} | ${after?.text || "–"} · ${clock(at_s)}`, `${signedDuration(moved_s)} · ${lengths.join(" | ")}`];
}
