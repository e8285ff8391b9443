import { expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT, type Curve } from "../../score/types.ts";
import { Scene } from "../../state/scene.ts";
import { DARK, LIGHT } from "../../state/theme.ts";
import { type TestNote, testDocument } from "../../testing/score.ts";
import { Viewport } from "../../view/viewport.ts";
import { DisplayList } from "../displayList.ts";
import { latePainters } from "../latePainters.ts";
import { drawTier } from "../tiers.ts";
import { fitted, KEYS_PX, type PictureOptions, pictureOf } from "./picture.ts";
import { type Pixels, rectsOfPixels } from "./pixelRects.ts";
import { fontParts, type Shape, type ShapeSource, shapesOf } from "./shapes.ts";
import { escaped, svgOf } from "./svg.ts";

const source: ShapeSource = {
	metrics: { width: (text, font) => text.length * fontParts(font).size * 0.6, middle: (font) => fontParts(font).size * 0.36 },
	image: () => {
		throw new Error("no image is expected");
	},
};
const HOSTILE = `<script>alert("1")</script>&'\u0000\ud800]]>`;
const NOTES: TestNote[] = [
	[0, BEAT, 60, 100, 0, "아"],
	[BEAT, BEAT, 62, 100, 0, HOSTILE],
	[2 * BEAT, 2 * BEAT, 64, 100, 1, "랑"],
	[50 * BEAT, BEAT, 64, 100, 0, "far away"],
];
const OPTIONS: PictureOptions = {
	theme: LIGHT,
	fromTick: 0,
	toTick: 8 * BEAT,
	topPitch: 66,
	rows: 10,
	row_px: 20,
	width_px: KEYS_PX + 1600,
	title: "봄 <1>",
	keys: true,
	ruler: true,
	alike: false,
	lanes: [],
};

function sceneOf(): Scene {
	const scene = new Scene(testDocument(NOTES), new Viewport(), DARK, BEAT);
	scene.tracks.setAllEditable(true);
	return scene;
}

const made = (options: Partial<PictureOptions> = {}, scene = sceneOf()) => pictureOf(scene, { ...OPTIONS, ...options }, source);

interface Element {
	name: string;
	attributes: Record<string, string>;
	text: string;
	children: Element[];
}

/** So much of an XML parser that anything which is not well formed is an error. */
function parsed(xml: string): Element {
	const unescaped = (raw: string): string => {
		if (/[<]|&(?!(amp|lt|gt|quot);)/.test(raw)) throw new Error(`not escaped: ${raw}`);
		// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
		if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.test(raw)) throw new Error("not writable");
		const names: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
		return raw.replace(/&(\w+);/g, (_, name: string) => names[name] as string);
	};
	const top: Element = { name: "", attributes: {}, text: "", children: [] };
	const open = [top];
	const pieces = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "").split(/(<(?:[^>"]|"[^"]*")*>)/);
	for (const piece of pieces) {
		const here = open.at(-1) as Element;
		const tag = /^<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>$/.exec(piece);
		if (!tag) {
			here.text += unescaped(piece);
			continue;
		}
		const [, isEnd, name, rest, isWhole] = tag;
		if (isEnd) {
			if (open.pop()?.name !== name) throw new Error(`</${name}> ends nothing`);
			continue;
		}
		const attributes: Record<string, string> = {};
		for (const [, key, value] of rest.matchAll(/([\w:-]+)="([^"]*)"/g)) {
			if (key in attributes) throw new Error(`${key} is there twice`);
			attributes[key] = unescaped(value);
		}
		const element = { name, attributes, text: "", children: [] };
		here.children.push(element);
		if (!isWhole) open.push(element);
	}
	if (open.length !== 1) throw new Error(`<${open.at(-1)?.name}> is open`);
	return top.children[0] as Element;
}

const all = (element: Element, name: string): Element[] => [
	...(element.name === name ? [element] : []),
	...element.children.flatMap((child) => all(child, name)),
];

