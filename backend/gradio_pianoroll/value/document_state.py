"""What a client has of a document, tied to the score that a handler holds: what it returns goes out as a change."""

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
class BaseFiles:
    """Files that a client has read a document from.

    Attributes
    ----------
    blob, chunks
        Paths of the snapshot and of what was added to it; None where edits lie on top of them.
    layers
        Path of the layers of that snapshot, None when it has none.
    name, hashes
        The server's name of the content, and the hashes of snapshot, layers (``""`` for none) and chunks; to be found
        in the files when `name` is None.
    """

    blob: str | None = None
    chunks: tuple[str, ...] = ()
    layers: str | None = None
    name: ContentName | None = None
    hashes: tuple[str, ...] = ()

    def under_edits(self) -> BaseFiles:
        """What a handle names beside edits."""
        return BaseFiles(layers=self.layers)


@dataclass(frozen=True)
class DocumentState:
    """A state of a document that a client has: what it shows, under which names, and read from which files.

    Attributes
    ----------
    doc, rev
        Document and revision by the client's names.
    key
        The server's name of the content.
    score
        What the client shows at `rev`.
    component
        Id of the component that shows it.
    files
        What it was read from.
    answer
        In which form the client wants it back; a program that sent a handle wants a handle.
    visitor
        The session that has it, None outside of events.
    total_notes, end_beats
        How large a score that still grows will be, as far as the program knows.
    sent
        By component, what was answered last with a score of this state: a generator's values build on each other.
    proposed
        By component, the ids of all proposals that were answered with a score of this state.
    """

    doc: str
    rev: str
    key: str
    score: Score
    component: int
    files: BaseFiles = BaseFiles()
    answer: Literal["handle", "program's handle", "dict"] = "handle"
    visitor: str | None = None
    total_notes: int | None = None
    end_beats: float | None = None
    sent: dict[int, DocumentState] = field(default_factory=dict, compare=False, repr=False)
    proposed: dict[int, frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def revision(self) -> str:
        """The mark of this state in the dict form; empty for a score that no client has.

        Equal states of a visitor have equal marks, so that dicts of them are equal.
        """
        if not self.doc:
            # The dict form of a program has no name.
            return mark_of(secrets.token_bytes(16)) if self.answer == "dict" else ""
        named = repr((self.doc, self.rev, self.key, self.component, self.visitor)).encode("utf-8", "surrogatepass")
        return mark_of(hashlib.blake2b(named, digest_size=16, key=_SECRET).digest())

    def shown_in(self, component: int) -> DocumentState | None:
        """What a component shows as far as we know; None when the score never was in it."""
        return self.sent.get(component) or (self if self.component == component else None)


@dataclass(frozen=True, eq=False, repr=False)
class TrackedScore(Score):
    """A score that a client shows, or one made from it: `replace` and `apply` keep the state that it came from."""

    origin: DocumentState | None = None


_S = TypeVar("_S", bound=Score)
_FIELDS = tuple(field.name for field in dataclasses.fields(Score))


def attached(score: Score, origin: DocumentState | None) -> Score:
    """The score as one that came from this state."""
    if origin is None or origin_of(score) is origin:
        return score
    return _made(TrackedScore, score, origin=origin)


def detached(score: Score) -> Score:
    """The score alone, as it may be kept for everybody."""
    return _made(Score, score) if isinstance(score, TrackedScore) else score


def origin_of(score: Score) -> DocumentState | None:
    """The state that the score came from, None when a program made it."""
    return score.origin if isinstance(score, TrackedScore) else None


def _made(kind: type[_S], score: Score, **more: Any) -> _S:
    """The same parts as a score of another kind; they are valid already."""
    made = object.__new__(kind)
    known = score.__dict__
    made.__dict__.update({name: known[name] for name in _FIELDS}, **more)
    return made
