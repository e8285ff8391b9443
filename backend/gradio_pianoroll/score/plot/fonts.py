"""Fonts of a picture, with letters for Korean lyrics where the system has some."""

from __future__ import annotations

from functools import cache

from gradio_pianoroll.i18n.sentence import Sentence

from ...extras import require

# Fonts with Hangul on the systems that have them; the first one found stands behind the usual one.
KOREAN_FONTS = (
    "Pretendard", "Noto Sans CJK KR", "Noto Sans KR", "NanumGothic", "NanumBarunGothic", "NanumSquareRound",
    "Malgun Gothic", "Apple SD Gothic Neo", "UnDotum",
)  # fmt: skip
LATIN_FONTS = ("DejaVu Sans",)


@cache
def fonts() -> list[str]:
    """Families to give to matplotlib, the usual one first."""
    manager = require("matplotlib.font_manager", Sentence("needs.picture")).fontManager
    known = {font.name for font in manager.ttflist}
    korean = next((name for name in KOREAN_FONTS if name in known), None)
    latin = [name for name in LATIN_FONTS if name in known] or ["sans-serif"]
    return [*latin, *([korean] if korean else [])]
