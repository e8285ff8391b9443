/** What the page of gestures says of each. A gesture without a line does not compile. */
import type { GestureName, Held } from "../engine/interact/transitions";

export type Language = "en" | "ko";
export type Said = Readonly<Record<Language, string>>;

export const GESTURE_TEXTS: Readonly<Record<GestureName, Said>> = {
	fingerPan: {
		en: "One finger scrolls; where the roll has reached its edge, the page scrolls. A tap lets go of the selection.",
		ko: "한 손가락으로 스크롤합니다. 롤이 끝에 닿으면 페이지가 스크롤됩니다. 살짝 누르면 선택을 풉니다.",
	},
	paste: {
		en: "Sets down what is pasted, where its ghost is.",
		ko: "붙여 넣을 음표를 미리 보이는 자리에 놓습니다.",
	},
	pan: { en: "The score sticks to the pointer.", ko: "악보가 포인터를 따라 움직입니다." },
	move: {
		en: "A click selects, a drag moves all selected notes. Ctrl drops a copy, Shift keeps to time or to pitch, Alt suspends the snap; Ctrl or Shift on a click adds to the selection or takes from it.",
		ko: "누르면 선택하고, 끌면 선택한 음표를 모두 옮깁니다. Ctrl을 누른 채 놓으면 복사하고, Shift를 누르면 시간이나 음높이 한 방향으로만 움직이며, Alt를 누르면 스냅을 멈춥니다. Ctrl이나 Shift를 누르고 누르면 선택에 더하거나 뺍니다.",
	},
	resize: {
		en: "Drags the start or the end; several selected notes change by the same amount and none vanishes.",
		ko: "음표의 처음이나 끝을 끕니다. 여러 음표를 선택했으면 모두 같은 만큼 바뀌고, 사라지는 음표는 없습니다.",
	},
	stretch: {
		en: "Stretches the selected notes about their other end: onsets and lengths by one factor.",
		ko: "선택한 음표를 반대쪽 끝을 기준으로 늘이거나 줄입니다. 시작 위치와 길이가 같은 비율로 바뀝니다.",
	},
	slide: {
		en: "Slides the selected notes round inside the loop or their bars: what leaves at one end comes in at the other.",
		ko: "선택한 음표를 반복 구간이나 마디 안에서 돌립니다. 한쪽 끝으로 나간 음표는 다른 쪽 끝에서 들어옵니다.",
	},
	run: {
		en: "Paints a run: a note of the last length in each cell that the pointer passes, with Ctrl too all on one pitch.",
		ko: "지나가는 칸마다 마지막에 쓴 길이로 음표를 이어 씁니다. Ctrl도 누르면 모두 한 음높이에 씁니다.",
	},
	draw: {
		en: "A click writes a note with the last length, a drag sets its length.",
		ko: "누르면 마지막에 쓴 길이로, 끌면 끈 길이로 음표를 씁니다.",
	},
	rubber: {
		en: "A box selects the notes in it; Ctrl or Shift adds. A click on empty ground lets go.",
		ko: "상자를 그려 그 안의 음표를 선택합니다. Ctrl이나 Shift를 누르면 선택에 더합니다. 빈 곳을 누르면 선택을 풉니다.",
	},
	erase: { en: "Takes away every note that the pointer passes.", ko: "포인터가 지나간 음표를 모두 지웁니다." },
	knife: {
		en: "Cuts the note under the pointer; dragged across rows, all that the blade's line crosses, with Shift upright.",
		ko: "포인터 아래의 음표를 자릅니다. 여러 줄을 가로질러 끌면 칼날이 지나는 음표를 모두 자르고, Shift를 누르면 칼날이 똑바로 섭니다.",
	},
	join: {
		en: "A click joins a note with the next one of its pitch and track, a stroke all of a row that it passes.",
		ko: "클릭하면 같은 트랙, 같은 음높이의 다음 음표와 붙이고, 끌면 지나간 음표를 줄마다 하나로 붙입니다.",
	},
	curve: {
		en: "Draws the curve, with Ctrl a straight line; Alt smooths it. The right button brings back what was there before.",
		ko: "곡선을 그립니다. Ctrl을 누르면 곧은 선을 긋고, Alt를 누르면 매끄럽게 다듬고, 오른쪽 버튼은 처음 값을 되살립니다.",
	},
	vibrato: {
		en: "Lays a vibrato over the note from there to its end: up and down is its depth, left and right its rate.",
		ko: "누른 곳부터 음표 끝까지 비브라토를 넣습니다. 위아래로 끌면 깊이, 좌우로 끌면 빠르기가 바뀝니다.",
	},
	piece: {
		en: "With Shift in a lane, or in the mode “select a span”: a drag selects a span of the curve, a click the stretch without a gap. Inside it a drag moves its values or its time (Ctrl leaves a copy), its ends stretch it. In the mode of points a click sets one, a click on the last ends the line. Handles of a vibrato are dragged.",
		ko: "곡선 레인에서 Shift를 누르거나 ‘구간 선택’일 때: 끌면 곡선의 구간을, 누르면 끊기지 않은 부분을 선택합니다. 구간 안을 끌면 값이나 시간을 옮기고(Ctrl은 복사), 양 끝을 끌면 늘이거나 줄입니다. 점 모드에서는 누를 때마다 점을 찍고, 마지막 점을 다시 누르면 선이 됩니다. 비브라토의 손잡이도 끌 수 있습니다.",
	},
	pin: {
		en: "Over a recording: a click touches a pitch (of a dot or a stretch), Shift draws a box that the pitch is in, Ctrl+Shift a rough line that it is near, upright from a note the note with its pitch. A pin is selected by a click and moved by a drag, a box also by its handles. The path is decoded anew at once.",
		ko: "녹음 위에서 누르면 그 점이나 구간의 음높이로 정하고, Shift를 누르고 끌면 음높이가 들어 있는 상자를, Ctrl+Shift를 누르고 끌면 대략의 선을 그립니다. 음표에서 위아래로 끌면 음표와 그 음높이를 함께 옮깁니다. 핀은 눌러서 선택하고 끌어서 옮기며, 상자는 손잡이로도 바꿉니다. 경로는 곧바로 다시 분석됩니다.",
	},
	point: {
		en: "Where a curve has few points in sight they are shown: a drag moves one (Shift along one axis, Alt off the grid), a double click sets one or takes it away, as do pencil, eraser and right button.",
		ko: "화면에 점이 몇 개뿐인 곡선은 점을 보여 줍니다. 끌면 점을 옮기고(Shift는 한 방향, Alt는 격자에서 벗어나기), 두 번 누르면 점을 찍거나 지웁니다. 연필, 지우개, 오른쪽 버튼도 같은 일을 합니다.",
	},
	tier: {
		en: "Drags a boundary (both segments that share it; with Shift equal ones of all tiers, with Ctrl one alone; of several that are selected like rubber) or a segment; a click selects, Shift+click up to there. Alt leaves everything that attracts, Ctrl+click or the knife cuts, the glue joins, the eraser takes away, the pencil writes into an empty stretch. A finger moves the segment that is selected.",
		ko: "경계(맞닿은 두 구간을 함께, Shift를 누르면 모든 단의 같은 경계를, Ctrl을 누르면 한쪽만, 여러 구간을 선택했으면 고무줄처럼)나 구간을 끌어 옮깁니다. 누르면 선택하고 Shift를 누른 채 누르면 거기까지 선택합니다. Alt를 누르면 어디에도 붙지 않고, Ctrl을 누른 채 누르거나 칼로 자르며, 풀로 붙이고, 지우개로 지우고, 빈 곳은 연필로 씁니다. 손가락으로는 선택한 구간을 옮깁니다.",
	},
	velocity: {
		en: "Drags a stem; selected notes change by the same amount, a sweep over empty ground sets each stem that it passes.",
		ko: "막대를 끕니다. 선택한 음표는 모두 같은 만큼 바뀌고, 빈 곳에서 쓸면 지나가는 막대마다 그 높이로 맞춥니다.",
	},
	ruler: {
		en: "A click moves the playhead, a drag makes the loop, whose ends and band can be dragged. A double click lets the loop go.",
		ko: "누르면 재생 위치를 옮기고, 끌면 반복 구간을 만듭니다. 구간의 양 끝과 띠도 끌 수 있습니다. 두 번 클릭하면 반복을 풉니다.",
	},
	scrub: { en: "The playhead goes to the pointer.", ko: "재생 위치가 포인터를 따라갑니다." },
	overview: { en: "The window goes to the pointer.", ko: "보이는 범위를 포인터 위치로 옮깁니다." },
	key: {
		en: "Plays the key while it is held, a drag plays a glissando; the notes of its pitch are selected.",
		ko: "누르는 동안 건반 소리가 나고, 끌면 글리산도가 됩니다. 그 음높이의 음표가 선택됩니다.",
	},
	pick: {
		en: "In a roll that is read-only a note is heard and selected.",
		ko: "읽기 전용 롤에서는 음표를 듣고 선택할 수 있습니다.",
	},
};

