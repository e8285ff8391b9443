/** Drawn on a 20 × 20 grid with a 1.6 stroke; `fill` shapes carry no outline. */
export interface IconShape {
	stroke?: string;
	fill?: string;
}

export const ICONS = {
	play: { fill: "M6.2 3.9c0-.8.9-1.3 1.6-.9l8.6 5.4c.6.4.6 1.3 0 1.7l-8.6 5.5c-.7.4-1.6 0-1.6-.9z" },
	pause: {
		fill: "M5.5 4.4c0-.5.4-.9.9-.9h1.7c.5 0 .9.4.9.9v11.2c0 .5-.4.9-.9.9H6.4c-.5 0-.9-.4-.9-.9zM11 4.4c0-.5.4-.9.9-.9h1.7c.5 0 .9.4.9.9v11.2c0 .5-.4.9-.9.9h-1.7c-.5 0-.9-.4-.9-.9z",
	},
	start: { stroke: "M5 4.5v11", fill: "M15.5 5v10c0 .5-.6.8-1 .5L8 10.6a.8.8 0 0 1 0-1.2l6.5-4.9c.4-.3 1 0 1 .5z" },
	record: { fill: "M10 5a5 5 0 1 1 0 10 5 5 0 0 1 0-10z" },
	stop: { fill: "M4.8 6c0-.7.5-1.2 1.2-1.2h8c.7 0 1.2.5 1.2 1.2v8c0 .7-.5 1.2-1.2 1.2H6c-.7 0-1.2-.5-1.2-1.2z" },
	mic: { stroke: "M10 3a2.4 2.4 0 0 0-2.4 2.4v4.2a2.4 2.4 0 0 0 4.8 0V5.4A2.4 2.4 0 0 0 10 3zM5 9.4a5 5 0 0 0 10 0M10 14.4V17M7.4 17h5.2" },
	loop: { stroke: "M4 9V8.2A2.7 2.7 0 0 1 6.7 5.5H15M12.6 3 15.2 5.5 12.6 8M16 11v.8a2.7 2.7 0 0 1-2.7 2.7H5M7.4 12 4.8 14.5 7.4 17" },
	follow: { stroke: "M4 4v12M8 10h8M13 7l3 3-3 3" },
	select: { stroke: "M5 3.6 14.8 9.3l-4.3 1.1-2.2 4.1z", fill: "M5 3.6 14.8 9.3l-4.3 1.1-2.2 4.1z" },
	draw: { stroke: "M4 16l.9-3.6 8.3-8.3a1.4 1.4 0 0 1 2 0l.7.7a1.4 1.4 0 0 1 0 2L7.6 15.1zM11.6 5.7l2.7 2.7" },
	erase: {
		stroke: "M8.2 16 4 11.8a1.3 1.3 0 0 1 0-1.8l5.8-5.8a1.3 1.3 0 0 1 1.8 0l4.2 4.2a1.3 1.3 0 0 1 0 1.8L10 16zM8.2 16H16M6.9 7.1l6 6",
	},
	curve: { stroke: "M2.8 13.5c2.6 0 2.6-7 5.2-7s2.4 7 5 7 2.2-4 4.2-4" },
	knife: { stroke: "M15.6 3.4 7.6 12.6M4.4 16.6l3.2-4 1.9 1.7-2.3 2.3zM15.6 3.4c1 2.8.3 5.5-2.7 8L9.5 14.3" },
	undo: { stroke: "M7 4 3.8 7.2 7 10.4M4.2 7.2h7.6a4.2 4.2 0 0 1 0 8.4H8" },
	redo: { stroke: "M13 4l3.2 3.2L13 10.4M15.8 7.2H8.2a4.2 4.2 0 0 0 0 8.4H12" },
	zoomIn: { stroke: "M8.8 14.1a5.3 5.3 0 1 0 0-10.6 5.3 5.3 0 0 0 0 10.6zM12.7 12.7l3.8 3.8M6.5 8.8h4.6M8.8 6.5v4.6" },
	zoomOut: { stroke: "M8.8 14.1a5.3 5.3 0 1 0 0-10.6 5.3 5.3 0 0 0 0 10.6zM12.7 12.7l3.8 3.8M6.5 8.8h4.6" },
	zoomFit: { stroke: "M3.5 4.5v11M16.5 4.5v11M6 10h8M8 7.8 5.8 10 8 12.2M12 7.8l2.2 2.2-2.2 2.2" },
	mix: { stroke: "M10.2 4.2 6.6 7.2H3.7v5.6h2.9l3.6 3zM13 7.4a3.8 3.8 0 0 1 0 5.2M15 5.2a6.8 6.8 0 0 1 0 9.6" },
	layers: { stroke: "M10 3.4 16.8 7 10 10.6 3.2 7zM3.6 10.2 10 13.6l6.4-3.4M3.6 13.2 10 16.6l6.4-3.4" },
	clear: {
		stroke:
			"M4 5.8h12M8 5.5V4.2c0-.4.3-.7.7-.7h2.6c.4 0 .7.3.7.7v1.3M5.6 6l.7 9.3c0 .7.6 1.2 1.2 1.2h5c.6 0 1.2-.5 1.2-1.2l.7-9.3M8.4 9v4.6M11.6 9v4.6",
	},
	help: {
		stroke: "M7.6 7.6a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.9M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4z",
		fill: "M9.1 13.1h1.8v1.7H9.1z",
	},
	more: {
		fill: "M4.5 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM10 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM15.5 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
	},
	marker: { stroke: "M5 3.5v13M5 4.5h9.5l-2.6 3 2.6 3H5" },
	close: { stroke: "M5.5 5.5l9 9M14.5 5.5l-9 9" },
	chevronDown: { stroke: "M6 8l4 4 4-4" },
	chevronRight: { stroke: "M8 6l4 4-4 4" },
	lanes: { stroke: "M3 4.5h14M3 10h14M3 15.5h14M6 8V6.5M10 8V7M14 8V6.5M6 13.5V12M12 13.5V12.5" },
	plus: { stroke: "M10 4v12M4 10h12" },
	up: { stroke: "M10 16V4M5.5 8.5 10 4l4.5 4.5" },
	down: { stroke: "M10 4v12M5.5 11.5 10 16l4.5-4.5" },
	roll: { stroke: "M3.2 4.2h13.6v11.6H3.2zM3.2 10h13.6", fill: "M5 6h5v2.2H5zM11 11.8h4v2.2h-4zM6 11.8h3.5v2.2H6z" },
	lock: { stroke: "M6.5 9V7a3.5 3.5 0 0 1 7 0v2M5 9h10v7.2H5z" },
	join: { stroke: "M3 7h5v6H3zM12 7h5v6h-5zM8 10h4" },
	metronome: { stroke: "M7.2 3.5h5.6l2.7 13H4.5zM10 13l5.5-8M5.3 13h9.4" },
	magnet: { stroke: "M5 4v6a5 5 0 0 0 10 0V4h-3v6a2 2 0 0 1-4 0V4zM5 6.8h3M12 6.8h3" },
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
	panels: { stroke: "M3 4h14v12H3zM12.5 4v12" },
	lyric: { stroke: "M4 16 8.5 4h1L14 16M5.5 12h7M16.5 4v12" },
	tracks: { stroke: "M4 5h12M4 10h12M4 15h12" },
	split: { stroke: "M10 3v14M3 7h5v6H3zM12 7h5v6h-5z" },
	midi: { stroke: "M3 4.5h14v11H3zM7.7 10.5v5M12.3 10.5v5", fill: "M6.6 4.5h2.2v6H6.6zM11.2 4.5h2.2v6h-2.2z" },
	stepInput: { stroke: "M3 15.5h4v-4h4v-4h4v-4h2" },
	minus: { stroke: "M4 10h12" },
} satisfies Record<string, IconShape>;

export type IconName = keyof typeof ICONS;
