"""Tiers: the segments of one name as columns, in order of time.

A segment says in `Segment.type` which tier it belongs to; the score holds them all in one flat tuple. A tier without a
segment, and what kind a tier is where its segments do not tell, stand in the score's ``extra`` under ``tiers``, a list
of ``{name, kind}`` in the order of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..errors import ScoreError
from .immutable import EMPTY_MAP, FloatArray, FrozenMap, RowArray, freeze, frozen_map
from .notes.text_column import TextColumn
from .segment import Segment
from .tier_lists import KIND, NAME, TEXTGRID, TIERS

INTERVALS: Literal["intervals"] = "intervals"
POINTS: Literal["points"] = "points"
Kind = Literal["intervals", "points"]
# How an item of a TextGrid's own list says that its tier is one of points.
_CLASS, _POINT_CLASS = "class", "TextTier"
_COPY = re.compile(r"(.+) \(\d+\)")


@dataclass(frozen=True, eq=False, repr=False)
class Tier:
    """Segments of one name as read-only columns, sorted by (start, end).

    Times may lie below 0: a recording may begin before the music does.

    Attributes
    ----------
    name
        What the segments say as their type.
    start_s, end_s
        float64 [n], seconds; of a point both are the same.
    text
        Column of texts.
    confidence
        float64 [n], NaN where nobody said it.
    kind
        ``"intervals"`` or ``"points"``.
    extra
        Foreign keys of segments, by row.

    Examples
    --------
    >>> from gradio_pianoroll.score import Tier
    >>> phones = Tier.from_columns("phones", [0.0, 0.06], [0.06, 0.5], ["r", "i"], confidence=[0.9, 0.8])
    >>> (phones.end_s - phones.start_s).round(2).tolist(), phones.text.to_list()
    ([0.06, 0.44], ['r', 'i'])
    """

    name: str
    start_s: FloatArray
    end_s: FloatArray
    text: TextColumn
    confidence: FloatArray
    kind: Kind = INTERVALS
    extra: Mapping[int, Mapping[str, Any]] = field(default_factory=FrozenMap)

    @classmethod
    def from_columns(
        cls,
        name: str,
        start_s: ArrayLike,
        end_s: ArrayLike | None = None,
        text: Sequence[str | None] | TextColumn | None = None,
        confidence: ArrayLike | None = None,
        kind: Kind | None = None,
        extra: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> Self:
        """Tier of columns in any order.

        Parameters
        ----------
        name
            Of the tier.
        start_s, end_s
            Seconds; without ends the rows are points.
        text
            None, or a text or None for each row.
        confidence
            None, or a number for each row, NaN where it is unknown.
        kind
            By default points when all rows are.
        extra
            Foreign keys by row.

        Raises
        ------
        ScoreError
            If a value cannot stand in a segment, or columns differ in length; the message names the row.
        """
        start = _column(name, "start_s", start_s)
        n = len(start)
        end = start if end_s is None else _column(name, "end_s", end_s)
        sure = np.full(n, np.nan) if confidence is None else _column(name, "confidence", confidence, may_be_nan=True)
        try:
            texts = text if isinstance(text, TextColumn) else TextColumn.from_list([""] * n if text is None else text)
        except (TypeError, ValueError) as error:
            raise ScoreError(f"tier {name!r}: {error}") from error
        for what, column in (("end_s", end), ("text", texts), ("confidence", sure)):
            if len(column) != n:
                raise ScoreError(f"tier {name!r}: {what} has {len(column)} rows, start_s {n}")
        wrong = np.flatnonzero(end < start)
        if len(wrong):
            row = int(wrong[0])
            raise ScoreError(f"tier {name!r}, row {row}: the end {end[row]:g} lies before the start {start[row]:g}")
        order = np.lexsort((end, start))
        more = {int(order_row): extra[row] for order_row, row in enumerate(order.tolist()) if row in (extra or {})}  # type: ignore[index]
        points = n > 0 and bool((start == end).all())
        chosen = (POINTS if points else INTERVALS) if kind is None else _kind(kind)
        return cls(
            _name(name),
            freeze(start[order]),
            freeze(end[order]),
            texts.take(order),
            freeze(sure[order]),
            chosen,
            frozen_map(more),
        )

    @classmethod
    def from_segments(cls, name: str, segments: Iterable[Segment], kind: Kind | None = None) -> Self:
        """Tier of segments in any order, whatever their types."""
        given = list(segments)
        return cls.from_columns(
            name,
            np.array([s.start for s in given], np.float64),
            np.array([s.end for s in given], np.float64),
            [s.text for s in given],
            np.array([np.nan if s.confidence is None else s.confidence for s in given], np.float64),
            kind,
            {row: s.extra for row, s in enumerate(given) if s.extra},
        )

    def __len__(self) -> int:
        return len(self.start_s)

    def __getitem__(self, row: int) -> Segment:
        return self.segments[row]

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.segments)

    def __eq__(self, other: object) -> bool:
        """Return True if name, kind and all rows are equal."""
        if not isinstance(other, Tier):
            return NotImplemented
        return (self.name, self.kind) == (other.name, other.kind) and self.segments == other.segments

    def __hash__(self) -> int:
        return hash((self.name, len(self)))

    def __repr__(self) -> str:
        return f"<Tier {self.name!r}: {len(self)} {self.kind}>"

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in self.__dict__.items() if key != "segments"}

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Rows as segments of the type `name`."""
        extra = dict(self.extra)
        columns = (self.start_s.tolist(), self.end_s.tolist(), self.text.to_list(), self.confidence.tolist())
        return tuple(
            Segment._trusted(
                {
                    "start": start,
                    "end": end,
                    "type": self.name,
                    "text": text or "",
                    "confidence": None if sure != sure else sure,
                    "extra": frozen_map(extra[row]) if row in extra else EMPTY_MAP,
                }
            )
            for row, (start, end, text, sure) in enumerate(zip(*columns, strict=True))
        )

    @property
    def is_point(self) -> NDArray[np.bool_]:
        """Return a bool for each row, True where it has no length."""
        return np.asarray(self.start_s == self.end_s)

    def rows_at(self, time_s: float) -> RowArray:
        """Rows that cover a time; the start belongs to a segment, its end does not."""
        covers = (self.start_s <= time_s) & ((time_s < self.end_s) | ((self.start_s == time_s) & self.is_point))
        return np.flatnonzero(covers)

    def replace(self, **columns: Any) -> Self:
        """Return a tier with other columns (`start_s`, `text` …), name or kind.

        Raises
        ------
        ScoreError
            As `from_columns` does.

        Examples
        --------
        >>> from gradio_pianoroll.score import Tier
        >>> words = Tier.from_columns("words", [0, 1], [1, 2], ["a", "b"])
        >>> words.replace(start_s=words.start_s + 0.5, end_s=words.end_s + 0.5).start_s.tolist()
        [0.5, 1.5]
        """
        known = {name: getattr(self, name) for name in ("name", *_COLUMNS, "kind", "extra")}
        unknown = sorted(set(columns) - set(known))
        if unknown:
            raise ScoreError(f"a tier has no column {unknown[0]!r}; it has {', '.join(_COLUMNS)}")
        return self.from_columns(**(known | columns))


