"""What a MIDI file says beside notes, words, tempos and curves, in the extras of a score, so that it is written again.

| key of the score's `extra` | holds |
| --- | --- |
| ``markers`` | ``[{beat, text}]`` |
| ``keySignatures`` | ``[{beat, sharps, mode}]``: -7 (flats) to 7, ``"major"`` or ``"minor"`` |
| ``copyright`` | a text |
| ``midi`` | ``{setup, sysex, meta, texts}``: see below |

Items of ``midi`` have a ``beat`` and, unless it is the first, the number of a ``track``. ``setup``: ``control`` and
``value`` of the controllers whose order matters (bank, data entry, parameter numbers, channel modes), or ``program``
(None: the track's own is chosen here); a ``channel`` instead of the track where no track has it. ``sysex`` and
``meta``: ``kind`` and ``data`` as hexadecimal digits. ``texts``: ``kind`` and ``text``.

Tracks may be moved and deleted later, here or in the browser, and the items stay as they are: each track says with the
key ``midiTrack`` by which number they know it. Where no track has that key, their number is the place in the list.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Track

TEXT, COPYRIGHT, NAME, INSTRUMENT, LYRIC, MARKER, CUE, PROGRAM_NAME, DEVICE_NAME = range(1, 10)
KEY_SIGNATURE = 0x59
TEXT_KINDS = {
    TEXT: "text", COPYRIGHT: "copyright", NAME: "name", INSTRUMENT: "instrument", LYRIC: "lyric", MARKER: "marker",
    CUE: "cue", PROGRAM_NAME: "program", DEVICE_NAME: "device",
}  # fmt: skip
# Modes with a minor third: the format knows these two alone.
_MINOR = ("minor", "aeolian", "dorian", "phrygian", "locrian")
KINDS_OF_TEXTS = {name: kind for kind, name in TEXT_KINDS.items()}
KEY, MARKERS, KEY_SIGNATURES, COPYRIGHTS = "midi", "markers", "keySignatures", "copyright"
#: Key of a track's extras: the number by which the items of `midi` know it.
NUMBER = "midiTrack"
#: So much of each list is kept; a score goes to the browser in one piece.
MAX_ITEMS, MAX_BYTES = 20_000, 1_000_000


class Keeper:
    """Gathers what a file says; what is beyond the limits or impossible is counted by its name in `left_out`."""

    def __init__(self) -> None:
        self.left_out: dict[Sentence, int] = {}
        self._markers: list[dict[str, Any]] = []
        self._signatures: list[dict[str, Any]] = []
        self._copyrights: list[str] = []
        self._lists: dict[str, list[dict[str, Any]]] = {"setup": [], "sysex": [], "meta": [], "texts": []}
        self._n_bytes = 0

    def text(self, beat: float, kind: int, text: str, track: int) -> None:
        """Text event."""
        if not text and kind != LYRIC:
            return
        if not self._takes(
            Sentence("midi.kept.texts"),
            len(self._markers) + len(self._lists["texts"]) + len(self._copyrights),
            len(text),
        ):
            return
        if kind == MARKER:
            self._markers.append({"beat": beat, "text": text})
        elif kind == COPYRIGHT:
            self._copyrights.append(text)
        else:
            self._lists["texts"].append(_item(beat, track) | {"kind": TEXT_KINDS[kind], "text": text})

    def key_signature(self, beat: float, data: bytes) -> None:
        """Key signature event."""
        sharps = data[0] - 256 if data and data[0] > 127 else data[0] if data else 8
        if len(data) < 2 or abs(sharps) > 7 or data[1] > 1:
            self.leave_out(Sentence("midi.bad_keys"))
        elif self._takes(Sentence("midi.kept.signatures"), len(self._signatures), 0):
            self._signatures.append({"beat": beat, "sharps": sharps, "mode": ("major", "minor")[data[1]]})

    def raw(self, beat: float, kind: int, data: bytes, track: int) -> None:
        """System exclusive message, or a meta event that nobody here knows."""
        name = "meta" if kind < 0x80 else "sysex"
        if self._takes(Sentence(f"midi.kept.{name}"), len(self._lists[name]), 2 * len(data)):
            self._lists[name].append(_item(beat, track) | {"kind": kind, "data": data.hex()})

    def setup(self, beat: float, place: Mapping[str, int], **said: int | None) -> None:
        """Controller whose order matters, or a program change."""
        if self._takes(Sentence("midi.kept.setup"), len(self._lists["setup"]), 0):
            self._lists["setup"].append({"beat": beat} | _without_first(place) | said)

    def leave_out(self, what: Sentence, times: int = 1) -> None:
        """Count what cannot be kept."""
        if times:
            self.left_out[what] = self.left_out.get(what, 0) + times

    def _takes(self, what: Sentence, n_items: int, n_bytes: int) -> bool:
        if n_items >= MAX_ITEMS or self._n_bytes + n_bytes > MAX_BYTES:
            self.leave_out(Sentence("midi.beyond", what=what))
            return False
        self._n_bytes += n_bytes
        return True

    def extra(self) -> dict[str, Any]:
        """Extras of the score; nothing for a file that says nothing."""
        lists = {name: sorted(items, key=_order) for name, items in self._lists.items() if items}
        markers, signatures = sorted(self._markers, key=_order), sorted(self._signatures, key=_order)
        found: dict[str, Any] = {MARKERS: markers, KEY_SIGNATURES: signatures, KEY: lists}
        found[COPYRIGHTS] = "\n".join(self._copyrights)
        return {key: value for key, value in found.items() if value}


def _order(item: Mapping[str, Any]) -> tuple[float, int, int]:
    """Order by time, then as they are written: what no track has stands in the first chunk."""
    return item["beat"], item.get("track", 0), item.get("channel", -1)


def _item(beat: float, track: int) -> dict[str, Any]:
    return {"beat": beat} | _without_first({"track": track})


def _without_first(place: Mapping[str, int]) -> dict[str, int]:
    return {key: value for key, value in place.items() if value or key != "track"}


def numbered(tracks: tuple[Track, ...], extra: Mapping[str, Any]) -> tuple[Track, ...]:
    """Tracks that say by which number the items of `extra` know them; as they are where none names a track."""
    midi: Mapping[str, list[dict[str, Any]]] = extra.get(KEY, {})
    names_one = any("track" in item for items in midi.values() for item in items)
    if not names_one and all("channel" in item for item in midi.get("setup", ())):
        return tracks
    return tuple(
        dataclasses.replace(track, extra={**track.extra, NUMBER: number}) for number, track in enumerate(tracks)
    )


class Kept:
    """Extras of a score, read again; items that are not as they should be are counted in `bad`.

    Numbers of tracks are places in the list of `tracks`. Items of a track that was deleted are gone with it; texts and
    meta events of the first one are those of the whole song, too, and stay at the head of it.
    """

    def __init__(self, extra: Mapping[str, Any], tracks: Sequence[Track]) -> None:
        self.bad = 0
        self._places: dict[int, int] = {}
        for index, track in enumerate(tracks):
            if type(number := track.extra.get(NUMBER)) is int:
                self._places.setdefault(number, index)
        said = extra.get(KEY)
        midi = said if isinstance(said, Mapping) else {}
        self.markers = [(m["beat"], m["text"]) for m in self._items(extra.get(MARKERS), text=str)]
        self.key_signatures = [
            (item["beat"], bytes((item["sharps"] & 0xFF, int(item["mode"] in _MINOR))))
            for item in self._items(extra.get(KEY_SIGNATURES), sharps=int, mode=str)
            if self._good(abs(item["sharps"]) <= 7)
        ]
        rights = extra.get(COPYRIGHTS)
        self.copyrights = [line for line in rights.split("\n") if line] if isinstance(rights, str) else []
        self.texts = [
            (item["beat"], place, KINDS_OF_TEXTS[item["kind"]], item["text"])
            for item in self._items(midi.get("texts"), kind=str, text=str)
            if self._good(item["kind"] in KINDS_OF_TEXTS) and (place := self._chunk_of(item)) is not None
        ]
        self.raw = [
            (item["beat"], place, item["kind"], bytes.fromhex(item["data"]))
            for name in ("sysex", "meta")
            for item in self._items(midi.get(name), kind=int, data=str)
            if self._good(_is_raw(name, item["kind"], item["data"])) and (place := self._chunk_of(item)) is not None
        ]
        self.setup = [
            {**item, "track": place}
            for item in self._items(midi.get("setup"))
            if self._good(_is_setup(item)) and (place := 0 if "channel" in item else self._place(item)) is not None
        ]

    def _place(self, item: Mapping[str, Any]) -> int | None:
        number = int(item.get("track", 0))
        return self._places.get(number) if self._places else number

    def _chunk_of(self, item: Mapping[str, Any]) -> int | None:
        return self._place(item) if item.get("track") else 0

    def _items(self, listed: Any, **types: type) -> list[Mapping[str, Any]]:
        if not isinstance(listed, Sequence) or isinstance(listed, str):
            return []
        items = []
        for item in listed:
            if (
                isinstance(item, Mapping)
                and _is_beat(item.get("beat"))
                and _is_number(item.get("track", 0), 255)
                and all(isinstance(item.get(key), kind) for key, kind in types.items())
            ):
                items.append(item)
            else:
                self.bad += 1
        return items

    def _good(self, good: bool) -> bool:
        self.bad += not good
        return good


def _is_beat(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _is_number(value: Any, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _is_raw(name: str, kind: int, data: str) -> bool:
    try:
        bytes.fromhex(data)
    except ValueError:
        return False
    return kind in (0xF0, 0xF7) if name == "sysex" else 0 <= kind < 0x80 and kind != 0x2F


def _is_setup(item: Mapping[str, Any]) -> bool:
    if not _is_number(item.get("channel", 0), 15):
        return False
    if "program" in item:
        return item["program"] is None or _is_number(item["program"], 127)
    return _is_number(item.get("control"), 127) and _is_number(item.get("value"), 127)
