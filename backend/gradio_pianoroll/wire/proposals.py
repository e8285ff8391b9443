"""Proposals as they travel in a handle: JSON, with the notes in the rows of an ``insert``, times in ticks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gradio_pianoroll.errors import OpError, ScoreError, TransportError
from gradio_pianoroll.i18n.sentence import sentence_of
from gradio_pianoroll.score import (
    Alternative,
    NoteTable,
    Proposal,
    notes_from_rows,
    notes_to_rows,
    ticks_to_beats,
    to_wire,
)
from gradio_pianoroll.score.notes.ids import from_runs, to_runs
from gradio_pianoroll.score.proposals import check_proposals

from .jsonable import dumps

# More than `MAX_PROPOSED_NOTES` of the longest numbers take.
MAX_CHARS = 8 * 1024 * 1024
MAX_NAME_CHARS = 200


def encode_proposals(proposals: Sequence[Proposal], gone: Iterable[str] = ()) -> str:
    """Proposals as JSON, and the ids of those that a program takes back; empty for neither."""
    left = sorted(gone)
    if not proposals and not left:
        return ""
    return dumps({"list": [_write(one) for one in proposals], **({"gone": left} if left else {})})


def decode_proposals(text: str) -> tuple[Proposal, ...]:
    """Proposals of `encode_proposals`, or of a page.

    Raises
    ------
    TransportError
        When they cannot be read; the message says why.
    """
    if not text:
        return ()
    if len(text) > MAX_CHARS:
        raise TransportError(f"the proposals are longer than {MAX_CHARS} characters")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TransportError("the proposals are not JSON") from error
    try:
        return check_proposals(_read(item) for item in data["list"])
    except (OpError, ScoreError) as error:
        raise TransportError(f"the proposals cannot be read: {sentence_of(error)}") from error
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise TransportError(f"the proposals cannot be read: {error}") from error


def _write(proposal: Proposal) -> dict[str, Any]:
    start, end = to_wire([proposal.start_beats, proposal.end_beats])
    return {
        "id": proposal.id,
        "stamp": proposal.stamp,
        "span": [start, end],
        "name": proposal.name,
        "replaces": to_runs(proposal.replaces),  # type: ignore[arg-type]
        "alternatives": [{"name": one.name, "rows": notes_to_rows(one.notes)} for one in proposal.alternatives],
    }


def _read(item: Mapping[str, Any]) -> Proposal:
    start, end = (float(beat) for beat in ticks_to_beats([float(tick) for tick in item["span"]]))
    return Proposal(
        start,
        end,
        [Alternative(_notes(one["rows"]), _text(one.get("name", ""))) for one in item["alternatives"]],
        name=_text(item.get("name", "")),
        replaces=from_runs(item.get("replaces", [])),
        id=_text(item["id"]),
        stamp=int(item["stamp"]),
    )


def _notes(rows: Any) -> NoteTable:
    return notes_from_rows(rows)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_NAME_CHARS:
        raise ValueError(f"a name must be a text of up to {MAX_NAME_CHARS} characters")
    return value
