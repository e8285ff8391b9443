"""What the studio says, in English and Korean.

Labels are translated in the browser (`LABELS`); sentences with numbers and names in them on the server, in the
language that the browser asks for (`say`).
"""

from __future__ import annotations

import gradio as gr

from gradio_pianoroll.gradio_compat import headers_of
from gradio_pianoroll.studio.sentences import SENTENCES

ENGLISH: dict[str, str] = {
    "title": "Piano roll studio",
    "new": "New",
    "example": "Example: Arirang",
    "open": "Open",
    "drop": "MIDI, MusicXML, TextGrid, JSON or sound (WAV, FLAC, OGG, MP3, M4A)",
    "on_sound": "When a sound is opened",
    "add": "Add to the score",
    "replace": "Start a new score",
    "analysis": "Analysis",
    "engine": "F0 engine",
    "fmin": "Lowest F0 (Hz)",
    "fmax": "Highest F0 (Hz)",
    "show": "Show",
    "f0": "F0",
    "loudness": "Loudness",
    "voicing": "Voicing",
    "programme": "Loudness (LUFS)",
    "harmonicity": "Harmonicity",
    "spectral_centroid": "Spectral centroid",
    "second": "Compare with",
    "none": "none",
    "hop": "Hop (ms)",
    "notes_too": "Write notes from the sound",
    "analyze": "Analyse the sound",
    "cancel": "Cancel",
    "score_tab": "File",
    "format": "Format",
    "download": "Download",
    "corpus": "Corpus",
    "corpus_drop": "Many sound files, or a folder",
    "corpus_files": "Files",
    "corpus_folder": "Folder",
    "corpus_run": "Analyse all files",
    "corpus_download": "Download the data set",
    "corpus_hint": "Engine, range and hop are those of the Analysis tab. "
    "The data set holds SQLite, Parquet and CSV tables and a report.",
    "monitor": "Monitor",
    "save": "Save",
    "save_midi": "Save MIDI",
    "save_json": "Save JSON",
    "save_musicxml": "Save MusicXML",
    "save_hint": "MIDI and MusicXML keep notes, lyrics, tempo and tracks; JSON keeps everything but the sound.",
}
KOREAN: dict[str, str] = {
    "title": "피아노 롤 스튜디오",
    "new": "새 악보",
    "example": "예제: 아리랑",
    "open": "열기",
    "drop": "MIDI, MusicXML, TextGrid, JSON 또는 소리 파일 (WAV, FLAC, OGG, MP3, M4A)",
    "on_sound": "소리 파일을 열 때",
    "add": "현재 악보에 더하기",
    "replace": "새 악보로 시작하기",
    "analysis": "분석",
    "engine": "F0 추출 방식",
    "fmin": "최저 F0 (Hz)",
    "fmax": "최고 F0 (Hz)",
    "show": "표시",
    "f0": "F0",
    "loudness": "음량",
    "voicing": "유성음",
    "programme": "라우드니스 (LUFS)",
    "harmonicity": "배음성",
    "spectral_centroid": "스펙트럼 중심",
    "second": "비교할 방식",
    "none": "없음",
    "hop": "간격 (ms)",
    "notes_too": "소리를 음표로 옮기기",
    "analyze": "소리 분석하기",
    "cancel": "취소",
    "score_tab": "파일",
    "format": "형식",
    "download": "내려받기",
    "corpus": "말뭉치",
    "corpus_drop": "여러 소리 파일 또는 폴더",
    "corpus_files": "파일",
    "corpus_folder": "폴더",
    "corpus_run": "모든 파일 분석하기",
    "corpus_download": "데이터 세트 내려받기",
    "corpus_hint": "추출 방식, 범위, 간격은 분석 탭에서 정합니다. "
    "데이터 세트에는 SQLite, Parquet, CSV 표와 보고서가 들어 있습니다.",
    "monitor": "모니터",
    "save": "저장",
    "save_midi": "MIDI 저장",
    "save_json": "JSON 저장",
    "save_musicxml": "MusicXML 저장",
    "save_hint": "MIDI와 MusicXML에는 음표, 가사, 템포, 트랙이, JSON에는 소리를 뺀 모든 것이 담깁니다.",
}

LABELS = gr.I18n(en=ENGLISH, ko=KOREAN)


def language_of(request: gr.Request | None) -> str:
    """`ko` when the browser prefers Korean to English, else `en`."""
    headers = headers_of(request)
    wanted = (headers.get("accept-language") or "") if headers is not None else ""
    ranked = []
    for place, item in enumerate(wanted.split(",")):
        tag, _, weight = item.strip().partition(";q=")
        try:
            ranked.append((-float(weight or 1), place, tag.strip().lower()[:2]))
        except ValueError:
            continue
    known = [tag for _, _, tag in sorted(ranked) if tag in ("ko", "en")]
    return known[0] if known else "en"


def say(language: str, key: str, **values: object) -> str:
    """A sentence in `language` (`en` or `ko`), its gaps filled."""
    return SENTENCES[key][1 if language == "ko" else 0].format(**values)