export const PLACE_TEXTS = {
	notes: { en: "notes", ko: "음표" },
	velocity: { en: "velocity lane", ko: "세기 레인" },
	curves: { en: "curve lanes", ko: "곡선 레인" },
	ruler: { en: "ruler", ko: "눈금자" },
	tiers: { en: "tiers of segments", ko: "음소·낱말 단" },
	strip: { en: "audio strip", ko: "오디오 띠" },
	overview: { en: "overview", ko: "전체 악보" },
	keys: { en: "keyboard", ko: "건반" },
	everywhere: { en: "everywhere", ko: "어디서나" },
} as const satisfies Record<string, Said>;

export const HIT_TEXTS: Readonly<Record<"edge" | "body" | "none", Said>> = {
	edge: { en: "the edge of a note", ko: "음표의 가장자리" },
	body: { en: "a note", ko: "음표" },
	none: { en: "empty ground", ko: "빈 곳" },
};

export const BUTTON_TEXTS: readonly Said[] = [
	{ en: "left", ko: "왼쪽" },
	{ en: "middle", ko: "가운데" },
	{ en: "right", ko: "오른쪽" },
];

export const HELD_TEXTS: Readonly<Record<Held, string>> = { shift: "Shift", mod: "Mod", "alt+shift": "Alt+Shift", space: "Space" };

