"""How a dict that a handler returns is known as a change of the value that it was given: by its key `revision`.

The mark is data, so it survives JSON, copies, other processes and dicts that are put together anew. It opens nothing
by itself: only the visitor whose event was given the value is answered for it. A mark of somebody else, of an earlier
start of the server, or one that was made up, is as good as none.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from itertools import islice
from typing import Any

from gradio_pianoroll.score import Score
from gradio_pianoroll.score.dictform.identity import rows_by_id
from gradio_pianoroll.score.dictform.revision import REVISION_KEY, is_mark

from .note_view import NoteList, Source
from .retime import TIME_KEYS

__all__ = ["REVISION_KEY", "VISITOR", "is_live", "is_mark", "is_whole", "source_of", "without_mark"]

# Whose event is being worked on; None outside of events, where the program is alone with itself.
VISITOR: ContextVar[str | None] = ContextVar("gradio_pianoroll_visitor", default=None)
# So many notes of a dict without a mark are compared with what the event was given.
FIRST_NOTES = 16
# What a value always has. A dict without one of them is no copy of the whole: what it does not name stays.
_SETTINGS = frozenset({
    "tempo", "timeSignature", "editMode", "snapSetting", "pixelsPerBeat", "sampleRate", "ppqn", "use_backend_audio",
})  # fmt: skip

# What a copy that was written to does not share with the value that it was made of.
_PARTS = ("notes", "tempo_map", "tracks", "curves", "segments", "audio", "extra")
# The last value of each mark that was made as the page has it, as long as it or a note of it lives.
_LIVE: weakref.WeakValueDictionary[str, Source] = weakref.WeakValueDictionary()
# Outside of events nobody else keeps what a dict was made of.
_RECENT: deque[Source] = deque(maxlen=16)


def is_live(source: Source) -> None:
    """A value has been made of a score that a client has."""
    origin = source.origin
    if origin is None:
        return
    had, has = origin.score.__dict__, source.score.__dict__
    for name in _PARTS:
        if had[name] is not has[name]:
            return
    _LIVE[origin.revision] = source
    if VISITOR.get() is None:
        _RECENT.append(source)


def without_mark(data: Mapping[str, Any]) -> dict[str, Any]:
    """The dict form without our mark; a key of that name that is the program's own stays."""
    return {key: value for key, value in data.items() if key != REVISION_KEY or not is_mark(value)}


def is_whole(data: Mapping[str, Any]) -> bool:
    """Return True for a dict with notes that is a copy of the whole, of which what is not there was taken away.

    With a mark it may be a few keys; a dict without one says all that there is.
    """
    return not is_mark(data.get(REVISION_KEY)) or data.keys() >= _SETTINGS


def source_of(
    data: Mapping[str, Any], notes: Any, given: Score | None, marked: Callable[[str], Score | None] | None
) -> Source | None:
    """What a dict is a change of; None when it is something new.

    Parameters
    ----------
    data
        What a handler returned, no `PianoRollValue`.
    notes
        Its notes, as a list if they are several.
    given
        What its event was given by the roll that it goes to.
    marked
        Gives the score with a mark that no living value has.
    """
    mark = data.get(REVISION_KEY)
    if isinstance(mark, str) and is_mark(mark):
        if isinstance(notes, NoteList) and (origin := notes.source.origin) is not None and origin.revision == mark:
            return notes.source
        return _of_mark(mark, marked)
    if isinstance(notes, NoteList):
        return notes.source
    if given is None:
        return None
    is_its_own = mark is not None and mark == given.extra.get(REVISION_KEY)
    return Source(given) if is_its_own or _are_notes_of(notes, given) else None


def _of_mark(mark: str, marked: Callable[[str], Score | None] | None) -> Source | None:
    score = marked(mark) if marked is not None else None
    live = _LIVE.get(mark)
    if score is not None:
        # Two events may be given the same state at once; each is answered for its own.
        return live if live is not None and live.score is score else Source(score)
    if live is None:
        return None
    visitor, origin = VISITOR.get(), live.origin
    return live if visitor is None or (origin is not None and origin.visitor == visitor) else None


def _are_notes_of(notes: Any, given: Score) -> bool:
    """Whether one of the first notes is a note of the score, by its id and all of its times."""
    if not isinstance(notes, list):
        return False
    first = [
        note for note in islice(notes, FIRST_NOTES) if isinstance(note, Mapping) and note.keys() >= TIME_KEYS.keys()
    ]
    rows = rows_by_id(given.notes, [note.get("id") for note in first]).tolist()
    return any(row >= 0 and _is_at(note, given.note_dict(row)) for note, row in zip(first, rows, strict=True))


def _is_at(note: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    return all(note[key] == known[key] for key in TIME_KEYS)
