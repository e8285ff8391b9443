"""The measures of one part."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .notation import ALTERS, FORTE, STEPS, VERSE, Value, text, values_of


@dataclass(frozen=True)
class Grid:
    """Grid of all parts: bar lines (and the end) in ticks, ticks of one division, tempos and signatures by tick.

    `keys` are (tick, sharps, mode), `markers` (tick, text).
    """

    bounds: NDArray[np.int64]
    unit: int
    tempos: list[tuple[int, float]]
    signatures: list[tuple[int, int, int]]
    keys: list[tuple[int, int, str]] = field(default_factory=list)
    markers: list[tuple[int, str]] = field(default_factory=list)


class PartNote(NamedTuple):
    """Note in ticks; `lyric` is its lyric elements, one for each verse."""

    onset: int
    end: int
    pitch: int
    velocity: int
    lyric: str
    cents: float = 0.0


class Piece(NamedTuple):
    """Notes of a chord from one bar line to the next; `first` and `last` of their bars."""

    start: int
    end: int
    chord: list[PartNote]
    first: bool
    last: bool


def syllabics(lyrics: Sequence[str | None], verse: str = f"{VERSE}1") -> list[str]:
    """Lyric elements of a part's notes in order: a text that ends with ``-`` goes on in the next one.

    A ``-`` alone is no syllable that goes on: it holds the one before.
    """
    number = text(verse.removeprefix(VERSE)).replace('"', "&quot;")
    result, inside = [], False
    for lyric in lyrics:
        if lyric is None:
            result.append("")
            continue
        goes_on = len(lyric) > 1 and lyric.endswith("-")
        kind = ("middle" if inside else "begin") if goes_on else ("end" if inside else "single")
        inside = goes_on
        shown = lyric[:-1] if goes_on else lyric
        result.append(f'<lyric number="{number}"><syllabic>{kind}</syllabic><text>{text(shown)}</text></lyric>')
    return result


class PartWriter:
    """Writes the measures of a part.

    Parameters
    ----------
    part
        Its id.
    grid
        Shared by all parts.
    is_drum
        Notes are strokes on instruments of their own.
    with_tempos
        The first part carries the tempos.
    """

    def __init__(self, part: str, grid: Grid, is_drum: bool, with_tempos: bool) -> None:
        self._part, self._grid, self._is_drum = part, grid, is_drum
        self._bounds = grid.bounds.tolist()
        self._tempos: dict[int, list[tuple[int, float]]] = defaultdict(list)
        self._markers: dict[int, list[tuple[int, str]]] = defaultdict(list)
        self._keys = {self._bar_of(tick): (sharps, mode) for tick, sharps, mode in grid.keys}
        if with_tempos:
            for tick, name in grid.markers:
                self._markers[self._bar_of(tick)].append((tick, name))
            for tick, bpm in grid.tempos:
                self._tempos[self._bar_of(tick)].append((tick, bpm))
        self._signatures = {self._bar_of(tick): (n, d) for tick, n, d in grid.signatures}

    def measures(self, notes: list[PartNote]) -> str:
        """Write all measures as XML."""
        pieces = self._pieces(notes)
        low = bool(notes) and sum(n.pitch for n in notes) < 57 * len(notes)
        lines = []
        for bar in range(len(self._bounds) - 1):
            lines.append(f'<measure number="{bar + 1}">')
            lines.append(self._attributes(bar, low))
            lines.extend(self._rehearsal(bar, tick, name) for tick, name in self._markers.get(bar, ()))
            lines.extend(self._direction(bar, tick, bpm) for tick, bpm in self._tempos.get(bar, ()))
            lines.append(self._voices(bar, pieces.get(bar, {})))
            lines.append("</measure>\n")
        return "".join(lines)

    def _bar_of(self, tick: int) -> int:
        return bisect_right(self._bounds, tick) - 1

    def _pieces(self, notes: list[PartNote]) -> dict[int, dict[int, list[Piece]]]:
        """Chords by bar and voice: notes with the same onset and end, each voice without overlaps."""
        chords: dict[tuple[int, int], list[PartNote]] = defaultdict(list)
        for note in notes:
            chords[note.onset, note.end].append(note)
        pieces: dict[int, dict[int, list[Piece]]] = defaultdict(lambda: defaultdict(list))
        voice_ends: list[int] = []
        for (onset, end), chord in sorted(chords.items()):
            voice = next((v for v, until in enumerate(voice_ends) if until <= onset), len(voice_ends))
            voice_ends[voice : voice + 1] = [end]
            bar, start = self._bar_of(onset), onset
            while start < end:
                stop = min(end, self._bounds[bar + 1])
                pieces[bar][voice].append(Piece(start, stop, chord, start == onset, stop == end))
                bar, start = bar + 1, stop
        return pieces

    def _attributes(self, bar: int, low: bool) -> str:
        signature, named = self._signatures.get(bar), self._keys.get(bar)
        key = f"<key><fifths>{named[0]}</fifths><mode>{named[1]}</mode></key>" if named else ""
        if signature is None:
            return f"<attributes>{key}</attributes>" if key else ""
        time = f"<time><beats>{signature[0]}</beats><beat-type>{signature[1]}</beat-type></time>"
        if bar:
            return f"<attributes>{key}{time}</attributes>"
        sign = "percussion" if self._is_drum else "F" if low else "G"
        line = "" if self._is_drum else f"<line>{4 if low else 2}</line>"
        divisions = 15360 // self._grid.unit
        clef = f"<clef><sign>{sign}</sign>{line}</clef>"
        return f"<attributes><divisions>{divisions}</divisions>{key}{time}{clef}</attributes>"

    def _rehearsal(self, bar: int, tick: int, name: str) -> str:
        offset = (tick - self._bounds[bar]) // self._grid.unit
        later = f"<offset>{offset}</offset>" if offset else ""
        kind = f"<direction-type><rehearsal>{text(name)}</rehearsal></direction-type>"
        return f'<direction placement="above">{kind}{later}</direction>'

    def _direction(self, bar: int, tick: int, bpm: float) -> str:
        offset = (tick - self._bounds[bar]) // self._grid.unit
        shown = f"<metronome><beat-unit>quarter</beat-unit><per-minute>{bpm:.4g}</per-minute></metronome>"
        later = f'<offset sound="yes">{offset}</offset>' if offset else ""
        kind = f'<direction placement="above"><direction-type>{shown}</direction-type>'
        return f'{kind}{later}<sound tempo="{bpm!r}"/></direction>'

    def _voices(self, bar: int, voices: dict[int, list[Piece]]) -> str:
        start, end = self._bounds[bar], self._bounds[bar + 1]
        length = (end - start) // self._grid.unit
        if not voices.get(0):
            out = [f'<note><rest measure="yes"/><duration>{length}</duration><voice>1</voice></note>']
        else:
            out = list(self._voice(0, voices[0], start, end))
        for voice in sorted(set(voices) - {0}):
            out.append(f"<backup><duration>{length}</duration></backup>")
            out.extend(self._voice(voice, voices[voice], start, end))
        return "".join(out)

    def _voice(self, voice: int, pieces: list[Piece], start: int, end: int) -> Iterator[str]:
        """Pieces of a voice in a bar, with rests (the first voice) or nothing (others) between them."""
        at = start
        for piece in pieces:
            yield from self._silence(voice, piece.start - at)
            yield from self._piece(voice, piece)
            at = piece.end
        yield from self._silence(voice, end - at)

    def _silence(self, voice: int, ticks: int) -> Iterator[str]:
        if ticks and voice:
            yield f"<forward><duration>{ticks // self._grid.unit}</duration></forward>"
        elif ticks:
            for value in values_of(ticks):
                sign, modification = _signs(value)
                yield f"<note><rest/>{self._duration(value)}<voice>1</voice>{sign}{modification}</note>"

    def _duration(self, value: Value) -> str:
        return f"<duration>{value.ticks // self._grid.unit}</duration>"

    def _piece(self, voice: int, piece: Piece) -> Iterator[str]:
        values = list(values_of(piece.end - piece.start))
        for i, value in enumerate(values):
            begins, ends = piece.first and i == 0, piece.last and i == len(values) - 1
            ties = ("" if begins else "s") + ("" if ends else "t")
            for k, note in enumerate(piece.chord):
                yield self._note(note, voice, value, ties, chord=k > 0, begins=begins)

    def _note(self, note: PartNote, voice: int, value: Value, ties: str, *, chord: bool, begins: bool) -> str:
        sign, modification = _signs(value)
        kinds = [name for letter, name in (("s", "stop"), ("t", "start")) if letter in ties]
        tie = "".join(f'<tie type="{kind}"/>' for kind in kinds)
        tied = "".join(f'<tied type="{kind}"/>' for kind in kinds)
        notations = f"<notations>{tied}</notations>" if tied else ""
        where, instrument = self._place(note.pitch, note.cents)
        return (
            f'<note dynamics="{note.velocity * 100 / FORTE:.4g}">{"<chord/>" if chord else ""}{where}'
            f"{self._duration(value)}{tie}{instrument}<voice>{voice + 1}</voice>{sign}{modification}{notations}"
            f"{note.lyric if begins else ''}</note>"
        )

    def _place(self, pitch: int, cents: float) -> tuple[str, str]:
        step, octave = STEPS[pitch % 12], pitch // 12 - 1
        if self._is_drum:
            place = f"<display-step>{step}</display-step><display-octave>{max(octave, 0)}</display-octave>"
            return f"<unpitched>{place}</unpitched>", f'<instrument id="{self._part}-X{pitch}"/>'
        altered = ALTERS[pitch % 12] + round(cents / 100, 6)
        alter = f"<alter>{altered:g}</alter>" if altered else ""
        return f"<pitch><step>{step}</step>{alter}<octave>{octave}</octave></pitch>", ""


def _signs(value: Value) -> tuple[str, str]:
    """Type with dots, and the tuplet."""
    sign = f"<type>{value.type}</type>{'<dot/>' * value.dots}" if value.type else ""
    if value.actual == 1:
        return sign, ""
    tuplet = f"<actual-notes>{value.actual}</actual-notes><normal-notes>{value.normal}</normal-notes>"
    return sign, f"<time-modification>{tuplet}</time-modification>"
