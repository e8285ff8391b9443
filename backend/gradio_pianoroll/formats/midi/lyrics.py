"""Which note a lyric of a MIDI file belongs to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .smf import LYRIC, TEXT, Chunk
from .texts import decode

Lyric = tuple[int, str]
# Karaoke files begin a line or a page with these.
_LINE_MARKS = "/\\"


@dataclass(frozen=True)
class Notes:
    """All notes of the file: onset tick, pitch and the number of the chunk they came from; [n] each."""

    onset: NDArray[np.int64]
    pitch: NDArray[np.int64]
    chunk: NDArray[np.int64]


def lyrics_of(chunk: Chunk, encoding: str, karaoke: bool) -> list[Lyric]:
    """Lyrics of a chunk by tick; in a karaoke file the plain texts, without marks and headings."""
    kind = TEXT if karaoke else LYRIC
    found = [(event.tick, decode(event.data, encoding)) for event in chunk.texts if event.kind == kind]
    if karaoke:
        found = [(tick, text.lstrip(_LINE_MARKS)) for tick, text in found if not text.startswith("@")]
    return [(tick, text) for tick, text in found if text]


def is_karaoke(chunks: list[Chunk]) -> bool:
    """Whether the lyrics are plain texts: a file that says so (``@K…``) and has no lyric events."""
    events = [event for chunk in chunks for event in chunk.texts]
    says_so = any(event.kind == TEXT and event.data.startswith(b"@K") for event in events)
    return says_so and not any(event.kind == LYRIC for event in events)


def tie(lyrics: dict[int, list[Lyric]], notes: Notes, ppqn: int) -> tuple[dict[int, str], int]:
    """Lyrics by row of their note, and how many found none.

    A lyric belongs to a note of its own chunk that begins with it. A chunk without notes sings the notes of the chunk
    that begins with most of its lyrics.
    """
    tied: dict[int, str] = {}
    lost = 0
    for chunk, events in lyrics.items():
        rows = np.flatnonzero(notes.chunk == (chunk if (notes.chunk == chunk).any() else _sung_by(events, notes)))
        lost += _tie_to(events, rows, notes, ppqn, tied)
    return tied, lost


def _sung_by(events: list[Lyric], notes: Notes) -> int:
    """The chunk with the greatest share of its onsets and of the lyrics coinciding."""
    ticks = np.unique([tick for tick, _ in events])
    best, most = -1, -1.0
    for chunk in np.unique(notes.chunk).tolist():
        onsets = np.unique(notes.onset[notes.chunk == chunk])
        together = int(np.isin(onsets, ticks).sum())
        # An accompaniment strikes at every lyric too, and often between: the tune is what the words fit closely.
        share = together * together / len(onsets)
        if share > most:
            best, most = chunk, share
    return best


def _tie_to(events: list[Lyric], rows: NDArray[np.intp], notes: Notes, ppqn: int, tied: dict[int, str]) -> int:
    """Tie the lyrics of one chunk to the given notes; the number of those that no note begins with."""
    rows = rows[np.lexsort((-notes.pitch[rows], notes.onset[rows]))]
    onsets = notes.onset[rows]
    lost = 0
    by_tick: dict[int, list[str]] = {}
    for tick, text in events:
        by_tick.setdefault(tick, []).append(text)
    exact = set(onsets.tolist())
    for tick, texts in by_tick.items():
        onset = tick if tick in exact else _near(onsets, tick, ppqn // 8, by_tick)
        if onset is None:
            lost += len(texts)
            continue
        first, last = np.searchsorted(onsets, (onset, onset + 1))
        chord = rows[first:last].tolist()
        for row, text in zip(chord, texts, strict=False):
            tied[row] = text
        # More syllables than notes: the last note takes the rest.
        tied[chord[min(len(chord), len(texts)) - 1]] += "".join(texts[len(chord) :])
    return lost


def _near(onsets: NDArray[np.int64], tick: int, reach: int, by_tick: dict[int, list[str]]) -> int | None:
    """The nearest onset within reach that has no lyric of its own: played files are a little apart."""
    at = int(np.searchsorted(onsets, tick))
    near = [int(onset) for onset in onsets[max(at - 1, 0) : at + 1] if abs(int(onset) - tick) <= reach]
    free = [onset for onset in near if onset not in by_tick]
    return min(free, key=lambda onset: abs(onset - tick), default=None)
