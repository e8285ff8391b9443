"""What music21 reads of a tune in ABC, in the form in which it is compared with what we read."""

import re
import warnings
from collections import Counter
from fractions import Fraction
from pathlib import Path

import music21
from music21.abcFormat import ABCFile
from music21.abcFormat.translate import abcToStreamScore

from gradio_pianoroll.formats.abc import read_tunes
from gradio_pianoroll.score import TICKS_PER_BEAT

CORPUS = Path(music21.__file__).parent / "corpus"


def tunes_of(text):
    """Tunes of a file as texts of their own, with the lines that stand before the first of them."""
    parts = re.split(r"(?m)^(?=X:)", text)
    return [re.split(r"\n[ \t]*\n", part)[0] + "\n" for part in parts[1:]]


def ticks(quarters):
    return round(Fraction(quarters) * TICKS_PER_BEAT)


def by_music21(tune):
    """Notes as (part, onset, end, pitch) in ticks, ties joined by us; lyrics as (part, onset, verse, text)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        song = abcToStreamScore(ABCFile().readstr(tune))
    notes, lyrics, chords = Counter(), Counter(), Counter()
    for index, part in enumerate(song.parts or [song]):
        pieces = []
        for element in part.recurse().notes:
            onset = ticks(element.getOffsetInHierarchy(part))
            if isinstance(element, music21.harmony.ChordSymbol):
                chords[index, onset, element.figure] += 1
                continue
            if element.duration.isGrace:
                continue
            end = onset + ticks(element.quarterLength)
            for lyric in element.lyrics:
                lyrics[index, onset, lyric.number, lyric.text, lyric.syllabic] += 1
            inner = element.notes if isinstance(element, music21.chord.Chord) else [element]
            for note in inner:
                tie = (note.tie or element.tie).type if (note.tie or element.tie) else ""
                pieces.append((onset, end, note.pitch.midi, tie))
        waiting = {}
        for onset, end, pitch, tie in sorted(pieces):
            begun = waiting.pop((pitch, onset), onset)
            if tie in ("start", "continue"):
                waiting[pitch, end] = begun
            else:
                notes[index, begun, end, pitch] += 1
        for (pitch, end), begun in waiting.items():
            notes[index, begun, end, pitch] += 1
    return notes, lyrics, chords


def by_us(tune):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (score,) = read_tunes(tune.encode(), repeats=False)
    notes = Counter()
    table = score.notes
    rows = zip(
        table.track.tolist(), table.onset_beats.tolist(), table.end_beats.tolist(), table.pitch.tolist(), strict=True
    )
    for track, onset, end, pitch in rows:
        notes[track, round(onset * TICKS_PER_BEAT), round(end * TICKS_PER_BEAT), pitch] += 1
    return notes, score
