/** Icons of the parts that are fetched on demand, and fetched with the first of them. */

/** Drawn on a 20 × 20 grid with a 1.6 stroke; `fill` shapes carry no outline. */
export interface IconShape {
	stroke?: string;
	fill?: string;
}

export const LATE_ICONS = {
	mic: { stroke: "M10 3a2.4 2.4 0 0 0-2.4 2.4v4.2a2.4 2.4 0 0 0 4.8 0V5.4A2.4 2.4 0 0 0 10 3zM5 9.4a5 5 0 0 0 10 0M10 14.4V17M7.4 17h5.2" },
	clear: {
		stroke:
			"M4 5.8h12M8 5.5V4.2c0-.4.3-.7.7-.7h2.6c.4 0 .7.3.7.7v1.3M5.6 6l.7 9.3c0 .7.6 1.2 1.2 1.2h5c.6 0 1.2-.5 1.2-1.2l.7-9.3M8.4 9v4.6M11.6 9v4.6",
	},
	marker: { stroke: "M5 3.5v13M5 4.5h9.5l-2.6 3 2.6 3H5" },
	close: { stroke: "M5.5 5.5l9 9M14.5 5.5l-9 9" },
	lanes: { stroke: "M3 4.5h14M3 10h14M3 15.5h14M6 8V6.5M10 8V7M14 8V6.5M6 13.5V12M12 13.5V12.5" },
	up: { stroke: "M10 16V4M5.5 8.5 10 4l4.5 4.5" },
	down: { stroke: "M10 4v12M5.5 11.5 10 16l4.5-4.5" },
	roll: { stroke: "M3.2 4.2h13.6v11.6H3.2zM3.2 10h13.6", fill: "M5 6h5v2.2H5zM11 11.8h4v2.2h-4zM6 11.8h3.5v2.2H6z" },
	eye: { stroke: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 7.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4z" },
	eyeOff: { stroke: "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM4 16 16 4" },
	open: { stroke: "M3 15.5v-10h4.5l1.5 2h8v8z" },
	save: { stroke: "M10 3.5v9M6.5 9l3.5 3.5L13.5 9M4 16.5h12" },
	export: { stroke: "M10 12.5v-9M6.5 7 10 3.5 13.5 7M4 16.5h12" },
	accept: { stroke: "M4 10.5 8 14.5 16 6" },
	proposal: { fill: "M10 2.5 11.8 8 17.5 10l-5.7 2L10 17.5 8.2 12 2.5 10l5.7-2z" },
	quantize: { stroke: "M4 4v12M10 4v12M16 4v12M4 7h4M10 13h5" },
	legato: { stroke: "M3 8h6v4H3zM11 8h6v4h-6zM9 6c.5-1.5 1.5-1.5 2 0" },
	velocity: { stroke: "M4 16v-5M8 16V7M12 16v-8M16 16V4" },
	unvoice: { stroke: "M3 10h3M14 10h3M8 10h1M11 10h1" },
	lyric: { stroke: "M4 16 8.5 4h1L14 16M5.5 12h7M16.5 4v12" },
	tracks: { stroke: "M4 5h12M4 10h12M4 15h12" },
	split: { stroke: "M10 3v14M3 7h5v6H3zM12 7h5v6h-5z" },
	midi: { stroke: "M3 4.5h14v11H3zM7.7 10.5v5M12.3 10.5v5", fill: "M6.6 4.5h2.2v6H6.6zM11.2 4.5h2.2v6h-2.2z" },
	stepInput: { stroke: "M3 15.5h4v-4h4v-4h4v-4h2" },
	minus: { stroke: "M4 10h12" },
} satisfies Record<string, IconShape>;

export type LateIconName = keyof typeof LATE_ICONS;
