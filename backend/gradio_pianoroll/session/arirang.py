"""Arirang (본조 아리랑), the best known Korean folk song, traditional: one refrain and one verse in 3/4.

The scale is sol la do re mi; here do is G4, so that a soprano sings between D4 and D5.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

BEATS_PER_BAR = 3
BARS = 16
TEMPO_BPM = 84.0
# The last line slows down a little, as everybody sings it.
RITARDANDO = ((42.0, 79.0), (45.0, 72.0))

D4, E4, G4, A4, B4, D5 = 62, 64, 67, 69, 71, 74
# A note that goes on with the vowel of the syllable before.
HELD = "-"


class SungNote(NamedTuple):
    """Note of the melody; the length in beats, phonemes as they are spoken (liaison and tensing included)."""

    lyric: str
    phoneme: str
    pitch: int
    beats: float
    velocity: int = 92


class Rest(NamedTuple):
    """Breath, in beats."""

    beats: float


# One line of the list is one bar. 넘어 is said [너머], 님은 [니믄], 십리 [심니], 못가서 [몯까서], 발병 [발뼝].
MELODY: tuple[tuple[SungNote | Rest, ...], ...] = (
    (
        SungNote("아", "a", D4, 1.5),
        SungNote("리", "r i", E4, 0.5),
        SungNote("랑", "r a", D4, 0.5),
        SungNote(HELD, "a ng", E4, 0.5),
    ),
    (
        SungNote("아", "a", G4, 1.5, 98),
        SungNote("리", "r i", A4, 0.5),
        SungNote("랑", "r a", G4, 0.5),
        SungNote(HELD, "a ng", A4, 0.5),
    ),
    (
        SungNote("아", "a", B4, 1.0, 104),
        SungNote("라", "r a", A4, 0.5),
        SungNote(HELD, "a", G4, 0.5, 96),
        SungNote("리", "r i", E4, 0.5),
        SungNote(HELD, "i", D4, 0.5, 86),
    ),
    (
        SungNote("요", "y o", D4, 1.5),
        SungNote(HELD, "o", E4, 0.5, 84),
        SungNote(HELD, "o", D4, 0.5, 82),
        SungNote(HELD, "o", E4, 0.35, 80),
        Rest(0.15),
    ),
    (
        SungNote("아", "a", G4, 1.5, 98),
        SungNote("리", "r i", A4, 0.5),
        SungNote("랑", "r a", G4, 0.5),
        SungNote(HELD, "a ng", A4, 0.5),
    ),
    (
        SungNote("고", "g o", B4, 0.5, 102),
        SungNote(HELD, "o", A4, 0.5, 96),
        SungNote("개", "g ae", G4, 0.5),
        SungNote(HELD, "ae", E4, 0.5, 88),
        SungNote("로", "r o", D4, 0.5, 86),
        SungNote(HELD, "o", E4, 0.5, 86),
    ),
    (SungNote("넘", "n eo", G4, 1.5, 94), SungNote("어", "m eo", A4, 0.5, 90), SungNote("간", "g a n", G4, 1.0, 88)),
    (SungNote("다", "d a", G4, 2.25, 86), Rest(0.75)),
    (SungNote("나", "n a", D5, 2.0, 106), SungNote("를", "r eu l", D5, 1.0, 102)),
    (
        SungNote("버", "b eo", D5, 1.0, 108),
        SungNote("리", "r i", B4, 1.0, 102),
        SungNote("고", "g o", A4, 0.85, 96),
        Rest(0.15),
    ),
    (
        SungNote("가", "g a", B4, 1.0, 102),
        SungNote("시", "s i", A4, 0.5, 96),
        SungNote(HELD, "i", G4, 0.5, 92),
        SungNote("는", "n eu", E4, 0.5, 88),
        SungNote(HELD, "eu n", D4, 0.5, 86),
    ),
    (
        SungNote("님", "n i", D4, 1.5, 90),
        SungNote("은", "m eu", E4, 0.5, 86),
        SungNote(HELD, "eu", D4, 0.5, 84),
        SungNote(HELD, "eu n", E4, 0.35, 82),
        Rest(0.15),
    ),
    (
        SungNote("십", "s i m", G4, 1.5, 98),
        SungNote("리", "n i", A4, 0.5, 94),
        SungNote("도", "d o", G4, 0.5),
        SungNote(HELD, "o", A4, 0.5),
    ),
    (
        SungNote("못", "m o", B4, 0.5, 102),
        SungNote(HELD, "o t", A4, 0.5, 96),
        SungNote("가", "kk a", G4, 0.5),
        SungNote(HELD, "a", E4, 0.5, 88),
        SungNote("서", "s eo", D4, 0.5, 86),
        SungNote(HELD, "eo", E4, 0.5, 86),
    ),
    (
        SungNote("발", "b a l", G4, 1.5, 94),
        SungNote("병", "pp y eo ng", A4, 0.5, 90),
        SungNote("난", "n a n", G4, 1.0, 86),
    ),
    (SungNote("다", "d a", G4, 2.5, 84), Rest(0.5)),
)

# A gayageum-like accompaniment: one chord a bar, low string on the beat, then upwards; (root, middle, high) per bar.
G2, A2, B2, D3, E3, G3, A3, B3 = 43, 45, 47, 50, 52, 55, 57, 59
CHORDS: tuple[tuple[int, int, int, int], ...] = (
    (G2, D3, G3, B3),
    (G2, D3, G3, B3),
    (E3 - 12, B2, E3, G3),
    (D3 - 12, A2, D3, A3),
    (G2, D3, G3, B3),
    (E3 - 12, B2, E3, G3),
    (D3 - 12, A2, D3, A3),
    (G2, D3, G3, B3),
    (G2, D3, G3, B3),
    (D3 - 12, A2, D3, A3),
    (E3 - 12, B2, E3, G3),
    (D3 - 12, A2, D3, A3),
    (G2, D3, G3, B3),
    (E3 - 12, B2, E3, G3),
    (D3 - 12, A2, D3, A3),
    (G2, D3, G3, B3),
)
# (position in the chord, onset in beats, length, velocity): 세마치, long - short - long.
PATTERN = ((0, 0.0, 2.8, 78), (1, 1.0, 1.8, 56), (2, 1.5, 1.4, 52), (3, 2.0, 0.9, 62), (2, 2.5, 0.5, 48))
LAST_BAR = ((0, 0.0, 3.0, 74), (1, 0.25, 2.75, 58), (2, 0.5, 2.5, 56), (3, 0.75, 2.25, 58))

Row = tuple[float, float, int, int, int, str | None, str | None]


def _voice_rows() -> list[Row]:
    rows: list[Row] = []
    for bar, events in enumerate(MELODY):
        at = float(bar * BEATS_PER_BAR)
        for event in events:
            if isinstance(event, SungNote):
                rows.append((at, event.beats, event.pitch, event.velocity, 0, event.lyric, event.phoneme))
            at += event.beats
    return rows


def _string_rows() -> list[Row]:
    return [
        (bar * BEATS_PER_BAR + at, length, chord[string], velocity, 1, None, None)
        for bar, chord in enumerate(CHORDS)
        for string, at, length, velocity in (PATTERN if bar + 1 < BARS else LAST_BAR)
    ]


def arirang_score() -> Score:
    """Song as a score: a singing voice with lyrics and phonemes, and plucked strings."""
    from gradio_pianoroll.score import NoteTable, Score, TempoMap, Track

    onset, duration, pitch, velocity, track, lyric, phoneme = zip(*(_voice_rows() + _string_rows()), strict=True)
    return Score(
        notes=NoteTable.from_columns(
            onset_beats=onset,
            duration_beats=duration,
            pitch=pitch,
            velocity=velocity,
            track=track,
            lyric=list(lyric),
            phoneme=list(phoneme),
        ),
        tempo_map=TempoMap([(0.0, TEMPO_BPM), *RITARDANDO], [(0.0, 3, 4)]),
        tracks=(
            Track(name="노래 · Voice", program=53, color="#4f8ef7"),
            Track(name="가야금 · Strings", program=107, channel=1, color="#e0a33e", volume=0.85),
        ),
        name="아리랑 · Arirang",
        snap="1/8",
    )
