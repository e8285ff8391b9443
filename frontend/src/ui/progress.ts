/** Gradio's loading status, as far as the roll shows it. */
export interface Progress {
	/** 0 to 1, null when nobody knows. */
	fraction: number | null;
	text: string;
}

interface Step {
	progress?: number | null;
	index?: number | null;
	length?: number | null;
	desc?: string | null;
}

interface LoadingStatus {
	status?: string | null;
	show_progress?: string | null;
	type?: string | null;
	progress?: Step[] | null;
}

const BUSY = new Set(["pending", "generating"]);

export function progressOf(status: LoadingStatus | null | undefined): Progress | null {
	if (!status || !BUSY.has(status.status ?? "") || status.show_progress === "hidden" || status.type === "input") return null;
	const step = status.progress?.at(-1);
	return { fraction: step ? fractionOf(step) : null, text: step?.desc ?? "" };
}

function fractionOf({ progress, index, length }: Step): number | null {
	if (typeof index === "number" && typeof length === "number" && length > 0) return Math.min(1, index / length);
	return typeof progress === "number" ? Math.min(1, Math.max(0, progress)) : null;
}
