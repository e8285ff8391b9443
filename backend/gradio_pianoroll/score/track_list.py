"""Changes of the list of tracks that the notes go along with: a note names its track by its place in the list."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import OpError
from .curve import Curve
from .ops import Delete, Op, Set, SetCurve, SetTracks
from .problems import shown
from .track import MAX_TRACKS, Track

if TYPE_CHECKING:
    from .score import Score

#: Key of a track's extras: which colour of the theme it has. Without it, the one of its place in the list.
HUE = "hue"
#: Colours of a theme; further tracks begin with the first again.
N_HUES = 8
# Of a curve that came from a MIDI file: what it stands for, and whose it is.
_MIDI = "midi"
_DRUM_CHANNEL = 9


def add_track(score: Score, track: Track | None = None) -> Score:
    """Return the score with a track at the end of the list.

    Parameters
    ----------
    score
        Stays as it is. Numbers that only its notes use get plain tracks first.
    track
        A plain one on a free channel by default.

    Raises
    ------
    OpError
        If the list is full.

    Examples
    --------
    >>> from gradio_pianoroll.score import Score, Track, add_track
    >>> [track.name for track in add_track(Score(tracks=(Track("Lead"),)), Track("Bass")).tracks]
    ['Lead', 'Bass']
    """
    tracks = _whole_list(score)
    if len(tracks) == MAX_TRACKS:
        raise OpError(f"a score holds at most {MAX_TRACKS} tracks; delete one first")
    if track is None:
        taken = {t.channel for t in tracks}
        free = [channel for channel in range(16) if channel != _DRUM_CHANNEL and channel not in taken]
        track = Track(channel=free[0] if free else 0)
    if track.color is None and HUE not in track.extra:
        track = _with_hue(track, _free_hue(tracks))
    return _changed(score, [SetTracks(_relaxed([*tracks, track]))])


def delete_track(score: Score, number: int) -> Score:
    """Return the score without a track and its notes; the ones behind it move up with theirs.

    Raises
    ------
    OpError
        If there is no such track.

    Examples
    --------
    >>> from gradio_pianoroll.score import NoteTable, Score, Track, delete_track
    >>> notes = NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64], track=[0, 1, 2])
    >>> score = delete_track(Score(notes, tracks=(Track("a"), Track("b"), Track("c"))), 1)
    >>> [track.name for track in score.tracks], score.notes.track.tolist()
    (['a', 'c'], [0, 1])
    """
    tracks = _whole_list(score)
    _check(number, tracks)
    places = np.arange(MAX_TRACKS) - (np.arange(MAX_TRACKS) > number)
    kept = _settled(tracks)
    del kept[number]
    gone = score.notes.id[score.notes.track == number]
    ops: list[Op] = [Delete(gone)] if len(gone) else []
    return _changed(score, [*ops, *_renumbered(score, places, number), SetTracks(_relaxed(kept))])


def move_track(score: Score, number: int, to: int) -> Score:
    """Return the score with a track at another place of the list; all notes stay with their tracks.

    Raises
    ------
    OpError
        If there is no such track or place.

    Examples
    --------
    >>> from gradio_pianoroll.score import NoteTable, Score, Track, move_track
    >>> notes = NoteTable.from_columns([0, 1, 2], 1, [60, 62, 64], track=[0, 1, 2])
    >>> score = move_track(Score(notes, tracks=(Track("a"), Track("b"), Track("c"))), 2, 0)
    >>> [track.name for track in score.tracks], score.notes.track.tolist()
    (['c', 'a', 'b'], [1, 2, 0])
    """
    tracks = _whole_list(score)
    _check(number, tracks)
    _check(to, tracks)
    order = list(range(MAX_TRACKS))
    order.insert(to, order.pop(number))
    moved = _settled(tracks)
    moved.insert(to, moved.pop(number))
    return _changed(score, [*_renumbered(score, np.argsort(order), None), SetTracks(_relaxed(moved))])


def set_track(score: Score, ids: ArrayLike, number: int) -> Score:
    """Return the score with some notes in another track.

    Parameters
    ----------
    score
        Stays as it is.
    ids
        Numbers of the notes.
    number
        Of the track, from 0.

    Raises
    ------
    OpError
        If there is no such note or track.
    """
    _check(number, _whole_list(score))
    return _changed(score, [Set(np.asarray(ids), "track", value=number)])


def _changed(score: Score, ops: list[Op]) -> Score:
    return score.apply(ops)[0]


def _whole_list(score: Score) -> list[Track]:
    """Tracks with plain ones for the numbers that only notes use."""
    highest = int(score.notes.track.max()) + 1 if len(score.notes) else 0
    n = max(highest, len(score.tracks), 1)
    return [*score.tracks, *(Track() for _ in range(n - len(score.tracks)))]


def _check(number: int, tracks: list[Track]) -> None:
    if not isinstance(number, int | np.integer) or not 0 <= number < len(tracks):
        raise OpError(f"there is no track {shown(number)}; tracks are numbered from 0 to {len(tracks) - 1}")


def _with_hue(track: Track, hue: int) -> Track:
    return dataclasses.replace(track, extra={**track.extra, HUE: hue})


def _hue(track: Track, place: int) -> int:
    said = track.extra.get(HUE, place)
    return said % N_HUES if type(said) is int else place % N_HUES


def _free_hue(tracks: list[Track]) -> int:
    taken = {_hue(track, place) for place, track in enumerate(tracks)}
    wanted = len(tracks) % N_HUES
    return wanted if wanted not in taken else next((hue for hue in range(N_HUES) if hue not in taken), wanted)


def _settled(tracks: list[Track]) -> list[Track]:
    """Tracks that say which colour they have: it must not change with their places."""
    return [
        track if track.color is not None else _with_hue(track, _hue(track, place)) for place, track in enumerate(tracks)
    ]


def _relaxed(tracks: list[Track]) -> tuple[Track, ...]:
    """Tracks without a colour that their place says as well."""
    return tuple(
        dataclasses.replace(track, extra={key: value for key, value in track.extra.items() if key != HUE})
        if track.extra.get(HUE) == place % N_HUES
        else track
        for place, track in enumerate(tracks)
    )


def _renumbered(score: Score, places: NDArray[np.integer], gone: int | None) -> list[Op]:
    """Operations that give notes and MIDI curves the new numbers of their tracks."""
    notes = score.notes
    track = places[notes.track]
    moved = (track != notes.track) & (notes.track != (-1 if gone is None else gone))
    ops: list[Op] = [Set(notes.id[moved], "track", values=track[moved])] if moved.any() else []
    return ops + _curves(score, places, gone)


def _curves(score: Score, places: NDArray[np.integer], gone: int | None) -> list[Op]:
    removed: list[Op] = []
    added: list[Op] = []
    for name in sorted(score.curves):
        curve = score.curves[name]
        said = curve.style.get(_MIDI)
        if not isinstance(said, Mapping):
            continue
        track = said.get("track")
        if type(track) is not int or not 0 <= track < MAX_TRACKS:
            continue
        if track == gone:
            removed.append(SetCurve(name, None))
        elif places[track] != track:
            removed.append(SetCurve(name, None))
            added.append(_curve(curve, said, track, int(places[track])))
    return removed + added


def _curve(curve: Curve, said: Mapping[str, Any], track: int, place: int) -> Op:
    name = re.sub(rf"\(track {track + 1}\)$", f"(track {place + 1})", curve.name)
    style = {**curve.style, _MIDI: {**said, "track": place}}
    return SetCurve(name, dataclasses.replace(curve, name=name, style=style))
