import { expect, it } from "vitest";
import { inlinePieces, type Piece } from "./inlineText.ts";

/** Short form: [kind, …] with text as plain strings. */
function short(pieces: Piece[]): unknown[] {
	return pieces.map((piece) => {
		if (piece.kind === "text") return piece.text;
		if (piece.kind === "code") return ["code", piece.text];
		if (piece.kind === "link") return ["link", piece.href, ...short(piece.pieces)];
		return [piece.kind, ...short(piece.pieces)];
	});
}

const read = (text: string): unknown[] => short(inlinePieces(text));

// What Gradio 6.31 makes of the same text under a gr.Textbox; tests/browser/test_arrangements.py compares the two on a page.
it("reads code, links, strong and emphasis", () => {
	expect(read("Draw **notes** with `2`, then [read](https://example.org/help) *more*.")).toEqual([
		"Draw ",
		["strong", "notes"],
		" with ",
		["code", "2"],
		", then ",
		["link", "https://example.org/help", "read"],
		" ",
		["em", "more"],
		".",
	]);
	expect(read("__a__ _b_ [**c**](/d)")).toEqual([["strong", "a"], " ", ["em", "b"], " ", ["link", "/d", ["strong", "c"]]]);
});

it("leaves all else as it is", () => {
	for (const text of ["", "plain", "snake_case_name", "2 * 3", "<b>bold</b>", "`open", "**open", "[a](b c)", "한글 설명"]) {
		expect(read(text)).toEqual(text ? [text] : []);
	}
	expect(read("`**a**`")).toEqual([["code", "**a**"]]);
});

it("links to pages alone", () => {
	for (const href of ["javascript:alert%281%29", "JAVASCRIPT:x", "data:text/html,x", "file:///etc/passwd"]) {
		expect(read(`[go](${href})`)).toEqual(["go"]);
	}
});