it("draws each note of the part once, with its lyric and the colour of its track", () => {
	const svg = parsed(svgOf(made()));
	expect(svg.attributes.viewBox).toBe(`0 0 ${KEYS_PX + 1600} ${34 + 34 + 200}`);
	const edges = all(svg, "path").filter(({ attributes }) => attributes.d.includes("C"));
	const inNotes = edges.filter(({ attributes }) => Number(attributes.d.split(" ")[1]) >= KEYS_PX);
	expect(inNotes).toHaveLength(3);
	const texts = all(svg, "text");
	const lyrics = texts.filter(({ text }) => ["아", "랑"].includes(text) || text.startsWith("<script>"));
	expect(lyrics).toHaveLength(3);
	for (const { attributes } of lyrics) {
		expect(attributes["font-family"]).toContain("Noto Sans KR");
		expect(attributes["font-weight"]).toBe("700");
	}
	expect(new Set(inNotes.map(({ attributes }) => attributes.fill)).size).toBe(2);
	expect(texts.some(({ text }) => text === "far away")).toBe(false);
	expect(texts.some(({ text }) => text === "봄 <1>")).toBe(true);
});

it("lets no lyric out of its element", () => {
	expect(escaped(HOSTILE)).toBe("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;'\ufffd\ufffd]]&gt;");
	const xml = svgOf(made({ title: HOSTILE, width_px: 4000 }));
	expect(xml).not.toContain("<script");
	expect(all(parsed(xml), "script")).toEqual([]);
	const theme = { ...LIGHT, font: `"><script>", 'x" onload="1', sans-serif` };
	expect(all(parsed(svgOf(made({ theme }))), "script")).toEqual([]);
});

it("shows nothing of who works with the score: no selection, no playhead, no loop", () => {
	const plain = svgOf(made());
	const scene = sceneOf();
	scene.doc.selection.setToEverything();
	scene.playheadTick = 3 * BEAT;
	scene.loop = [BEAT, 2 * BEAT];
	scene.hoverSlot = 0;
	expect(svgOf(made({}, scene))).toBe(plain);
	expect(scene.doc.selection.size).toBe(4);
});

it("shows the tracks behind the active one as ghosts, or all alike", () => {
	const scene = sceneOf();
	scene.tracks.setAllEditable(false);
	const asSeen = svgOf(made({}, scene));
	const alike = svgOf(made({ alike: true }, scene));
	expect(alike).toBe(svgOf(made()));
	expect(asSeen).not.toBe(alike);
	expect(scene.tracks.allEditable).toBe(false);
});

it("leaves out what is not wanted", () => {
	const bare = made({ keys: false, ruler: false, title: "", width_px: 1600 });
	expect([bare.width_px, bare.height_px]).toEqual([1600, 200]);
	expect(all(parsed(svgOf(bare)), "title")).toEqual([]);
	const dark = all(parsed(svgOf(made({ theme: DARK }))), "rect").map(({ attributes }) => attributes.fill);
	expect(dark).toContain(DARK.background);
	expect(dark).not.toContain(LIGHT.background);
});

it("adds lanes below, each as high as it is and with its name", () => {
	const scene = sceneOf();
	const curve: Curve = {
		name: "loudness",
		target: "loudness",
		unit: "dB",
		time: "s",
		kind: "uniform",
		start: 0,
		hop: 0.1,
		times: null,
		values: Float32Array.from({ length: 30 }, (_, i) => -40 + i),
		style: { position: "bottom" },
	};
	latePainters.tier = drawTier;
	scene.doc.setLayers([curve], [{ start: 0, end: 1, type: "words", text: "가사" }]);
	const lanes = [
		{ surface: "curves" as const, part: "loudness", title: "Loudness", height_px: 60 },
		{ surface: "tiers" as const, part: "words", title: "Words", height_px: 24 },
	];
	const picture = made({ lanes }, scene);
	expect(picture.height_px).toBe(34 + 34 + 200 + 84);
	const texts = all(parsed(svgOf(picture)), "text").map(({ text }) => text);
	for (const said of ["Loudness", "Words", "가사"]) expect(texts).toContain(said);
});

