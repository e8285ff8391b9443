"""What the templates say. The key of a text is the English text: an app that knows no translations shows that."""

from __future__ import annotations

import gradio as gr

from ...gradio_compat import headers_of

KOREAN: dict[str, str] = {
    "Piano roll": "피아노 롤",
    "Draw and edit notes; what is in the roll is counted below at each edit.":
        "음표를 그리고 고쳐 보세요. 고칠 때마다 아래에 통계가 나옵니다.",
    "Notes": "음표",
    "Statistics": "통계",
    "Transpose down": "반음 내리기",
    "Transpose up": "반음 올리기",
    "Save MIDI": "MIDI 저장",
    "Save JSON": "JSON 저장",
    "Speech synthesis": "음성 합성",
    "One line for each word: word, start, end (seconds), then its phonemes. F0 comes from the recording.":
        "한 줄에 한 낱말씩: 낱말, 시작, 끝(초), 음소 순서로 적습니다. F0는 녹음에서 구합니다.",
    "Text": "문장",
    "Alignment": "정렬",
    "Recording (optional)": "녹음 (없어도 됨)",
    "Show": "보이기",
    "MIDI generation": "MIDI 생성",
    "A model learns from the melody in the roll and continues it; notes arrive while it works.":
        "모델이 롤의 선율을 배워 이어 씁니다. 음표는 만들어지는 대로 나타납니다.",
    "Number of notes": "음표 수",
    "Temperature": "온도",
    "Seed": "시드",
    "Continue the melody": "선율 이어 쓰기",
    "Stop": "멈추기",
    "Audio analysis": "소리 분석",
    "F0, loudness and voicing of a recording, over the piano keys.":
        "녹음의 F0, 음량, 유성음을 건반 위에 보여 줍니다.",
    "Sound": "소리",
    "F0 engine": "F0 추출 방식",
    "Lowest F0 (Hz)": "최저 F0 (Hz)",
    "Highest F0 (Hz)": "최고 F0 (Hz)",
    "Analyse": "분석하기",
    "Result": "결과",
    "Figure": "그림",
    "Figure for a paper": "논문 그림",
    "The roll as a figure for print, as PNG and SVG.": "롤을 인쇄용 그림(PNG, SVG)으로 만듭니다.",
    "Title": "제목",
    "Width (cm)": "너비 (cm)",
    "Height (cm)": "높이 (cm)",
    "Resolution (dpi)": "해상도 (dpi)",
    "Lyrics": "가사",
    "F0 curve": "F0 곡선",
    "Draw the figure": "그림 그리기",
    "Download PNG": "PNG 내려받기",
    "Download SVG": "SVG 내려받기",
    "Two models": "두 모델 비교",
    "The same melody continued by two models; the table compares what they wrote.":
        "같은 선율을 두 모델이 이어 씁니다. 표는 결과를 비교합니다.",
    "Model A": "모델 A",
    "Model B": "모델 B",
    "Comparison": "비교",
    "Generate": "생성하기",
    "Templates": "템플릿",
    "Basic": "기본",
    "Lowest": "최소",
    "Mean": "평균",
    "Highest": "최대",
    "Pitch": "음높이",
    "Velocity": "세기",
    "Duration (s)": "길이 (초)",
    "Length (s)": "전체 길이 (초)",
    "Notes per second": "초당 음표 수",
    "Lowest pitch": "최저음",
    "Highest pitch": "최고음",
    "Mean pitch": "평균 음높이",
    "Mean duration (s)": "평균 음표 길이 (초)",
    "Voiced": "유성음 비율",
    "F0, 5 % lie below": "F0 하위 5 %",
    "F0, median": "F0 중앙값",
    "F0, 95 % lie below": "F0 상위 5 %",
}  # fmt: skip
WORDS = gr.I18n(en={text: text for text in KOREAN}, ko=KOREAN)


def say(text: str) -> gr.I18nData:
    """A text of the templates in the language of the browser.

    Raises
    ------
    KeyError
        If the text has no translation.
    """
    KOREAN[text]
    return WORDS(text)


def spoken(text: str, request: gr.Request | None) -> str:
    """A text of the templates in the language that a request asks for first; English without one."""
    headers = headers_of(request)
    wanted = (headers.get("accept-language") or "") if headers is not None else ""
    return KOREAN[text] if wanted.strip().lower().startswith("ko") else text
