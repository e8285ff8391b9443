"""The scores that benchmarks share: reproducible, shaped like music (phrases, chords, lyrics), any size."""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.score import TICKS_PER_BEAT, NoteTable, Score

# Ticks are int32, which ends at 139,810 beats: from a million notes on they stand closer instead of longer.
MAX_SIXTEENTHS = 520_000
SYLLABLES = ["아", "리", "랑", "고", "개", "로", "넘", "어", "간", "다", "la", "doo", "one", "two"]


def musical_score(n: int, *, lyrics: bool = True, seed: int = 1, played: bool = False) -> Score:
    """A score of `n` notes: eight voices on a sixteenth grid, a lyric on every note of the first voice.

    `played` moves onsets and ends off that grid, as somebody's hands would: such times hardly compress.
    """
    rng = np.random.default_rng(seed)
    track = rng.integers(0, 8, n).astype(np.uint8)
    onset = np.sort(rng.integers(0, min(max(4, n // 2), MAX_SIXTEENTHS), n)) / 4
    duration = rng.choice([0.25, 0.5, 0.5, 1.0, 1.5, 2.0], n)
    pitch = np.clip(rng.normal(60, 12, n).round(), 21, 108).astype(np.uint8)
    velocity = rng.integers(40, 120, n).astype(np.uint8)
    if played:
        ticks = np.sort(np.rint((onset + 0.2 * rng.random(n)) * TICKS_PER_BEAT))
        onset = ticks / TICKS_PER_BEAT
        duration = np.rint(duration * (0.7 + 0.3 * rng.random(n)) * TICKS_PER_BEAT) / TICKS_PER_BEAT
    words = [SYLLABLES[i] if t == 0 else None for i, t in zip(rng.integers(0, len(SYLLABLES), n), track, strict=True)]
    notes = NoteTable.from_columns(
        onset_beats=onset,
        duration_beats=duration,
        pitch=pitch,
        velocity=velocity,
        track=track,
        lyric=words if lyrics else None,
    )
    return Score(notes=notes)
