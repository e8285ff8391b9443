"""What the studio says, in English and Korean.

Labels are translated in the browser (`LABELS`); sentences with numbers and names in them on the server, in the
language that the browser asks for (`say`).
"""

from __future__ import annotations

import gradio as gr

ENGLISH: dict[str, str] = {
    "title": "Piano roll studio",
    "new": "New",
    "example": "Example: Arirang",
    "open": "Open",
    "drop": "MIDI, JSON or sound (WAV, FLAC, OGG, MP3)",
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
    "analyze": "Analyse the sound",
    "save": "Save",
    "save_midi": "Save MIDI",
    "save_json": "Save JSON",
    "save_hint": "MIDI keeps notes, lyrics, tempo and tracks; JSON keeps everything but the sound.",
}
KOREAN: dict[str, str] = {
    "title": "피아노 롤 스튜디오",
    "new": "새 악보",
    "example": "예제: 아리랑",
    "open": "열기",
    "drop": "MIDI, JSON 또는 소리 파일 (WAV, FLAC, OGG, MP3)",
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
    "analyze": "소리 분석하기",
    "save": "저장",
    "save_midi": "MIDI 저장",
    "save_json": "JSON 저장",
    "save_hint": "MIDI에는 음표, 가사, 템포, 트랙이, JSON에는 소리를 뺀 모든 것이 담깁니다.",
}

LABELS = gr.I18n(en=ENGLISH, ko=KOREAN)

SENTENCES: dict[str, tuple[str, str]] = {
    "new": ("A new, empty score.", "비어 있는 새 악보입니다."),
    "example": (
        "Arirang, a traditional song: sung and analysed by this program.",
        "아리랑: 이 프로그램이 부르고 분석했습니다.",
    ),
    "opened_score": ("Opened {name}.", "{name} 파일을 열었습니다."),
    "opened_sound": ("Opened {name} and analysed it.", "{name} 파일을 열고 분석했습니다."),
    "added_sound": (
        "Added the sound {name} to the score and analysed it.",
        "{name} 소리를 악보에 더하고 분석했습니다.",
    ),
    "sound_unanalysed": (
        "Opened {name}. It is longer than {minutes} minutes and was not analysed.",
        "{name} 파일을 열었습니다. {minutes}분보다 길어서 분석하지 않았습니다.",
    ),
    "sound_only": (
        "Opened {name}. It could not be analysed: {reason}",
        "{name} 파일을 열었지만 분석하지 못했습니다: {reason}",
    ),
    "analysed": ("Analysed {seconds} s of sound with {engine}.", "소리 {seconds}초를 {engine} 방식으로 분석했습니다."),
    "saved": ("Saved {name}.", "{name} 파일로 저장했습니다."),
    "cannot": ("Could not open the file. {reason}", "파일을 열 수 없습니다. {reason}"),
    "cannot_save": ("Could not save. {reason}", "저장할 수 없습니다. {reason}"),
    "cannot_analyse": ("Could not analyse the sound. {reason}", "소리를 분석할 수 없습니다. {reason}"),
    "no_sound": (
        "There is no sound to analyse: open a sound file first.",
        "분석할 소리가 없습니다. 먼저 소리 파일을 여세요.",
    ),
    "remote_sound": (
        "The sound lies at a web address: download it and open it as a file.",
        "소리가 웹 주소에 있습니다. 내려받아 파일로 여세요.",
    ),
    "no_file": ("Choose a file first.", "먼저 파일을 고르세요."),
    "too_big": ("{name} is larger than {megabytes} MB.", "{name} 파일이 {megabytes} MB보다 큽니다."),
    "too_long": (
        "The sound is longer than {minutes} minutes: cut it into parts.",
        "소리가 {minutes}분보다 깁니다. 나누어서 여세요.",
    ),
    "unknown_kind": (
        "{name}: this kind of file is not known; open MIDI (.mid), JSON (.json) or a sound ({sounds}).",
        "{name}: 알 수 없는 파일입니다. MIDI(.mid), JSON(.json) 또는 소리({sounds}) 파일을 여세요.",
    ),
    "nothing_to_show": (
        "Choose at least one of F0, loudness and voicing.",
        "F0, 음량, 유성음 가운데 하나 이상을 고르세요.",
    ),
    "notes": ("{n} notes", "음표 {n}개"),
    "tracks": ("{n} tracks", "트랙 {n}개"),
    "sound": ("sound {time}", "소리 {time}"),
    "untitled": ("Untitled", "제목 없음"),
    "step_read": ("Reading the sound", "소리를 읽는 중"),
    "step_analyse": ("Analysing", "분석하는 중"),
}


def language_of(request: gr.Request | None) -> str:
    """`ko` when the browser prefers Korean to English, else `en`."""
    headers = getattr(request, "headers", None)
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