export const ONLY_TEXTS: Readonly<Record<"touch" | "pasting" | "point" | "piece" | "pin", Said>> = {
	touch: { en: "a finger", ko: "손가락" },
	pasting: { en: "left, while pasting", ko: "왼쪽(붙여 넣는 중)" },
	piece: { en: "left, on a piece of a curve", ko: "왼쪽(곡선의 구간, 점, 손잡이)" },
	point: { en: "left or right, where points are shown", ko: "왼쪽이나 오른쪽(점이 보이는 곳)" },
	pin: { en: "left, over a recording", ko: "왼쪽(녹음이 있을 때)" },
};

/** What is no transition of a button: the wheel, fingers, double clicks, the menu, the keys of a field of text. */
export interface OtherHand {
	hand: Said;
	does: Said;
	/** What is held while the wheel turns. */
	wheel?: "" | "mod" | "shift" | "alt";
}

export const OTHER_HANDS: readonly OtherHand[] = [
	{
		hand: { en: "right click, long press", ko: "오른쪽 클릭, 길게 누르기" },
		does: {
			en: "Opens the context menu. In the draw tool the right button erases and in the pitch curve tool it resets: there Ctrl or Shift with the right button opens it, as do a long press and the menu key.",
			ko: "문맥 메뉴를 엽니다. 그리기 도구의 오른쪽 버튼은 지우고 음높이 곡선 도구의 오른쪽 버튼은 되돌리므로, 거기서는 Ctrl이나 Shift를 누른 채 오른쪽 클릭하거나 길게 누르거나 메뉴 키를 누르세요.",
		},
	},
	{
		hand: { en: "double click on a note", ko: "음표를 두 번 클릭" },
		does: { en: "Edits its lyric.", ko: "가사를 편집합니다." },
	},
	{
		hand: { en: "double click on a tier", ko: "구간 레인을 두 번 클릭" },
		does: {
			en: "Edits the label; an empty stretch becomes a segment.",
			ko: "이름표를 편집합니다. 빈 곳에는 구간을 만듭니다.",
		},
	},
	{
		hand: { en: "Enter while a tier is pointed at", ko: "구간 레인을 가리키며 Enter" },
		does: {
			en: "A boundary there, in a tier of points a point; with a segment selected Enter types its label.",
			ko: "거기에 경계를 넣습니다. 점으로 된 단에는 점을 찍습니다. 구간이 선택되어 있으면 이름표를 입력합니다.",
		},
	},
	{
		hand: { en: "Tab, Shift+Tab with a segment selected", ko: "구간을 선택하고 Tab, Shift+Tab" },
		does: {
			en: "Plays it, then the next or the one before; Esc ends that.",
			ko: "그 구간을 재생하고, 이어서 다음이나 이전 구간을 재생합니다. Esc로 끝냅니다.",
		},
	},
	{
		hand: { en: "double click on empty ground, Select", ko: "빈 곳을 두 번 클릭(선택)" },
		does: { en: "Writes a note of the last length.", ko: "마지막에 쓴 길이로 음표를 씁니다." },
	},
	{
		hand: { en: "Tab, Shift+Tab in a lyric", ko: "가사 입력 중 Tab, Shift+Tab" },
		does: { en: "To the next or the previous note.", ko: "다음 음표나 이전 음표로 넘어갑니다." },
	},
	{
		hand: { en: "two fingers", ko: "두 손가락" },
		does: { en: "Scroll and zoom, in time and in pitch.", ko: "시간과 음높이 방향으로 스크롤하고 확대/축소합니다." },
	},
	{
		hand: { en: "wheel", ko: "휠" },
		does: {
			en: "Scrolls in pitch over notes and keys; where nothing is left to scroll, the page scrolls.",
			ko: "음표와 건반 위에서 음높이 방향으로 스크롤합니다. 더 스크롤할 곳이 없으면 페이지가 스크롤됩니다.",
		},
		wheel: "",
	},
	{
		hand: { en: "Ctrl+wheel", ko: "Ctrl+휠" },
		does: { en: "Zooms time at the pointer.", ko: "포인터 위치에서 시간을 확대/축소합니다." },
		wheel: "mod",
	},
	{
		hand: { en: "Alt+wheel", ko: "Alt+휠" },
		does: { en: "Zooms pitch at the pointer.", ko: "포인터 위치에서 음높이를 확대/축소합니다." },
		wheel: "alt",
	},
	{
		hand: { en: "Shift+wheel", ko: "Shift+휠" },
		does: { en: "Scrolls sideways.", ko: "옆으로 스크롤합니다." },
		wheel: "shift",
	},
	{
		hand: { en: "out of the roll, held", ko: "누른 채 롤 밖으로" },
		does: { en: "The roll scrolls and the gesture goes on.", ko: "롤이 스크롤되고 동작이 이어집니다." },
	},
	{
		hand: { en: "Esc during a drag", ko: "끄는 중에 Esc" },
		does: { en: "Everything stays as it was.", ko: "모든 것이 원래대로 남습니다." },
	},
];
