"""ELAN's annotation documents (``.eaf``): tiers of annotations on time slots in milliseconds.

Each tier becomes one of ours, empty ones too. Annotations that refer to another one (subdivisions, associations) have
its time, shared out among those that follow each other; slots without a time lie evenly between those that have one.
Participant, annotator and type of a tier stand in its item of ``extra["tiers"]`` under ``eaf``. Written are documents
of the format 3.0 in which every tier has times of its own.

Source: "ELAN Annotation Format", EAF schema 3.0, Max Planck Institute for Psycholinguistics.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from gradio_pianoroll.i18n.sentence import Sentence

from ..errors import FormatError
from ..score import Score, Segment
from ..score.tier_lists import KIND, NAME, TIERS
from ..score.tiers import listed_items
from ..score.well_formed import utf8, well_formed
from .alignment import segments_of_notes
from .bounds import MAX_LABEL_LINES, refuse_more
from .label_rows import MAX_S, early, one_tier, warn, warn_of_losses
from .musicxml.container import parse

KEY = "eaf"
MAX_BYTES = 64 * 1024 * 1024
MAX_TIERS = 2_000
_ATTRIBUTES = ("PARTICIPANT", "ANNOTATOR", "LINGUISTIC_TYPE_REF", "DEFAULT_LOCALE", "LANG_REF")
_TYPE = "default-lt"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WHOLE = re.compile(r"-?\d{1,15}")


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of an annotation document.

    Raises
    ------
    FormatError
        If it is none.

    Warns
    -----
    PianoRollWarning
        For annotations without a time, and those that refer to nothing.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(path, Sentence("label.too_large", most=MAX_BYTES >> 20))
    root = parse(data, path)
    if root.tag != "ANNOTATION_DOCUMENT":
        raise FormatError(path, Sentence("eaf.root", root=str(root.tag)[:40]))
    tiers = list(root.iterfind("TIER"))
    refuse_more(path, len(tiers), MAX_TIERS, Sentence("amount.tiers"))
    slots = _slots(root, path)
    reader = _Annotations(slots)
    for tier in tiers:
        reader.take(tier)
    refuse_more(path, reader.count, MAX_LABEL_LINES, Sentence("amount.labels"))
    spans = reader.spans()
    segments: list[Segment] = []
    lost = 0
    listed = []
    names = _unique([tier.get("TIER_ID", "") for tier in tiers])
    for name, tier in zip(names, tiers, strict=True):
        for id, text in reader.of_tier[tier]:
            span = spans.get(id)
            if span is None or span[1] < span[0]:
                lost += 1
                continue
            segments.append(Segment(span[0], span[1], name, text))
        own = {key: value for key in _ATTRIBUTES if (value := tier.get(key))}
        listed.append({NAME: name, KIND: "intervals"} | ({KEY: own} if own else {}))
    if lost:
        warn(path, Sentence("eaf.lost", count=lost))
    segments.sort(key=lambda s: (s.start, s.end))
    return Score(segments=tuple(segments), extra={TIERS: listed})


def write(score: Score, path: Path, *, tier: str | None = None) -> bytes:
    """Bytes of an annotation document with all tiers, or with the one that is named; times are rounded to milliseconds.

    Raises
    ------
    FormatError
        If there is no tier and no text.

    Warns
    -----
    PianoRollWarning
        With what has no place in it.
    """
    rows = {tier: one_tier(score, path, tier)} if tier is not None else {n: list(score.tiers[n]) for n in score.tiers}
    for column, name in (("lyric", "lyrics"), ("phoneme", "phonemes")):
        if tier is None and name not in rows and (sung := segments_of_notes(score, column, name)):
            rows[name] = sorted(sung, key=lambda s: (s.start, s.end))
    if not rows:
        raise FormatError(path, Sentence("eaf.nothing"))
    warn_of_losses(score, path, "ELAN", notes=bool(score.segments) and not score.notes.lyric.any())
    early([row for each in rows.values() for row in each], path)
    attributes = {item[NAME]: item.get(KEY) for item in listed_items(score.extra.get(TIERS))}
    slots: list[str] = []
    shown: list[str] = []
    counts: Counter[str] = Counter()
    written = [part for name, each in rows.items() for part in _without_overlaps(name, each)]
    for name, each in written:
        shown.append(_tier(name, each, attributes.get(name), slots, counts))
    if counts["points"]:
        warn(path, Sentence("eaf.points", count=counts["points"]))
    if len(written) > len(rows):
        warn(path, Sentence("eaf.overlaps"))
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ANNOTATION_DOCUMENT AUTHOR="" DATE="1970-01-01T00:00:00+00:00" '
        'FORMAT="3.0" VERSION="3.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">\n'
        '<HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>\n'
    )
    tail = (
        f'<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="{_TYPE}" TIME_ALIGNABLE="true"/>\n'
        "</ANNOTATION_DOCUMENT>\n"
    )
    order = "<TIME_ORDER>\n" + "".join(slots) + "</TIME_ORDER>\n"
    return utf8(head + order + "".join(shown) + tail)


class _Annotations:
    """Annotations of a document, by id."""

    def __init__(self, slots: Mapping[str, float | None]) -> None:
        self._slots = dict(slots)
        self._aligned: dict[str, tuple[str, str]] = {}
        self._refers: dict[str, tuple[str, str | None]] = {}
        self._tier: dict[str, Any] = {}
        self.of_tier: dict[Any, list[tuple[str, str]]] = defaultdict(list)
        self.count = 0

    def take(self, tier: Any) -> None:
        """Read the annotations of a tier."""
        chain: list[str] = []
        for number, annotation in enumerate(tier.iterfind("ANNOTATION/*")):
            id = annotation.get("ANNOTATION_ID") or f"{id_of(tier)} {number}"
            if id in self._tier:
                id = f"{id} {self.count}"
            text = "".join(annotation.findtext("ANNOTATION_VALUE") or "")
            if annotation.tag == "ALIGNABLE_ANNOTATION":
                ends = annotation.get("TIME_SLOT_REF1", ""), annotation.get("TIME_SLOT_REF2", "")
                self._aligned[id] = ends
                chain += [end for end in ends if not chain or chain[-1] != end]
            elif annotation.tag == "REF_ANNOTATION":
                self._refers[id] = annotation.get("ANNOTATION_REF", ""), annotation.get("PREVIOUS_ANNOTATION")
            else:
                continue
            self._tier[id] = tier
            self.of_tier[tier].append((id, text))
            self.count += 1
        self._fill(chain)

    def _fill(self, chain: Sequence[str]) -> None:
        """Give slots without a time one evenly between those that have one."""
        known = [i for i, slot in enumerate(chain) if self._slots.get(slot) is not None]
        for a, b in pairwise(known):
            start, end = self._slots[chain[a]], self._slots[chain[b]]
            if start is not None and end is not None:
                for i in range(a + 1, b):
                    self._slots[chain[i]] = start + (end - start) * (i - a) / (b - a)

    def spans(self) -> dict[str, tuple[float, float]]:
        """Start and end of each annotation in seconds; those that cannot be found have none."""
        found: dict[str, tuple[float, float]] = {}
        for id, (first, last) in self._aligned.items():
            start, end = self._slots.get(first), self._slots.get(last)
            if start is not None and end is not None:
                found[id] = (start, end)
        groups: dict[str, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
        for id, (parent, _) in self._refers.items():
            groups[parent][self._tier[id]].append(id)
        # From those with times downwards: what refers in a circle is never reached.
        waiting = [id for id in found if id in groups]
        while waiting:
            parent = waiting.pop()
            start, end = found[parent]
            for children in groups[parent].values():
                ordered = self._in_order(children)
                for i, child in enumerate(ordered):
                    if child not in found:
                        size = (end - start) / len(ordered)
                        found[child] = (start + i * size, end if i == len(ordered) - 1 else start + (i + 1) * size)
                        waiting += [child] if child in groups else []
        return found

    def _in_order(self, children: Sequence[str]) -> list[str]:
        """Annotations of one parent in the order of their links, else of the file."""
        behind: dict[str | None, list[str]] = defaultdict(list)
        there = set(children)
        for child in children:
            before = self._refers[child][1]
            behind[before if before in there else None].append(child)
        ordered: list[str] = []
        waiting = behind[None][::-1]
        while waiting:
            child = waiting.pop()
            ordered.append(child)
            waiting += behind.pop(child, [])[::-1]
        seen = set(ordered)
        return ordered + [child for child in children if child not in seen]


def id_of(tier: Any) -> str:
    """Name of a tier."""
    return str(tier.get("TIER_ID", ""))


def _slots(root: Any, path: Path) -> dict[str, float | None]:
    slots: dict[str, float | None] = {}
    for slot in root.iterfind("TIME_ORDER/TIME_SLOT"):
        said = slot.get("TIME_VALUE")
        if said is not None and not _WHOLE.fullmatch(said.strip()):
            raise FormatError(path, Sentence("eaf.slot", id=slot.get("TIME_SLOT_ID", ""), given=said[:40]))
        seconds = None if said is None else int(said) / 1000
        slots[slot.get("TIME_SLOT_ID", "")] = seconds if seconds is None or abs(seconds) <= MAX_S else None
    return slots


def _unique(names: Sequence[str]) -> list[str]:
    given: dict[str, None] = {}
    for name in names:
        shown, number = name, 2
        while shown in given:
            shown, number = f"{name} ({number})", number + 1
        given[shown] = None
    return list(given)


def _without_overlaps(name: str, rows: Sequence[Segment]) -> Iterator[tuple[str, list[Segment]]]:
    """Rows of a tier, and further tiers for those that lie over others: a tier of ELAN's has no overlaps."""
    layers: list[list[Segment]] = [[]]
    for row in sorted(rows, key=lambda s: (s.start, s.end)):
        layer = next((layer for layer in layers if not layer or layer[-1].end <= row.start), None)
        if layer is None:
            if len(layers) == MAX_TIERS:
                layer = layers[-1]
            else:
                layer = []
                layers.append(layer)
        layer.append(row)
    for number, layer in enumerate(layers, 1):
        yield (name if number == 1 else f"{name} ({number})"), layer


