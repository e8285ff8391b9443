"""A score as a snapshot file (Arrow IPC stream) and back."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.score import TICKS_PER_BEAT, NoteTable, Score, TempoMap, TextColumn, Track
from gradio_pianoroll.score.immutable import freeze
from gradio_pianoroll.score.ticks import MAX_TICK, beats_to_ticks, ticks_to_beats

from .arrow_read import Stream, Texts, read_stream
from .arrow_write import CodedColumn, Column, IntColumn, write_stream
from .jsonable import dumps, plain_members

HEAD_KEY = "pianoroll"
HASH_DIGITS = 20
_INT_COLUMNS = {"onset": "i", "duration": "i", "pitch": "u", "velocity": "u", "track": "u", "id": "u"}


def encode(score: Score) -> bytes:
    """The notes, tempo map and tracks of a score as an Arrow IPC stream.

    Times are rounded to ticks (15 360 per beat); :func:`encode_exact` keeps what lies between them. Curves and
    segments are the business of :func:`encode_layers`.
    """
    return write_stream(_columns(score.notes), {HEAD_KEY: dumps(_head(score))})


def encode_exact(score: Score) -> bytes | None:
    """The exact beats (NumPy's ``.npz``) when some note lies between two ticks, else None."""
    notes = score.notes
    onset, duration = _ticks(notes)
    same_onset = np.array_equal(ticks_to_beats(onset), notes.onset_beats)
    if same_onset and np.array_equal(ticks_to_beats(duration), notes.duration_beats):
        return None
    file = io.BytesIO()
    np.savez(file, id=notes.stored("id"), onset_beats=notes.onset_beats, duration_beats=notes.duration_beats)
    return file.getvalue()


def snapshot_hash(data: bytes) -> str:
    """The name of a snapshot's content: the first 20 hex digits of blake2b."""
    return hashlib.blake2b(data).hexdigest()[:HASH_DIGITS]


def decode(data: bytes | memoryview, exact: bytes | None = None) -> Score:
    """A score from a snapshot.

    Parameters
    ----------
    data
        The Arrow IPC stream.
    exact
        What :func:`encode_exact` gave; beats in it that do not round to the snapshot's ticks are ignored.

    Raises
    ------
    TransportError
        When the bytes are damaged or are no snapshot of a score.
    """
    stream = read_stream(data)
    head = _read_head(stream)
    try:
        notes = _read_notes(stream, exact)
        return Score(
            notes=notes,
            tempo_map=TempoMap.from_ticks(head["tempos"], head["signatures"]),
            tracks=tuple(Track.from_json(track) for track in head.get("tracks", [])),
            ppqn=int(head.get("ppqn", 480)),
            sample_rate=int(head.get("sample_rate", 44100)),
            name=str(head.get("name", "")),
            extra=dict(head.get("extra") or {}),
        )
    except TransportError:
        raise
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise TransportError(f"not a snapshot of a score: {error}") from error


# --- writing ------------------------------------------------------------------------------------------------------


def _ticks(notes: NoteTable) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    # A note shorter than half a tick still has a length.
    return beats_to_ticks(notes.onset_beats), np.maximum(beats_to_ticks(notes.duration_beats), 1)


def _columns(notes: NoteTable) -> list[Column]:
    onset, duration = _ticks(notes)
    order = _wire_order(notes, onset)
    arrays: dict[str, npt.NDArray[np.integer]] = {
        "onset": onset.astype(np.int32),
        "duration": np.minimum(duration, MAX_TICK - onset).astype(np.int32),
        "pitch": notes.stored("pitch"),
        "velocity": notes.stored("velocity"),
        "track": notes.stored("track"),
        "id": notes.stored("id"),
    }
    columns: list[Column] = [IntColumn(name, a if order is None else a[order]) for name, a in arrays.items()]
    for name in ("lyric", "phoneme", "ref"):
        column: TextColumn = getattr(notes, name)
        if column.any():
            used = column.canonical()
            codes = used.codes if order is None else used.codes[order]
            columns.append(CodedColumn(name, codes, used.texts, as_dictionary=name != "ref"))
    if notes.extra:
        columns.append(_extra_column(notes, order))
    return columns


def _wire_order(notes: NoteTable, onset: npt.NDArray[np.int64]) -> npt.NDArray[np.intp] | None:
    """Rows by (tick, pitch, id) where rounding put notes on one tick that were apart; None when nothing moves."""
    together = np.flatnonzero((onset[1:] == onset[:-1]) & (notes.onset_beats[1:] != notes.onset_beats[:-1]))
    return np.lexsort((notes.stored("id"), notes.stored("pitch"), onset)) if len(together) else None


def _extra_column(notes: NoteTable, order: npt.NDArray[np.intp] | None) -> CodedColumn:
    ids = np.fromiter(notes.extra, np.int64, len(notes.extra))
    rows = notes.rows_of(ids)
    codes = np.full(len(notes), -1, np.int32)
    codes[rows] = np.arange(len(rows), dtype=np.int32)
    texts = [
        dumps(plain_members(values, f"note {notes.external_id(row)}"))
        for row, values in zip(rows.tolist(), notes.extra.values(), strict=True)
    ]
    return CodedColumn("extra", codes if order is None else codes[order], texts, as_dictionary=False)


def end_tick(score: Score) -> int:
    """End of the last note in ticks."""
    return score.notes.last_end[1]


def _head(score: Score) -> dict[str, Any]:
    return {
        "v": 1,
        "ticks_per_beat": TICKS_PER_BEAT,
        "n": len(score.notes),
        "end": end_tick(score),
        "tempos": score.tempo_map.tempo_ticks(),
        "signatures": score.tempo_map.signature_ticks(),
        "tracks": [track.to_json() for track in score.tracks],
        "ppqn": score.ppqn,
        "sample_rate": score.sample_rate,
        "name": score.name,
        "extra": plain_members(score.extra, "score"),
    }


# --- reading ------------------------------------------------------------------------------------------------------


def _read_head(stream: Stream) -> dict[str, Any]:
    try:
        head = json.loads(stream.metadata.get(HEAD_KEY, "null"))
    except (ValueError, RecursionError) as error:
        raise TransportError("not a snapshot of a score: its head is not JSON") from error
    if not isinstance(head, dict):
        raise TransportError("not a snapshot of a score: it has no head")
    if head.get("v") != 1 or head.get("ticks_per_beat") != TICKS_PER_BEAT:
        raise TransportError(f"this snapshot has version {head.get('v')!r}; this package reads version 1")
    if not isinstance(head.get("tempos"), list) or not isinstance(head.get("signatures"), list):
        raise TransportError("not a snapshot of a score: its head names no tempos or signatures")
    return head


def _int_column(stream: Stream, name: str) -> npt.NDArray[np.integer]:
    """As it came: widening a million notes would double what reading them takes."""
    column = stream.columns.get(name)
    if column is None or isinstance(column, Texts):
        raise TransportError(f"not a snapshot of a score: it has no column {name!r}")
    return column


def _text_column(stream: Stream, name: str) -> TextColumn | None:
    column = stream.columns.get(name)
    if column is None:
        return None
    if not isinstance(column, Texts):
        raise TransportError(f"not a snapshot of a score: column {name!r} holds no texts")
    numbers: dict[str, int] = {}
    renumber = np.array([numbers.setdefault(text, len(numbers)) for text in column.texts] + [-1], np.int32)
    codes = column.codes if len(numbers) == len(column.texts) else renumber[column.codes]
    return TextColumn(freeze(codes), tuple(numbers))


def _read_notes(stream: Stream, exact: bytes | None) -> NoteTable:
    numbers = {name: _int_column(stream, name) for name in _INT_COLUMNS}
    onset, duration = numbers.pop("onset"), numbers.pop("duration")
    for name in _INT_COLUMNS:
        del stream.columns[name]
    if len(onset) and (int(duration.min()) < 1 or _ends_too_late(onset, duration)):
        raise TransportError("not a snapshot of a score: a note has no length or ends too late")
    if exact is None:
        onset_beats, duration_beats = ticks_to_beats(onset), ticks_to_beats(duration)
    else:
        onset_beats, duration_beats = _with_exact(exact, numbers["id"], onset, duration)
    # Nobody else has these arrays: frozen, they become the table's own. What is done with is let go at once, so that
    # reading a million notes needs little more than the notes.
    del onset, duration
    freeze(onset_beats), freeze(duration_beats)
    return NoteTable.from_columns(
        onset_beats=onset_beats,
        duration_beats=duration_beats,
        pitch=numbers["pitch"],
        velocity=numbers["velocity"],
        track=numbers["track"],
        id=numbers["id"],
        lyric=_text_column(stream, "lyric"),
        phoneme=_text_column(stream, "phoneme"),
        ref=_text_column(stream, "ref"),
        extra=_read_extra(stream, numbers["id"]),
    )


def _ends_too_late(onset: npt.NDArray[np.integer], duration: npt.NDArray[np.integer]) -> bool:
    if onset.dtype == duration.dtype == np.int32:
        return bool((onset > np.int32(MAX_TICK) - duration).any())
    return int(np.add(onset, duration, dtype=np.int64).max()) > MAX_TICK


def _read_extra(stream: Stream, ids: npt.NDArray[np.integer]) -> Mapping[int, Mapping[str, Any]] | None:
    column = stream.columns.get("extra")
    if column is None:
        return None
    if not isinstance(column, Texts):
        raise TransportError("not a snapshot of a score: column 'extra' holds no texts")
    found: dict[int, Mapping[str, Any]] = {}
    for row in np.flatnonzero(column.codes >= 0).tolist():
        try:
            values = json.loads(column.texts[column.codes[row]])
        except (ValueError, RecursionError) as error:
            raise TransportError(f"damaged snapshot: the keys of note n{ids[row]} are not JSON") from error
        if not isinstance(values, dict):
            raise TransportError(f"damaged snapshot: the keys of note n{ids[row]} are not an object")
        found[int(ids[row])] = values
    return found


def _with_exact(
    exact: bytes, ids: npt.NDArray[np.integer], onset: npt.NDArray[np.integer], duration: npt.NDArray[np.integer]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The beats of the side file where they round to the ticks of the snapshot, else the ticks."""
    try:
        with np.load(io.BytesIO(exact), allow_pickle=False) as file:
            known, starts, lengths = file["id"], file["onset_beats"], file["duration_beats"]
    except (ValueError, KeyError, OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise TransportError("the exact times beside the snapshot are damaged") from error
    if not (known.shape == starts.shape == lengths.shape == ids.shape) or known.dtype.kind not in "iu":
        raise TransportError("the exact times beside the snapshot belong to another one")
    by_id = np.argsort(known)
    at = by_id[np.minimum(np.searchsorted(known[by_id], ids), len(ids) - 1)]
    starts, lengths = starts[at].astype(np.float64), lengths[at].astype(np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        fits = (known[at] == ids) & np.isfinite(starts) & np.isfinite(lengths) & (starts >= 0) & (lengths > 0)
        fits &= np.rint(starts * TICKS_PER_BEAT) == onset
        fits &= np.maximum(np.rint(lengths * TICKS_PER_BEAT), 1) == duration
    return np.where(fits, starts, ticks_to_beats(onset)), np.where(fits, lengths, ticks_to_beats(duration))
