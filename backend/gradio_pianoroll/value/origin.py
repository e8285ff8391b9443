"""Where a score that a handler holds came from, so that what it returns can be sent as a change."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, TypeVar

from gradio_pianoroll.score import Score
from gradio_pianoroll.score.dictform.revision import mark_of
from gradio_pianoroll.wire.content_name import ContentName

_SECRET = secrets.token_bytes(32)


@dataclass(frozen=True)
class Parts:
    """The files that a client has read the notes of a base from.

    Attributes
    ----------
    blob, chunks
        Paths of the snapshot and of what was added to it.
    name, hashes
        The server's name of the content, and the hashes of snapshot, layers (``""`` for none) and chunks; to be found
        in the files when `name` is None.
    """

    blob: str
    chunks: tuple[str, ...] = ()
    name: ContentName | None = None
    hashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Expected:
    """How large a score that still grows will be, as far as the program knows."""

    n_notes: int | None = None
    end_beats: float | None = None


@dataclass(frozen=True)
class Origin:
    """The document and revision that a client has, and the score that it shows.

    Attributes
    ----------
    doc, rev
        Document and revision by the client's names.
    key
        The server's name of the content.
    score
        What the client shows at `rev`.
    component
        Id of the component that the value came from.
    layers
        Path of the layers file of the client's base snapshot, None when it has none.
    answer
        In which form the client wants it back; a program that sent a handle wants a handle.
    parts
        The files of the content, None when edits lie on top of them.
    expected
        For a score that grows.
    session
        The visitor that has it, None outside of events.
    sent
        By component, what was answered last with a score of this origin: a generator's values build on each other.
    """

    doc: str
    rev: str
    key: str
    score: Score
    component: int
    layers: str | None = None
    answer: Literal["handle", "program's handle", "dict"] = "handle"
    parts: Parts | None = None
    expected: Expected | None = None
    session: str | None = None
    sent: dict[int, Origin] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def revision(self) -> str:
        """The mark of this state in the dict form; empty for a score that no client has.

        Equal states of a visitor have equal marks, so that dicts of them are equal.
        """
        if not self.doc:
            # The dict form of a program has no name.
            return mark_of(secrets.token_bytes(16)) if self.answer == "dict" else ""
        named = repr((self.doc, self.rev, self.key, self.component, self.session)).encode("utf-8", "surrogatepass")
        return mark_of(hashlib.blake2b(named, digest_size=16, key=_SECRET).digest())

    def shown_in(self, component: int) -> Origin | None:
        """What a component shows as far as we know; None when the score never was in it."""
        return self.sent.get(component) or (self if self.component == component else None)


@dataclass(frozen=True, eq=False, repr=False)
class TrackedScore(Score):
    """A score that a client shows, or one made from it: `replace` and `apply` keep the origin."""

    origin: Origin | None = None


_S = TypeVar("_S", bound=Score)
_FIELDS = tuple(field.name for field in dataclasses.fields(Score))


def attached(score: Score, origin: Origin | None) -> Score:
    """The score with an origin; one without parts changed keeps its parts."""
    if origin is None or origin_of(score) is origin:
        return score
    return _made(TrackedScore, score, origin=origin)


def detached(score: Score) -> Score:
    """The score alone, as it may be kept for everybody."""
    return _made(Score, score) if isinstance(score, TrackedScore) else score


def origin_of(score: Score) -> Origin | None:
    """Where the score came from, None when a program made it."""
    return score.origin if isinstance(score, TrackedScore) else None


def _made(kind: type[_S], score: Score, **more: Any) -> _S:
    """The same parts as a score of another kind; they are valid already."""
    made = object.__new__(kind)
    known = score.__dict__
    made.__dict__.update({name: known[name] for name in _FIELDS}, **more)
    return made
