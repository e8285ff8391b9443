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
	/** Ground of ruler, lanes, strip and overview. */
	panel: string;
	panelLine: string;
	accent: string;
	text: string;
	mutedText: string;
	selection: string;
	playhead: string;
	loop: string;
	/** Text on bright and on dark notes. */
	noteTextDark: string;
	noteTextLight: string;
	keyWhite: string;
	keyBlack: string;
	keyLine: string;
	keyText: string;
	waveform: string;
	spectrogram: string;
	curve: string;
	tracks: readonly string[];
	/** Colours of line layers that name none. */
	layers: readonly string[];
	font: string;
}

const FONT =
	'"Pretendard", "Inter", "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumSquareRound", "NanumGothic", system-ui, sans-serif';

export const LIGHT: Theme = {
	dark: false,
	background: "#fcfcfe",
	rowDark: "#f2f3f8",
	rowLine: "#ebecf3",
	octaveLine: "#d9dbe6",
	gridLine: "#edeef4",
	beatLine: "#e0e2ec",
	barLine: "#c3c6d6",
	panel: "#f6f7fa",
	panelLine: "#dfe1ea",
	accent: "#5b5bd6",
	text: "#23252f",
	mutedText: "#7c8092",
	selection: "#5b5bd6",
	playhead: "#e5484d",
	loop: "#5b5bd6",
	noteTextDark: "#0b0c12",
	noteTextLight: "#ffffff",
	keyWhite: "#ffffff",
	keyBlack: "#2b2d38",
	keyLine: "#d3d6e0",
	keyText: "#8a8ea0",
	waveform: "#9aa3c7",
	spectrogram: "#d0652a",
	curve: "#e0518d",
	tracks: ["#7d8cf5", "#38b2a3", "#f0a13c", "#e4708b", "#57a4e8", "#9f7be8", "#7cb85c", "#d98058"],
	layers: ["#e0518d", "#3a86d9", "#2fa57c", "#d9822b", "#8b5cf6", "#c2410c", "#0e9aa7", "#6b7280"],
	font: FONT,
};

export const DARK: Theme = {
	dark: true,
	background: "#1d1f27",
	rowDark: "#191b22",
	rowLine: "#24262f",
	octaveLine: "#343743",
	gridLine: "#252731",
	beatLine: "#2d303b",
	barLine: "#454957",
	panel: "#16181e",
	panelLine: "#2b2e38",
	accent: "#8b8cf8",
	text: "#e6e8f0",
	mutedText: "#8b90a3",
	selection: "#a9aaff",
	playhead: "#ff6369",
	loop: "#8b8cf8",
	noteTextDark: "#07080c",
	noteTextLight: "#ffffff",
	keyWhite: "#d9dbe4",
	keyBlack: "#23252e",
	keyLine: "#a8acba",
	keyText: "#6c7082",
	waveform: "#5d6690",
	spectrogram: "#f0a45c",
	curve: "#ff7eb6",
	tracks: ["#8794f7", "#45bfae", "#efab54", "#e98099", "#67b0ee", "#ac8cf0", "#8cc76d", "#e29169"],
	layers: ["#ff7eb6", "#5aa9f7", "#4cc79b", "#f0a04b", "#a78bfa", "#fb8a5c", "#35c0cc", "#9ca3af"],
	font: FONT,
};
