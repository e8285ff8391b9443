/** What a segment sounds like: its stretch of the recording at once, without one the notes there. */
import type { Segment } from "../../score/types.ts";
import type { EditorContext, RecordedSound } from "../editorContext.ts";

/** A point is heard with so much around it. */
const AROUND_POINT_S = 0.15;

const opening = new WeakMap<EditorContext, Promise<void>>();

/** Decodes the recording around a second, where that was not done; what lies on it attracts boundaries from then on. */
export function openRecording(editor: EditorContext, near_s?: number): Promise<void> {
	let under = opening.get(editor);
	if (!under) {
		under = open(editor, near_s).finally(() => opening.delete(editor));
		opening.set(editor, under);
	}
	return under;
}

async function open(editor: EditorContext, near_s?: number): Promise<void> {
	try {
		editor.recording = (await editor.openRecording?.(near_s)) ?? null;
	} catch (error) {
		// The player says what it cannot play; a boundary goes where the hand leaves it.
		console.warn("gradio-pianoroll:", error);
		editor.recording = null;
	}
}

export function hear(editor: EditorContext, segment: Segment): void {
	const point = segment.start === segment.end;
	const [from_s, to_s] = point ? [Math.max(0, segment.start - AROUND_POINT_S), segment.end + AROUND_POINT_S] : [segment.start, segment.end];
	void hearSpan(editor, from_s, to_s);
}

let latest = 0;

async function hearSpan(editor: EditorContext, from_s: number, to_s: number): Promise<void> {
	const own = ++latest;
	if (editor.player?.state === "playing") editor.player.pause();
	await openRecording(editor, (from_s + to_s) / 2);
	if (own !== latest) return;
	if (editor.recording && holds(editor.recording, from_s, to_s))
		await editor.recording.play(from_s, to_s).catch((error: Error) => editor.tellOf(error.message));
	else await playThrough(editor, from_s, to_s, () => own === latest);
}

/** Whether what was fetched of a long recording reaches as far, up to its end. */
function holds({ samples, rate_hz, isWhole = true, start_s }: RecordedSound, from_s: number, to_s: number): boolean {
	return isWhole || (start_s <= from_s && to_s <= start_s + samples.length / rate_hz);
}

/** By the player: notes, and recordings that are too long to be decoded. It stops at the end, as near as a frame. */
async function playThrough(editor: EditorContext, from_s: number, to_s: number, isLatest: () => boolean): Promise<void> {
	const { player, doc } = editor;
	if (!player) {
		editor.say("noPlayer");
		return;
	}
	const end = doc.tempo.ticksAt(to_s);
	editor.setLoop(null);
	editor.seek(doc.tempo.ticksAt(from_s));
	await player.play();
	const look = (): void => {
		if (!isLatest() || player.state !== "playing") return;
		if (player.positionTick() < end) requestAnimationFrame(look);
		else player.pause();
	};
	look();
}
