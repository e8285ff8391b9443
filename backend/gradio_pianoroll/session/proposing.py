"""What a handler offers for a span, and what an event says was selected."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import time
import warnings
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from gradio_pianoroll.errors import OpError, ScoreError
from gradio_pianoroll.gradio_compat import running_event
from gradio_pianoroll.i18n.filled import counted
from gradio_pianoroll.score import Alternative, NoteTable, PianoRollWarning, Proposal, Score, with_proposal
from gradio_pianoroll.score.immutable import IntArray
from gradio_pianoroll.score.notes.ids import from_runs

from .score_stream import notes_of, score_of

# A handler's whole form, of which the notes are meant.
_WHOLE = ("notes", "tempo", "timeSignature")
_MAX_BITS_BYTES = 2**25 // 8


def proposed(
    value: Score | Mapping[str, Any],
    span: Any,
    alternatives: Any,
    *,
    name: str,
    replace: bool,
    id: str | None,
) -> Score:
    """Return the score of a value with one more proposal; see `PianoRoll.propose`."""
    score = score_of(value)
    start, end = span_of(span)
    # Refuses what is no span, before anything is said of notes outside of it.
    Proposal(start, end)
    offered = [_inside(one, start, end) for one in _alternatives(alternatives, score)]
    tracks = {int(track) for one in offered for track in np.unique(one.notes.track)}
    replaced = _replaced(score, start, end, tracks) if replace else np.zeros(0, np.int64)
    proposal = Proposal(start, end, offered, name=name, replaces=replaced, id=id or _own_id(start, end), stamp=_now())
    return with_proposal(score, proposal)


def span_of(span: Any) -> tuple[float, float]:
    """Return start and end in beats: of a pair, of two numbers in an event's ``index``, or of a proposal.

    Raises
    ------
    ScoreError
        If it is none of these; an event in which nothing was selected has no span.
    """
    if isinstance(span, Proposal):
        return span.start_beats, span.end_beats
    pair = getattr(span, "index", span)
    if callable(pair):
        # Lists and tuples have a method of that name.
        pair = span
    if pair is None:
        raise ScoreError("nothing is selected: the event has no span; look at its `selected` first")
    try:
        start, end = pair
        return float(start), float(end)
    except (TypeError, ValueError) as error:
        raise ScoreError(f"a span is (start, end) in beats or the data of a select event, not {span!r}") from error


def selected_ids(event: Any) -> IntArray:
    """Return the internal numbers of the notes that a select event names, int64 [k], ascending.

    Raises
    ------
    ScoreError
        If it is no data of a roll's select event.
    """
    notes = getattr(event, "notes", None)
    if not isinstance(notes, Mapping):
        raise ScoreError("this is no data of a roll's select event; name the argument `evt: gr.SelectData`")
    try:
        if "runs" in notes:
            return from_runs(notes["runs"]).astype(np.int64)
        packed = base64.b64decode(notes["bits"], validate=True)
        first = int(notes["first"])
    except (KeyError, TypeError, ValueError, OpError, binascii.Error) as error:
        raise ScoreError(f"the notes of the select event cannot be read: {error}") from error
    if len(packed) > _MAX_BITS_BYTES or first < 0:
        raise ScoreError("the select event names more notes than a score can have")
    return np.flatnonzero(np.unpackbits(np.frombuffer(packed, np.uint8), bitorder="little")) + first


def selected_notes(value: Score | Mapping[str, Any], event: Any) -> NoteTable:
    """Return the notes of a value that a select event names; see `PianoRoll.selected`."""
    notes = score_of(value).notes
    ids = selected_ids(event)
    return notes.take(np.flatnonzero(np.isin(notes.id, ids)))


def _alternatives(given: Any, score: Score) -> list[Alternative]:
    """Read what is offered: notes in any form, several of these, or several by name."""
    if isinstance(given, Alternative):
        return [given]
    if isinstance(given, Mapping) and not isinstance(given, Score) and given.keys().isdisjoint(_WHOLE):
        return [_alternative(notes, score, str(name)) for name, notes in given.items()]
    if isinstance(given, NoteTable | Score | Mapping):
        return [_alternative(given, score)]
    if not isinstance(given, Iterable) or isinstance(given, str | bytes):
        raise ScoreError(f"alternatives are notes, a list of those or a mapping of names, not {type(given).__name__}")
    listed = list(given)
    if listed and all(_is_whole(one) for one in listed):
        return [_alternative(one, score) for one in listed]
    return [_alternative(listed, score)]


def _is_whole(item: Any) -> bool:
    """Whether an item of a list is a list of notes by itself and no note."""
    if isinstance(item, Mapping):
        return "notes" in item
    return isinstance(item, NoteTable | Score | Alternative) or (
        isinstance(item, Sequence) and not isinstance(item, str | bytes)
    )


def _alternative(given: Any, score: Score, name: str = "") -> Alternative:
    if isinstance(given, Alternative):
        return Alternative(given.notes, name or given.name)
    return Alternative(notes_of(given, score), name)


def _inside(one: Alternative, start: float, end: float) -> Alternative:
    """Return the notes that begin in the span; what is left out is said."""
    onsets = one.notes.onset_beats
    fits = (onsets >= start - 1e-9) & (onsets < end - 1e-9)
    lost = int(len(fits) - fits.sum())
    if not lost:
        return one
    warnings.warn(
        f"{counted(lost, 'note')} of the proposal lie outside of its span, beats {start:g} to {end:g}: not offered",
        PianoRollWarning,
        stacklevel=4,
    )
    return Alternative(one.notes.take(np.flatnonzero(fits)), one.name)


def _replaced(score: Score, start: float, end: float, tracks: set[int]) -> IntArray:
    """Return the numbers of the notes that begin in the span, in the tracks of what is offered (all without any)."""
    notes = score.notes
    goes = (notes.onset_beats >= start) & (notes.onset_beats < end)
    if tracks:
        goes &= np.isin(notes.track, list(tracks))
    return np.sort(notes.id[goes])


def _own_id(start: float, end: float) -> str:
    """Return an id that stays the same for all values that one event yields for a span."""
    event = running_event()
    if event is None:
        return secrets.token_hex(8)
    return hashlib.blake2b(f"{event} {start!r} {end!r}".encode(), digest_size=8).hexdigest()


def _now() -> int:
    # Microseconds: a later value of a generator has a larger one, after a restart of the server too.
    return time.time_ns() // 1000
