"""Hooks of `mkdocs build`: a page of the Korean site that is still in English says so at its top."""

from __future__ import annotations

from typing import Any

NOTE = (
    '!!! note "영어 문서"\n'
    "    이 문서는 아직 한국어로 옮기지 않아 영어로 보여 드립니다. "
    "옮겨 주실 분은 저장소의 CONTRIBUTING.md를 읽어 주세요.\n\n"
)


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Put the note before a page that has no translation."""
    language = config.plugins["i18n"].current_language
    is_translated = page.file.src_uri.endswith(f".{language}.md")
    return markdown if language != "ko" or is_translated else NOTE + markdown
