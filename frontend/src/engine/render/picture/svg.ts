/** A picture as SVG: texts stay texts, every shape can be taken hold of in a drawing program. */
import type { Picture } from "./picture.ts";
import type { PathCommand, Shape, TextShape } from "./shapes.ts";

export function svgOf({ width_px, height_px, title, shapes }: Picture): string {
	const writer = new SvgWriter();
	for (const shape of shapes) writer.write(shape);
	const size = `width="${num(width_px)}" height="${num(height_px)}" viewBox="0 0 ${num(width_px)} ${num(height_px)}"`;
	return [
		'<?xml version="1.0" encoding="UTF-8"?>',
		`<svg xmlns="http://www.w3.org/2000/svg" ${size}>`,
		...(title ? [`<title>${escaped(title)}</title>`] : []),
		...(writer.clips.length > 0 ? [`<defs>${writer.clips.join("")}</defs>`] : []),
		...writer.lines,
		"</svg>",
		"",
	].join("\n");
}

class SvgWriter {
	readonly lines: string[] = [];
	readonly clips: string[] = [];

	write(shape: Shape): void {
		switch (shape[0]) {
			case "rect": {
				const [, x, y, width, height, fill, opacity] = shape;
				this.lines.push(`<rect${box(x, y, width, height)} fill="${fill}"${faint("fill-opacity", opacity)}/>`);
				return;
			}
			case "path":
				this.lines.push(path(shape));
				return;
			case "text":
				this.lines.push(text(shape));
				return;
			case "image": {
				const [, source, x, y, width, height, smooth, opacity] = shape;
				const sharp = smooth ? "" : ' style="image-rendering:pixelated"';
				const place = `${box(x, y, width, height)} preserveAspectRatio="none"`;
				this.lines.push(`<image${place}${faint("opacity", opacity)}${sharp} href="${escaped(source)}"/>`);
				return;
			}
			case "clip": {
				const [, x, y, width, height] = shape;
				const id = `part${this.clips.length + 1}`;
				this.clips.push(`<clipPath id="${id}"><rect${box(x, y, width, height)}/></clipPath>`);
				this.lines.push(`<g clip-path="url(#${id})">`);
				return;
			}
			case "unclip":
				this.lines.push("</g>");
		}
	}
}

function path([, commands, fill, stroke, opacity, width, dash, gap, cap, join]: Extract<Shape, ["path", ...unknown[]]>): string {
	const d = written(commands);
	if (stroke === null) return `<path d="${d}" fill="${fill}"${faint("fill-opacity", opacity)}/>`;
	const dashes = dash > 0 ? ` stroke-dasharray="${num(dash)} ${num(gap)}"` : "";
	const ends = `${cap === "butt" ? "" : ` stroke-linecap="${cap}"`}${join === "miter" ? "" : ` stroke-linejoin="${join}"`}`;
	return `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${num(width)}"${faint("stroke-opacity", opacity)}${dashes}${ends}/>`;
}

function text([, said, x, y, anchor, size, weight, families, fill, stroke, strokeWidth, opacity]: TextShape): string {
	const names = families.map((name) => (/^[a-z-]+$/i.test(name) ? name : `'${name.replace(/['\\]/g, "")}'`)).join(", ");
	const around = stroke ? ` stroke="${stroke}" stroke-width="${num(strokeWidth)}" stroke-linejoin="round" paint-order="stroke"` : "";
	const type = `font-family="${escaped(names)}" font-size="${num(size)}"${weight === 400 ? "" : ` font-weight="${weight}"`}`;
	const place = `x="${num(x)}" y="${num(y)}"${anchor === "start" ? "" : ` text-anchor="${anchor}"`}`;
	return `<text ${place} ${type} fill="${fill ?? "none"}"${around}${faint("opacity", opacity)} xml:space="preserve">${escaped(said)}</text>`;
}

export function written(commands: readonly PathCommand[]): string {
	return commands.map((part) => (typeof part === "number" ? num(part) : part)).join(" ");
}

const box = (x: number, y: number, width: number, height: number): string =>
	` x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}"`;
const faint = (name: string, opacity: number): string => (opacity >= 1 ? "" : ` ${name}="${num(opacity)}"`);
const num = (value: number): string => String(Math.round(value * 1000) / 1000);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML has no way to write
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;
const NAMES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For the content of an element and of an attribute in double quotes. */
export function escaped(raw: string): string {
	return raw.replace(UNWRITABLE, "\ufffd").replace(/[&<>"]/g, (sign) => NAMES[sign] as string);
}