def _tier(name: str, rows: Sequence[Segment], said: Any, slots: list[str], counts: Counter[str]) -> str:
    own = {key: said[key] for key in _ATTRIBUTES if isinstance(said, Mapping) and isinstance(said.get(key), str)}
    own["LINGUISTIC_TYPE_REF"] = _TYPE
    attributes = "".join(f" {key}={_attribute(value)}" for key, value in own.items())
    parts = [f"<TIER TIER_ID={_attribute(name)}{attributes}>\n"]
    for row in rows:
        start, end = (max(round(time * 1000), 0) for time in (row.start, row.end))
        counts["points"] += row.start == row.end
        first, last = len(slots) + 1, len(slots) + 2
        slots.append(f'<TIME_SLOT TIME_SLOT_ID="ts{first}" TIME_VALUE="{start}"/>\n')
        slots.append(f'<TIME_SLOT TIME_SLOT_ID="ts{last}" TIME_VALUE="{max(end, start + 1)}"/>\n')
        counts["annotations"] += 1
        parts.append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{counts["annotations"]}" TIME_SLOT_REF1="ts{first}" '
            f'TIME_SLOT_REF2="ts{last}"><ANNOTATION_VALUE>{_text(row.text)}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>'
            "</ANNOTATION>\n"
        )
    return "".join(parts) + "</TIER>\n"


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", well_formed(text)), {"\r": "&#13;"})


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", well_formed(text)), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"})