class Tiers(Mapping[str, Tier]):
    """Tiers of a score by name, in the order of their rows: first those that it lists, then as segments name them."""

    __slots__ = ("_kinds", "_made", "_segments")

    def __init__(self, segments: Sequence[Segment], extra: Mapping[str, Any]) -> None:
        by_name: dict[str, list[Segment]] = {}
        self._kinds = dict(declared(extra))
        for name in self._kinds:
            by_name[name] = []
        for segment in segments:
            by_name.setdefault(segment.type, []).append(segment)
        self._segments = by_name
        self._made: dict[str, Tier] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names in the order of the rows."""
        return tuple(self._segments)

    def __getitem__(self, name: str) -> Tier:
        if name not in self._segments:
            there = ", ".join(map(repr, self._segments)) or "none"
            raise KeyError(f"there is no tier {name!r}; there are: {there}")
        if name not in self._made:
            given = self._segments[name]
            # What a list says of a tier holds as long as its segments do not say something else.
            said = self._kinds.get(name)
            all_points = all(s.start == s.end for s in given)
            kind = said if said is not None and (said == INTERVALS or all_points) else None
            self._made[name] = Tier.from_segments(name, given, kind)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._segments)

    def __len__(self) -> int:
        return len(self._segments)

    def __repr__(self) -> str:
        return f"<Tiers: {', '.join(f'{name!r} ({len(rows)})' for name, rows in self._segments.items())}>"


_COLUMNS = ("start_s", "end_s", "text", "confidence")


def declared(extra: Mapping[str, Any]) -> list[tuple[str, Kind | None]]:
    """Name and kind of each tier that the extras of a score list; what is no such item is passed over."""
    found: dict[str, Kind | None] = {}
    for item in listed_items(extra.get(TIERS)):
        kind = item.get(KIND)
        found.setdefault(item[NAME], kind if kind in (INTERVALS, POINTS) else None)
    textgrid = extra.get(TEXTGRID)
    items = listed_items(textgrid.get(TIERS)) if isinstance(textgrid, Mapping) else []
    names = {item[NAME] for item in items}
    for item in items:
        copy = _COPY.fullmatch(item[NAME])
        if copy is None or copy[1] not in names:
            found.setdefault(item[NAME], POINTS if item.get(_CLASS) == _POINT_CLASS else INTERVALS)
    return list(found.items())


def listed_items(items: Any) -> list[Mapping[str, Any]]:
    """Those of a list of tiers that have a name."""
    if not isinstance(items, list | tuple):
        return []
    return [item for item in items if isinstance(item, Mapping) and isinstance(item.get(NAME), str)]


def _column(name: str, what: str, values: ArrayLike, may_be_nan: bool = False) -> FloatArray:
    try:
        column = np.array(values, np.float64, ndmin=1)
    except (TypeError, ValueError, OverflowError) as error:
        raise ScoreError(f"tier {name!r}: {what} must be numbers ({error})") from error
    if column.ndim != 1:
        raise ScoreError(f"tier {name!r}: {what} must be one row of numbers")
    bad = np.flatnonzero(np.isinf(column) if may_be_nan else ~np.isfinite(column))
    if len(bad):
        raise ScoreError(f"tier {name!r}, row {int(bad[0])}: {what} must be finite, not {column[bad[0]]}")
    return column


def _kind(kind: Any) -> Kind:
    if kind not in (INTERVALS, POINTS):
        raise ScoreError(f"the kind of a tier is 'intervals' or 'points', not {kind!r}")
    return kind  # type: ignore[no-any-return]


def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise ScoreError(f"the name of a tier must be a text, not {type(name).__name__}")
    return name
