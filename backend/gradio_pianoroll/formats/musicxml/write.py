"""A score as MusicXML: voices without overlaps, split at bar lines and into values that can be written."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence, joined, named

from ...errors import FormatError
from ...score import TICKS_PER_BEAT, PianoRollWarning, Score, Track, beats_to_ticks
from ..corrections import words_of_corrections
from .container import pack
from .notation import CENTS, VERSE, text
from .write_measures import Grid, PartNote, PartWriter, syllabics

PERCUSSION_CHANNEL = 9
MAX_MEASURES = 400_000
MOST_CENTS = 1_200
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 '
    'Partwise//EN" "http://www.musicxml.org/dtds/partwise.dtd">\n<score-partwise version="4.0">\n'
)


def write(score: Score, path: Path) -> bytes:
    """Bytes of a MusicXML file; ``.mxl`` is compressed. Beats off the grid of ticks are rounded to it.

    Raises
    ------
    FormatError
        If the score would have more than `MAX_MEASURES` measures.

    Warns
    -----
    PianoRollWarning
        Once, with what the format has no place for.
    """
    _warn_of_losses(score, path)
    tracks = _tracks(score)
    grid = _grid(score, len(tracks), path)
    parts = [_part(score, i, track, grid) for i, track in enumerate(tracks)]
    title = f"<work><work-title>{text(score.name)}</work-title></work>\n" if score.name else ""
    software = "<identification><encoding><software>gradio-pianoroll</software></encoding></identification>\n"
    listed = "".join(_score_part(score, i, track) for i, track in enumerate(tracks))
    body = "".join(parts)
    xml = f"{_HEAD}{title}{software}<part-list>\n{listed}</part-list>\n{body}</score-partwise>\n".encode()
    return pack(xml) if path.suffix.lower() == ".mxl" else xml


def _warn_of_losses(score: Score, path: Path) -> None:
    lost = [
        Sentence(f"word.{name}")
        for name, there in (
            ("phonemes", score.notes.phoneme.any()),
            ("curves", bool(score.curves)),
            ("segments", bool(score.segments)),
        )
        if there
    ]
    lost += words_of_corrections(score.curves.values())
    if lost:
        warnings.warn(named(path.name, Sentence("xml.losses", what=joined(lost))), PianoRollWarning, stacklevel=4)


def _tracks(score: Score) -> list[Track]:
    """Tracks of the score, with plain ones for numbers that notes use beyond them."""
    highest = int(score.notes.track.max()) + 1 if len(score.notes) else 0
    return [*score.tracks, *(Track() for _ in range(highest - len(score.tracks)))] or [Track()]


def _is_drum(track: Track) -> bool:
    return track.is_drum or track.channel == PERCUSSION_CHANNEL


def _grid(score: Score, parts: int, path: Path) -> Grid:
    onset, end = _note_ticks(score)
    tempos = [(int(beats_to_ticks(beat)), bpm) for beat, bpm in score.tempo_map.tempos]
    signatures = [(int(beats_to_ticks(beat)), n, d) for beat, n, d in score.tempo_map.signatures]
    keys = [(int(beats_to_ticks(key.beat)), key.sharps, key.mode) for key in score.keys]
    markers = [(int(beats_to_ticks(marker.beat)), marker.text) for marker in score.markers]
    marks = max([*(key[0] for key in keys), *(marker[0] for marker in markers)], default=0)
    last = max(int(end.max()) if len(end) else 0, tempos[-1][0] + 1, signatures[-1][0] + 1, marks + 1)
    starts: list[int] = []
    for i, (first, numerator, denominator) in enumerate(signatures):
        size = numerator * 4 * TICKS_PER_BEAT // denominator
        until = signatures[i + 1][0] if i + 1 < len(signatures) else last
        if (len(starts) + (until - first) // size) * parts > MAX_MEASURES:
            raise FormatError(path, Sentence("xml.measures", most=MAX_MEASURES))
        starts.extend(range(first, until, size))
    # The last bar is a whole one.
    stop = starts[-1] + signatures[-1][1] * 4 * TICKS_PER_BEAT // signatures[-1][2]
    bounds = np.array([*starts, stop], np.int64)
    positions = [*(tempo[0] for tempo in tempos), *(marker[0] for marker in markers)]
    unit = int(np.gcd.reduce(np.concatenate([[TICKS_PER_BEAT], bounds, onset, end, positions])))
    inside = sum(tick not in bounds for tick, *_ in keys)
    if inside:
        warnings.warn(named(path.name, Sentence("xml.keys_inside", count=inside)), PianoRollWarning, stacklevel=4)
    return Grid(bounds, unit, tempos, signatures, keys, markers)


def _note_ticks(score: Score) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Onsets and ends, at least a tick apart."""
    onset = beats_to_ticks(score.notes.onset_beats)
    return onset, np.maximum(beats_to_ticks(score.notes.end_beats), onset + 1)


def _part(score: Score, index: int, track: Track, grid: Grid) -> str:
    notes = score.notes
    rows = np.flatnonzero(notes.track == index)
    onset, end = (column[rows].tolist() for column in _note_ticks(score))
    pitch, velocity = notes.pitch[rows].tolist(), notes.velocity[rows].tolist()
    extras = [notes.extra.get(id, {}) for id in notes.id[rows].tolist()] if notes.extra else [{}] * len(rows)
    lyrics = syllabics([notes.lyric[int(row)] for row in rows])
    for verse in sorted({key for extra in extras for key in extra if key.startswith(VERSE)}):
        further = syllabics([said if isinstance(said := extra.get(verse), str) else None for extra in extras], verse)
        lyrics = [first + other for first, other in zip(lyrics, further, strict=True)]
    cents = [_cents(extra.get(CENTS)) for extra in extras]
    sung = [PartNote(*values) for values in zip(onset, end, pitch, velocity, lyrics, cents, strict=True)]
    measures = PartWriter(f"P{index + 1}", grid, _is_drum(track), with_tempos=index == 0).measures(sung)
    return f'<part id="P{index + 1}">\n{measures}</part>\n'


def _cents(said: Any) -> float:
    """Distance of a note from its semitone; 0 when that is not said by a number that can be one."""
    return float(said) if type(said) in (int, float) and abs(said) <= MOST_CENTS else 0.0


def _score_part(score: Score, index: int, track: Track) -> str:
    part = f"P{index + 1}"
    channel = PERCUSSION_CHANNEL if _is_drum(track) else track.channel
    # MIDI's volume of 100 of 127 is a gain of 1.
    volume = f"<volume>{min(track.volume * 10_000 / 127, 100):g}</volume>" if track.volume != 1 else ""
    # 90 degrees are hard right.
    pan = f"<pan>{track.pan * 90:g}</pan>" if track.pan else ""
    sound = f"<midi-channel>{channel + 1}</midi-channel><midi-program>{track.program + 1}</midi-program>"
    instruments = [(f"{part}-I1", "")]
    if _is_drum(track):
        pitches = np.unique(score.notes.pitch[score.notes.track == index]).tolist()
        instruments += [(f"{part}-X{p}", f"<midi-unpitched>{p + 1}</midi-unpitched>") for p in pitches]
    named = "".join(
        f'<score-instrument id="{id}"><instrument-name>{text(track.name)}</instrument-name></score-instrument>'
        for id, _ in instruments
    )
    midi = "".join(
        f'<midi-instrument id="{id}">{sound}{unpitched}{volume}{pan}</midi-instrument>' for id, unpitched in instruments
    )
    return f'<score-part id="{part}"><part-name>{text(track.name)}</part-name>{named}{midi}</score-part>\n'
