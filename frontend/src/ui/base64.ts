/** Arguments that a call may have in every browser. */
const CHARS_AT_ONCE = 8192;

/** Bytes as text. */
export function base64Bytes(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at += CHARS_AT_ONCE) text += String.fromCharCode(...bytes.subarray(at, at + CHARS_AT_ONCE));
	return btoa(text);
}
