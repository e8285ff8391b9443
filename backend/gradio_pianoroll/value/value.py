# ruff: noqa: D102 - the methods of dict do what they do everywhere
"""What a handler receives: a dict in the published form that is an object with attributes too, and cheap."""

from __future__ import annotations

import copy
import weakref
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from gradio_pianoroll.score import Score
from gradio_pianoroll.score.dictform.write import LARGE_KEYS, LAYER_KEYS, write_large
from gradio_pianoroll.score.immutable import differ
from gradio_pianoroll.wire.jsonable import dumps

from .as_fields import KeysAsFields, attribute, camel
from .deferred import Deferred, deferred
from .document_state import DocumentState, attached
from .merge import NOT_READ, SETTING_KEYS, as_list, merged, none_can_be_read
from .note_view import NoteItem, NoteList, Source
from .revision import REVISION_KEY, is_live, is_mark, is_whole, source_of, without_mark

_MISSING = object()
# So few notes are expanded at once, which takes a fraction of a millisecond: then the storage is like any dict's.
AT_ONCE_NOTES = 256


class Attributes(dict[str, Any]):
    """A small dict whose keys are attributes too (``value.timeSignature.numerator``)."""

    __slots__ = ()
    __dataclass_fields__ = KeysAsFields()

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(name)

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def to_dict(self) -> dict[str, Any]:
        """A plain dict."""
        return dict(self)


