import type { IconShape, LateIconName } from "./lateIcons";

/** Of what is there at the first paint; those of the parts that come later are in `lateIcons.ts`. */
export const ICONS = {
	play: { fill: "M6.2 3.9c0-.8.9-1.3 1.6-.9l8.6 5.4c.6.4.6 1.3 0 1.7l-8.6 5.5c-.7.4-1.6 0-1.6-.9z" },
	pause: {
		fill: "M5.5 4.4c0-.5.4-.9.9-.9h1.7c.5 0 .9.4.9.9v11.2c0 .5-.4.9-.9.9H6.4c-.5 0-.9-.4-.9-.9zM11 4.4c0-.5.4-.9.9-.9h1.7c.5 0 .9.4.9.9v11.2c0 .5-.4.9-.9.9h-1.7c-.5 0-.9-.4-.9-.9z",
	},
	start: { stroke: "M5 4.5v11", fill: "M15.5 5v10c0 .5-.6.8-1 .5L8 10.6a.8.8 0 0 1 0-1.2l6.5-4.9c.4-.3 1 0 1 .5z" },
	record: { fill: "M10 5a5 5 0 1 1 0 10 5 5 0 0 1 0-10z" },
	stop: { fill: "M4.8 6c0-.7.5-1.2 1.2-1.2h8c.7 0 1.2.5 1.2 1.2v8c0 .7-.5 1.2-1.2 1.2H6c-.7 0-1.2-.5-1.2-1.2z" },
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
	help: {
		stroke: "M7.6 7.6a2.4 2.4 0 1 1 3.6 2.1c-.8.5-1.2.9-1.2 1.9M10 17.2a7.2 7.2 0 1 0 0-14.4 7.2 7.2 0 0 0 0 14.4z",
		fill: "M9.1 13.1h1.8v1.7H9.1z",
	},
	more: {
		fill: "M4.5 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM10 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2zM15.5 8.4a1.6 1.6 0 1 1 0 3.2 1.6 1.6 0 0 1 0-3.2z",
	},
	chevronDown: { stroke: "M6 8l4 4 4-4" },
	chevronRight: { stroke: "M8 6l4 4-4 4" },
	plus: { stroke: "M10 4v12M4 10h12" },
	lock: { stroke: "M6.5 9V7a3.5 3.5 0 0 1 7 0v2M5 9h10v7.2H5z" },
	join: { stroke: "M3 7h5v6H3zM12 7h5v6h-5zM8 10h4" },
	metronome: { stroke: "M7.2 3.5h5.6l2.7 13H4.5zM10 13l5.5-8M5.3 13h9.4" },
	magnet: { stroke: "M5 4v6a5 5 0 0 0 10 0V4h-3v6a2 2 0 0 1-4 0V4zM5 6.8h3M12 6.8h3" },
	panels: { stroke: "M3 4h14v12H3zM12.5 4v12" },
} satisfies Record<string, IconShape>;

export type IconName = keyof typeof ICONS | LateIconName;