it("writes a text with what stands around it as one, on its base line", () => {
	const list = new DisplayList((text) => text.length);
	list.font = '500 10px "Noto Sans KR", serif';
	list.textBaseline = "middle";
	list.textAlign = "center";
	list.strokeStyle = "#ffffff";
	list.lineWidth = 3;
	list.strokeText("가", 20, 30);
	list.fillStyle = "rgba(0, 0, 0, 0.5)";
	list.fillText("가", 20, 30);
	const [, text] = shapesOf(list.drawing(), { x: 100, y: 200, width_px: 50, height_px: 60 }, source);
	expect(text).toEqual(["text", "가", 120, 233.6, "middle", 10, 500, ["Noto Sans KR", "serif"], "#000000", "#ffffff", 3, 1, 6]);
});

it("closes what a restore ends, and puts arcs and corners where they are", () => {
	const list = new DisplayList(() => 0);
	list.save();
	list.beginPath();
	list.rect(5, 5, 10, 20);
	list.clip();
	list.fillRect(0, 0, 100, 100);
	list.restore();
	list.beginPath();
	list.arc(50, 50, 10, 0, 2 * Math.PI);
	list.fill();
	const shapes = shapesOf(list.drawing(), { x: 0, y: 0, width_px: 100, height_px: 100 }, source);
	expect(shapes.map(([kind]) => kind)).toEqual(["clip", "clip", "rect", "unclip", "path", "unclip"]);
	expect(shapes[1]).toEqual(["clip", 5, 5, 10, 20]);
	const numbers = (shapes[4] as Extract<Shape, ["path", ...unknown[]]>)[1].filter((part): part is number => typeof part === "number");
	// A circle through (60, 50), (50, 60), (40, 50), (50, 40).
	expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([40, 60]);
	expect(numbers.slice(0, 2)).toEqual([60, 50]);
	expect(numbers.slice(-2)).toEqual([60, 50]);
});

it("makes rectangles of pixels that are some, and leaves others as they are", () => {
	const pixels = (width: number, height: number, colorAt: (x: number, y: number) => number): Pixels => {
		const data = new Uint32Array(width * height).map((_, i) => colorAt(i % width, Math.floor(i / width)));
		return { width, height, data: new Uint8ClampedArray(data.buffer), png: () => "" };
	};
	const bars = pixels(10, 8, (x, y) => (x === 2 && y > 2 ? 0xff0000ff : x === 5 && y > 5 ? 0x80ff0000 : 0));
	expect(rectsOfPixels(bars)).toEqual([
		{ column: 2, row: 3, columns: 1, rows: 5, color: "#ff0000", alpha: 1 },
		{ column: 5, row: 6, columns: 1, rows: 2, color: "#0000ff", alpha: 128 / 255 },
	]);
	expect(rectsOfPixels(pixels(200, 200, (x, y) => (((x * 7 + y * 13) % 251) << 8) | 0xff000000))).toBeNull();
});

it("writes a lane's name smaller or cuts it with an ellipsis where it has no room", () => {
	const wide = (text: string, size_px: number): number => text.length * size_px * 0.6;
	expect(fitted("F0", 46, wide)).toEqual({ text: "F0", size_px: 11 });
	// At 11 px it is 52.8 px wide, at 9 px 43.2.
	expect(fitted("Loudness", 46, wide)).toEqual({ text: "Loudness", size_px: 9 });
	const { text, size_px } = fitted("spectral centroid", 46, wide);
	expect([text, size_px]).toEqual(["spectral…", 8]);
	expect(wide(text, size_px)).toBeLessThanOrEqual(46);
});
