"""One line about a score."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from gradio_pianoroll.studio.texts import say

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score


def clock(seconds: float) -> str:
    """Minutes and seconds, `1:05`."""
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def describe(score: Score, language: str) -> str:
    """HTML: name, number of notes, duration, tempo, metre, tracks."""
    bpm = score.tempo_map.tempos[0][1]
    _, numerator, denominator = score.tempo_map.signatures[0]
    facts = [
        say(language, "notes", n=f"{len(score.notes):,}"),
        clock(score.end_seconds or max((segment.end for segment in score.segments), default=0.0)),
        f"{bpm:g} bpm",
        f"{numerator}/{denominator}",
    ]
    if len(score.tracks) > 1:
        facts.append(say(language, "tracks", n=len(score.tracks)))
    name = escape(score.name or say(language, "untitled"))
    listed = "".join(f"<span>{escape(fact)}</span>" for fact in facts)
    return f'<div class="studio-info"><b>{name}</b>{listed}</div>'


def status_line(sentence: str, *, failed: bool = False) -> str:
    """HTML of the status line; screen readers announce it."""
    kind = "failed" if failed else "fine"
    return f'<div class="studio-status {kind}" role="status" aria-live="polite">{escape(sentence)}</div>'
