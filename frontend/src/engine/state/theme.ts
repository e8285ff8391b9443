/** Colours and type of the roll. Two presets; the shell maps its own surroundings in with `{...LIGHT, accent: …}`. */

export interface Theme {
	dark: boolean;
	background: string;
	/** Rows of black keys. */
	rowDark: string;
	/** Between two rows. */
	rowLine: string;
	/** Between B and C. */
	octaveLine: string;
	/** Snap steps. */
	gridLine: string;
	beatLine: string;
	barLine: string;
	/** Ground of toolbar, ruler and gutters. */
	panel: string;
	/** Buttons, menus and whatever lies on a panel. */
	raised: string;
	/** Fields, grooves, the overview. */
	sunk: string;
	panelLine: string;
	text: string;
	mutedText: string;
	accent: string;
	/** Text and icons on the accent. */
	onAccent: string;
	/** Ground of what is chosen. */
	tint: string;
	/** The accent as text, on panels and on the tint. */
	accentText: string;
	/** Ring around selected notes, bar of their velocity. */
	selection: string;
	playhead: string;
	loop: string;
	/** Text on bright and on dark notes. */
	noteTextDark: string;
	noteTextLight: string;
	/** Edge of every note; empty for a darker shade of its own colour. */
	noteEdge: string;
	keyWhite: string;
	keyBlack: string;
	keyLine: string;
	keyText: string;
	keyEdge: string;
	waveform: string;
	loudness: string;
	spectrogram: string;
	/** F0, and the line that keeps it apart from notes. */
	curve: string;
	halo: string;
	/** What was there before: the original of an edited curve, the place a note leaves. */
	ghost: string;
	doubtText: string;
	doubtFill: string;
	doubtLine: string;
	error: string;
	ok: string;
	tracks: readonly string[];
	/** Colours of line layers that name none. */
	layers: readonly string[];
	font: string;
	/** How much larger than usual the reader wants text, 1 for not at all. */
	textScale: number;
}

const FONT =
	'"Pretendard", "Inter", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumBarunGothic", "NanumSquareRound", "NanumGothic", system-ui, sans-serif';

export const LIGHT: Theme = {
	dark: false,
	background: "#fcfcfe",
	rowDark: "#f2f4f9",
	rowLine: "#e9ebf2",
	octaveLine: "#ccd0dc",
	gridLine: "#eef0f5",
	beatLine: "#dfe2eb",
	barLine: "#b9bfce",
	panel: "#f6f7fa",
	raised: "#ffffff",
	sunk: "#eceef3",
	panelLine: "#dcdfe8",
	text: "#1d202a",
	mutedText: "#5a6072",
	accent: "#2563eb",
	onAccent: "#ffffff",
	tint: "#e3ebfd",
	accentText: "#1d4fd0",
	selection: "#14161d",
	playhead: "#d6293e",
	loop: "#2563eb",
	noteTextDark: "#0e1118",
	noteTextLight: "#ffffff",
	noteEdge: "",
	keyWhite: "#ffffff",
	keyBlack: "#2c2f3a",
	keyLine: "#c3c8d4",
	keyText: "#5a6072",
	keyEdge: "#aeb4c3",
	waveform: "#c9d0e2",
	loudness: "#0b7d72",
	spectrogram: "#d0652a",
	curve: "#c4125f",
	halo: "#ffffff",
	ghost: "#6b7183",
	doubtText: "#8a5200",
	doubtFill: "#ffedc7",
	doubtLine: "#b26b00",
	error: "#c0232f",
	ok: "#0b7a4b",
	tracks: ["#2967da", "#ef8e24", "#03b088", "#6c2d71", "#b13a43", "#ed93d2", "#d4d06f", "#707386"],
	layers: ["#c4125f", "#1f6fc4", "#0b7d72", "#a65a00", "#7440c9", "#b3391d", "#007682", "#5a6072"],
	font: FONT,
	textScale: 1,
};

export const DARK: Theme = {
	dark: true,
	background: "#171a21",
	rowDark: "#12151b",
	rowLine: "#1d212a",
	octaveLine: "#3d4453",
	gridLine: "#1e222b",
	beatLine: "#282d38",
	barLine: "#4a5263",
	panel: "#1c2029",
	raised: "#272c37",
	sunk: "#12151b",
	panelLine: "#323846",
	text: "#e9ebf2",
	mutedText: "#a3aabb",
	accent: "#6b9cff",
	onAccent: "#0b1020",
	tint: "#25345a",
	accentText: "#a9c6ff",
	selection: "#ffffff",
	playhead: "#ff6b78",
	loop: "#6b9cff",
	noteTextDark: "#0e1118",
	noteTextLight: "#ffffff",
	noteEdge: "",
	keyWhite: "#c6cad6",
	keyBlack: "#20232c",
	keyLine: "#8f96a6",
	keyText: "#434958",
	keyEdge: "#0b0d12",
	waveform: "#39435c",
	loudness: "#4fd0c0",
	spectrogram: "#f0a45c",
	curve: "#ff9cc4",
	halo: "#171a21",
	ghost: "#949bad",
	doubtText: "#ffc661",
	doubtFill: "#4a3610",
	doubtLine: "#e0a53a",
	error: "#ff8088",
	ok: "#5fd39b",
	tracks: ["#2f8bfc", "#f8a131", "#3dd2a7", "#b468c4", "#e96859", "#f6b1e3", "#daec86", "#8d93a2"],
	layers: ["#ff9cc4", "#6db3ff", "#4fd0c0", "#f0a04b", "#b79bff", "#fb8a5c", "#35c0cc", "#a3aabb"],
	font: FONT,
	textScale: 1,
};