class PianoRollValue(dict[str, Any]):
    """The value of a piano roll: ``value["notes"][0]["pitch"]`` and ``value.notes[0].pitch`` are the same.

    Nothing is expanded per note until it is looked at; `score` is the whole as NumPy columns. Writes are seen and go
    back to the browser as edits; writing tempo or zoom brings the times of the notes into step. Copies are
    independent.

    Attributes
    ----------
    score
        The document with everything written so far.

    Examples
    --------
    >>> from gradio_pianoroll import PianoRollValue
    >>> value = PianoRollValue({"notes": [{"start": 80, "duration": 80, "pitch": 60}], "tempo": 120})
    >>> value["notes"][0]["startSeconds"], value.notes[0].start_seconds
    (0.5, 0.5)
    >>> value.tempo = 60
    >>> value.notes[0].start_seconds
    1.0
    """

    __slots__ = ("__weakref__", "_notes", "_source")
    __dataclass_fields__ = KeysAsFields(
        "notes", "tempo", "timeSignature", "editMode", "snapSetting", "pixelsPerBeat", "sampleRate", "ppqn"
    )

    def __init__(self, data: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """A value of the dict form; a wrong item costs that item and a warning."""
        whole = {**(data or {}), **more}
        self._open(Source(Score.from_dict(whole)))
        if is_mark(mark := whole.get(REVISION_KEY)):
            dict.__setitem__(self, REVISION_KEY, mark)

    @classmethod
    def from_score(cls, score: Score) -> Self:
        """The value that shows a score; one that came from a browser goes back there as a change."""
        value = cls.__new__(cls)
        value._open(Source(score))
        return value

    @classmethod
    def of(
        cls, data: Mapping[str, Any], given: Score | None = None, marked: Callable[[str], Score | None] | None = None
    ) -> PianoRollValue:
        """`data` itself when it is a value, else one of its content.

        A plain dict with the `revision` of a value (``{**value, "notes": [...]}``, also by way of JSON) is read as a
        change of that value. A mark that is not known is ignored.

        Parameters
        ----------
        data
            The dict form; stays as it is.
        given
            What the roll shows, as far as the handler was given it. A dict that names no notes (``{"tempo": 90}``) is
            a change of that: what it does not name stays. So do the notes where none of those that it names can be
            read.
        marked
            Gives the score with a mark that no living value has.
        """
        if isinstance(data, PianoRollValue):
            if data.origin is not None or not is_mark(data.get(REVISION_KEY)):
                return data
            data = dict(data.items())
        notes = as_list(data.get("notes"))
        source = source_of(data, notes, given, marked)
        if source is None:
            if given is None or isinstance(notes, list):
                value = cls(data if notes is data.get("notes") else {**data, "notes": notes})
                if given is None or notes == [] or len(value._source.score.notes):
                    return value
            if notes is not None:
                none_can_be_read(notes)
            source = Source(given)
            data, notes = {key: data[key] for key in data if key != "notes"}, None
        value = cls.__new__(cls)
        value._open(source, AT_ONCE_NOTES if notes is None else -1)
        if notes is not None and is_whole(data):
            for key in dict.keys(value) - data.keys() - {REVISION_KEY}:
                del value[key]
        data = without_mark(data)
        # The notes are in step with what they are measured in: nothing follows what is written here.
        for key, written in data.items():
            if key != "notes" and (key not in value or written is not dict.get(value, key)):
                dict.__setitem__(value, key, written)
        if "notes" in data:
            dict.__setitem__(value, "notes", notes)
            object.__setattr__(value, "_notes", notes if isinstance(notes, NoteList) else None)
        return value

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The value of the dict form, which stays as it is."""
        return cls(data)

    @classmethod
    def from_handle(cls, handle: Mapping[str, Any]) -> Self:
        """The value of what an API client got from an app; `gradio_client` has downloaded its files.

        Raises
        ------
        TransportError
            If it is no handle, or its files cannot be read.
        """
        from gradio_pianoroll.wire.document import score_of_downloaded

        if "v" not in handle:
            return cls(handle)
        return cls.from_score(score_of_downloaded(handle))

    def _open(self, source: Source, at_once: int = AT_ONCE_NOTES) -> None:
        score = source.score
        object.__setattr__(self, "_source", source)
        object.__setattr__(self, "_notes", None)
        super().clear()
        for key in ("notes", *source.large_names):
            super().__setitem__(key, self._deferred(key))
        for key, value in source.head.items():
            super().__setitem__(key, copy.deepcopy(value) if isinstance(value, dict | list) else value)
        super().__setitem__("timeSignature", Attributes(dict.get(self, "timeSignature") or {}))
        if (origin := source.origin) is not None and origin.revision:
            is_live(source)
            # A program's own value of that name, in the score's free keys, goes before.
            dict.setdefault(self, REVISION_KEY, origin.revision)
        if len(score.notes) <= at_once:
            self._expand("notes")

    def _deferred(self, key: str) -> Deferred:
        is_layer = key in LAYER_KEYS
        # In a circle the value, and the columns of its score with it, would wait for the garbage collector: megabytes
        # for each event. A copy of the storage may live longer than the value, and reads what that was opened with.
        alive, source, kind = weakref.ref(self), self._source, type(self)

        def read() -> Any:
            value = alive()
            if value is None:
                value = kind.__new__(kind)
                value._open(source)
            # A list and not the `NoteList` itself, whose storage may be unread as well.
            return value[key] if is_layer else list(value[key])

        return deferred(key, is_layer, read)

    # --- as a score --------------------------------------------------------------------------------------------

    @property
    def score(self) -> Score:
        """The document with everything written so far; the same object while nothing was."""
        return attached(merged(self._source, self._stored()), self.origin)

    @property
    def origin(self) -> DocumentState | None:
        """Where the value came from; None for one made by the program."""
        source: Source = self._source
        return source.origin

    def _stored(self) -> dict[str, Any]:
        stored = {key: dict.__getitem__(self, key) for key in dict.keys(self)}
        stored = {key: NOT_READ if isinstance(value, Deferred) else value for key, value in stored.items()}
        if self._notes is not None:
            stored["notes"] = self._notes
        return stored

    def to_dict(self) -> dict[str, Any]:
        """A plain dict of plain values that is nobody else's, with all times in step."""
        mark = dict.get(self, REVISION_KEY)
        return {**self.score.to_dict(), REVISION_KEY: mark} if is_mark(mark) else self.score.to_dict()

    # --- as an object ------------------------------------------------------------------------------------------

    def __getattr__(self, name: str) -> Any:
        return attribute(self, name, "the piano roll", _OPTIONAL)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("score", "origin"):
            raise AttributeError(f"{name} cannot be set; return the new Score from the handler instead")
        self[name if name in self or camel(name) not in self else camel(name)] = value

    # --- as a dict: every way of reading goes through __getitem__ -----------------------------------------------

    def __getitem__(self, key: str) -> Any:
        stored = super().__getitem__(key)
        if key == "notes" and self._notes is not None:
            return self._notes
        if isinstance(stored, Deferred):
            stored = self._expand(key)
        return stored

    def _expand(self, key: str) -> Any:
        if key == "notes":
            notes = NoteList(self._source)
            object.__setattr__(self, "_notes", notes)
            if not notes.unread:
                # It is complete, so C code may read it where it lies.
                super().__setitem__("notes", notes)
            return notes
        value = write_large(self._source.current)[key]
        super().__setitem__(key, value)
        return value

    def __setitem__(self, key: str, value: Any) -> None:
        if key == "notes":
            value = as_list(value)
            ours = isinstance(value, NoteList) and value.source is self._source
            object.__setattr__(self, "_notes", value if ours else None)
            if ours and value.unread:
                value = self._deferred(key)
        super().__setitem__(key, Attributes(value) if key == "timeSignature" and isinstance(value, dict) else value)
        if key in SETTING_KEYS:
            self._retime(key)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        if key == "notes":
            object.__setattr__(self, "_notes", None)

    def _retime(self, key: str) -> None:
        """Bring what was looked at into step with a written tempo, zoom or unit."""
        source = self._source
        before = source.current
        self._drop_unwritten_layers(before)
        settings = {name: value for name, value in self._stored().items() if name not in (*LARGE_KEYS, "notes")}
        untouched = dict.fromkeys(("notes", *source.large_names), NOT_READ)
        source.current = merged(source, {**settings, **untouched})
        listed = self._notes.raw() if self._notes is not None else dict.get(self, "notes")
        if not isinstance(listed, Deferred):
            self._retime_notes([item for item in listed or () if isinstance(item, NoteItem)], before)

    def _retime_notes(self, items: list[NoteItem], before: Score) -> None:
        source = self._source
        zoom = source.current.pixels_per_beat / before.pixels_per_beat
        times: list[Any] = source.current.note_dicts() if items else []
        for item in items:
            item.follow(source, zoom, times[item.row_in(source)] if item.is_of(source) else None)

    def _drop_unwritten_layers(self, before: Score) -> None:
        """Curves in pixels that were read but not written are expanded again at the new zoom."""
        pristine: dict[str, Any] | None = None
        for key in LARGE_KEYS:
            stored = dict.get(self, key)
            if stored is None or isinstance(stored, Deferred):
                continue
            pristine = write_large(before) if pristine is None else pristine
            if not differ(stored, pristine.get(key)):
                super().__setitem__(key, self._deferred(key))

    def __iter__(self) -> Iterator[str]:
        return super().__iter__()

    def get(self, key: str, default: Any = None) -> Any:
        if key not in self:
            return default
        return self[key]

    def items(self) -> Any:
        return {key: self._whole(key) for key in self}.items()

    def values(self) -> Any:
        return [self._whole(key) for key in self]

    def _whole(self, key: str) -> Any:
        """The value of a key; notes complete, for who takes all keys may hand them to C code (pydantic does)."""
        found = self[key]
        if isinstance(found, NoteList):
            found.fill()
        return found

    def pop(self, key: str, default: Any = _MISSING) -> Any:
        if key not in self and default is not _MISSING:
            return default
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        key = next(reversed(self))
        return key, self.pop(key)

    def setdefault(self, key: str, default: Any = None) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    def update(self, *args: Any, **more: Any) -> None:
        for key, value in dict(*args, **more).items():
            self[key] = value

    def clear(self) -> None:
        super().clear()
        object.__setattr__(self, "_notes", None)

    def __ior__(self, other: Any) -> Self:  # type: ignore[override]
        self.update(other)
        return self

    def __or__(self, other: Any) -> dict[str, Any]:  # type: ignore[override]
        return {**dict(self.items()), **other}

    def __ror__(self, other: Any) -> dict[str, Any]:  # type: ignore[override]
        return {**other, **dict(self.items())}

    def __eq__(self, other: object) -> bool:
        # The same content is equal whatever state of which page it is.
        if isinstance(other, dict):
            return bool(without_mark(self) == without_mark(other))
        return False

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None

    def __repr__(self) -> str:
        return f"<PianoRollValue: {self.score!r}>"

    def __str__(self) -> str:
        return dumps(dict(self.items()))

    def copy(self) -> Self:
        """An independent value of the same content; as cheap as this one."""
        made = type(self).from_score(self.score)
        if is_mark(mark := dict.get(self, REVISION_KEY)):
            dict.setdefault(made, REVISION_KEY, mark)
        return made

    __copy__ = copy

    def __deepcopy__(self, memo: dict[int, Any]) -> PianoRollValue:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self.score,)


_OPTIONAL = frozenset({
    "notes", "audio_data", "curve_data", "segment_data", "line_data", "viewport_config", "waveform_data",
    "use_backend_audio",
})  # fmt: skip


def _restore(score: Score) -> PianoRollValue:
    return PianoRollValue.from_score(score)
