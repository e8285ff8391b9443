"""Praat's Pitch and PitchTier, in text, short text, binary and headerless files.

| object | here |
| --- | --- |
| Pitch | ``f0``: the first candidate of each frame; hidden curves ``strength`` (of it), ``intensity`` (of the frame) |
| PitchTier | ``f0`` as free points |

A frame of a Pitch is unvoiced at 0 Hz and from the ceiling on.

What a curve came with before it was edited (`Curve.original`) is the second candidate of each frame of a Pitch, so that
Praat shows it, and a comment that Praat passes over in a PitchTier; a comment says in both that it is ours.

The domain (``xmin``, ``xmax``) and the ceiling stay with the score, ``extra["praat"]``, and are written again. Other
candidates of a Pitch have no place and are left out with a warning.

Source: the Praat manual, "Pitch", "PitchTier"; the binary form and what Praat takes for unvoiced are from files that
Praat 6.1 (parselmouth 0.4) wrote and read.
"""

from __future__ import annotations

import dataclasses
import math
import re
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ...errors import FormatError
from ...score import Curve, Score
from ...score.immutable import FloatArray
from ..bounds import refuse_more
from ..decoding import decode
from .conventions import checked_number, hz_of, say
from .frames import DEFAULT_HOP_S, MAX_FRAMES, Frames, frames_of, resampled
from .originals import say_left, with_original
from .praat_numbers import floats_of, line_of, numbers_in

KEY = "praat"
MAX_BYTES = 256 * 1024 * 1024
NEW_LINE = b"\n"
_BINARY = b"ooBinaryFile"
_HEAD = re.compile(
    r'\s*(?:File type = )?"ooTextFile[^"]*"\s*(?:Object class = )?"(?P<class>\w+)(?: (?P<version>\d+))?"'
)
_CLASSES = ("Pitch", "PitchTier")
#: Praat's own defaults for what a score does not say.
_CEILING_HZ, _STRENGTH, _INTENSITY = 600.0, 0.9, 1.0
MAX_CANDIDATES = 32_767
#: Comments by which the original is known again.
_SECOND = "! gradio-pianoroll: candidate 2 is the original\n"
_ORIGINAL_POINT = "! gradio-pianoroll: original "
_POINT = re.compile(re.escape(_ORIGINAL_POINT).encode() + rb"(\S+) (\S+)")
_NO_POINTS = f"{_ORIGINAL_POINT}none\n"
_PIECE = 1 << 20


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a Pitch or PitchTier.

    Raises
    ------
    FormatError
        If it is neither, or ends too early; the message gives the line.
    """
    if len(data) > MAX_BYTES:
        raise FormatError(path, Sentence("pitch.too_large", most=MAX_BYTES >> 20))
    try:
        if data.startswith(_BINARY):
            return _of_binary(data, path)
        if not data.startswith(b'File type = "ooTextFile') and not data.startswith(b'"ooTextFile'):
            # UTF-16 is what Praat writes where a name needs it.
            data = decode(data, path, encoding).encode()
        head = _HEAD.match(data[:200].decode("latin-1"))
        if head is None:
            return _headerless(data, path)
        if head["class"] not in _CLASSES:
            raise FormatError(path, Sentence("pitch.other_object", kind=head["class"]))
        body = numbers_in(data[head.end() :], path)
        return _of_numbers(head["class"], body, path, data, head.end())
    except ValueError as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(path, sentence_of(error)) from error


def _of_numbers(kind: str, body: FloatArray, path: Path, data: bytes, start: int) -> Score:
    def where(index: int) -> int:
        return data.count(NEW_LINE, 0, start) + line_of(data[start:], index)

    head = 7 if kind == "Pitch" else 3
    if len(body) < head:
        raise FormatError(path, at_line(where(len(body)), Sentence("pitch.ends_in_head", kind=kind)))
    if kind == "PitchTier":
        n = _count(path, body[2], where(2), Sentence("amount.points"))
        if len(body) < 3 + 2 * n:
            raise FormatError(
                path,
                at_line(where(len(body)), Sentence("pitch.ends_at_point", number=(len(body) - 3) // 2 + 1, count=n)),
            )
        return _tier(path, body[0], body[1], body[3 : 3 + 2 * n].reshape(-1, 2), data)
    n = _count(path, body[2], where(2), Sentence("amount.frames"))
    counts = _candidates(path, body, n, where)
    many = np.array(counts, np.int64)
    first = 7 + np.cumsum(2 + 2 * many) - (2 + 2 * many)
    intensity, hz, strength = (body[first], body[first + 2], body[first + 3]) if n else (np.zeros(0),) * 3
    is_ours = _SECOND.strip().encode() in data[: start + 500] and n > 0 and bool((many == 2).all())
    return _pitch(path, body[:7], many, intensity, hz, strength, body[first + 4] if is_ours else None)


def _candidates(path: Path, body: FloatArray, n: int, where: Callable[[int], int]) -> list[int]:
    """Number of candidates of each frame."""
    counts, at, start, piece = [], 7, 0, body[:_PIECE].tolist()
    for frame in range(n):
        if at + 1 >= start + len(piece):
            # Piece by piece: Python's numbers take four times the room.
            start, piece = at, body[at : at + _PIECE].tolist()
        count = piece[at + 1 - start] if at + 1 < len(body) else math.nan
        if not 1 <= count <= MAX_CANDIDATES or count != int(count):
            if at + 1 >= len(body):
                raise FormatError(
                    path, at_line(where(len(body)), Sentence("pitch.ends_at_frame", number=frame + 1, count=n))
                )
            raise FormatError(path, at_line(where(at + 1), Sentence("pitch.candidates", number=frame + 1, count=count)))
        counts.append(int(count))
        at += 2 + 2 * counts[-1]
    if at > len(body):
        raise FormatError(path, at_line(where(len(body)), Sentence("pitch.ends_at_frame", number=n, count=n)))
    return counts


def at_line(line: int | None, reason: Sentence) -> Sentence:
    """Sentence with the line that it is about, where there are lines."""
    return reason if line is None else Sentence("pitch.at_line", line=line, reason=reason)


def _count(path: Path, number: float, line: int | None, what: Sentence) -> int:
    if not (0 <= number <= 2**53) or number != int(number):
        raise FormatError(path, at_line(line, Sentence("pitch.number_of", what=what, number=number)))
    refuse_more(path, int(number), MAX_FRAMES, what)
    return int(number)


def _pitch(
    path: Path,
    head: FloatArray,
    counts: Any,
    intensity: FloatArray,
    hz: FloatArray,
    strength: FloatArray,
    original: FloatArray | None = None,
) -> Score:
    """Score of a Pitch: xmin, xmax, nx, dx, x1, ceiling, maxnCandidates, and the columns of its frames."""
    xmin, xmax, _, hop, start, ceiling, _ = head.tolist()
    if not (math.isfinite(start) and math.isfinite(hop) and hop > 0):
        raise FormatError(path, Sentence("pitch.time_base", hop=hop, start=start))
    others = 0 if original is not None else int((counts - 1).sum())
    if others:
        say(path, Sentence("pitch.other_candidates", count=others))
    with np.errstate(invalid="ignore"):
        voiced = hz_of(np.where(hz < ceiling, hz, np.nan))
    shared: dict[str, Any] = {"start": start, "hop": hop}
    f0 = Curve("f0", voiced.astype(np.float32), None, "f0", "Hz", **shared)
    if original is not None:
        f0 = with_original(f0, dataclasses.replace(f0, values=hz_of(original).astype(np.float32)))
    curves = [
        f0,
        Curve("strength", _small(strength), None, "voicing", "", **shared, style={"visible": False}),
        Curve("intensity", _small(intensity), None, "intensity", "", **shared, style={"visible": False}),
    ]
    said = _finite({"xmin": xmin, "xmax": xmax, "ceiling": ceiling})
    return Score(curves={curve.name: curve for curve in curves}, extra={KEY: said})


def _small(values: FloatArray) -> Any:
    """float32 of values; NaN of what it cannot hold."""
    return np.where(np.abs(values) < np.finfo(np.float32).max, values, np.nan).astype(np.float32)


def _tier(path: Path, xmin: float, xmax: float, points: FloatArray, data: bytes = b"") -> Score:
    times, hz = points[:, 0], hz_of(points[:, 1])
    bad = np.flatnonzero(~np.isfinite(times))
    if len(bad):
        raise FormatError(path, Sentence("pitch.no_time", number=int(bad[0]) + 1))
    # Praat sorts them, too.
    order = np.argsort(times, kind="stable")
    f0 = Curve("f0", hz[order].astype(np.float32), times[order], "f0", "Hz")
    if _ORIGINAL_POINT.encode() in data and (came := _points_in_comments(data)) is not None:
        f0 = with_original(f0, Curve("f0", came[:, 1].astype(np.float32), came[:, 0], "f0", "Hz"))
    said = _finite({"xmin": float(xmin), "xmax": float(xmax)})
    return Score(curves={f0.name: f0}, extra={KEY: said} if said else {})


def _points_in_comments(data: bytes) -> FloatArray | None:
    """Times and frequencies of the original; None where somebody wrote another thing there."""
    found = [] if _NO_POINTS.strip().encode() in data else _POINT.findall(data)
    try:
        points = np.array(found, np.float64).reshape(-1, 2)
    except ValueError:
        return None
    is_good = np.isfinite(points).all() and (np.diff(points[:, 0]) >= 0).all() and (points[:, 1] > 0).all()
    return points if is_good else None


def _finite(said: Mapping[str, float]) -> dict[str, float]:
    return {key: value for key, value in said.items() if math.isfinite(value)}


def _headerless(data: bytes, path: Path) -> Score:
    """Score of a headerless spreadsheet: time and Hz of a point on each line."""
    lines = [line for line in data.splitlines() if line.strip()]
    numbers = floats_of(data)
    if numbers is None or len(numbers) != 2 * len(lines):
        for number, line in enumerate(data.splitlines(), 1):
            pair = floats_of(line)
            if line.strip() and (pair is None or len(pair) != 2):
                shown = line[:40].decode("utf-8", "replace").strip()
                raise FormatError(path, at_line(number, Sentence("pitch.no_pair", shown=shown)))
    if numbers is None or not len(numbers):
        raise FormatError(path, Sentence("pitch.no_object"))
    points = numbers.reshape(-1, 2)
    return _tier(path, math.nan, math.nan, points)


def _of_binary(data: bytes, path: Path) -> Score:
    """Score of a binary file: what the text has, in its order; whole numbers in two or four bytes, big-endian."""
    at = len(_BINARY)
    length = data[at] if at < len(data) else 0
    kind, _, _ = data[at + 1 : at + 1 + length].decode("latin-1").partition(" ")
    at += 1 + length
    if kind not in _CLASSES:
        raise FormatError(path, Sentence("pitch.other_object", kind=kind or "?"))
    try:
        if kind == "PitchTier":
            xmin, xmax, number = struct.unpack_from(">ddi", data, at)
            n = _count(path, number, None, Sentence("amount.points"))
            points = np.frombuffer(data, ">f8", 2 * n, at + 20).astype(np.float64)
            return _tier(path, xmin, xmax, points.reshape(-1, 2))
        head = struct.unpack_from(">ddidddh", data, at)
    except (struct.error, ValueError) as error:
        raise FormatError(path, Sentence("pitch.ends_in_head", kind=kind)) from error
    n = _count(path, head[2], None, Sentence("amount.frames"))
    at += struct.calcsize(">ddidddh")
    starts, counts = [], []
    for frame in range(n):
        count = int.from_bytes(data[at + 8 : at + 12], "big", signed=True)
        if at + 12 + 16 * max(count, 1) > len(data):
            raise FormatError(path, Sentence("pitch.ends_at_frame", number=frame + 1, count=n))
        if count < 1:
            raise FormatError(path, Sentence("pitch.candidates", number=frame + 1, count=float(count)))
        starts.append(at)
        counts.append(count)
        at += 12 + 16 * count
    first = np.array(starts, np.int64)
    byte = np.frombuffer(data, np.uint8)

    def column(offset: int) -> FloatArray:
        raw = byte[first[:, None] + (offset + np.arange(8))]
        numbers: FloatArray = np.ascontiguousarray(raw).view(">f8").reshape(-1).astype(np.float64)
        return numbers

    columns = [column(offset) if n else np.zeros(0) for offset in (0, 12, 20)]
    return _pitch(path, np.array(head, np.float64), np.array(counts, np.int64), *columns)


def write(
    score: Score, path: Path, *, curve: str | None = None, hop_s: float | None = None, headerless: bool = False
) -> bytes:
    """Bytes of a Pitch in short text (``.pitch``) or of a PitchTier in text (``.pitchtier``).

    Parameters
    ----------
    score, path
        What and where to; the suffix says which of both.
    curve
        Name of the curve, when it is not the first of F0.
    hop_s
        Distance of the frames of a Pitch; by default the curve's own.
    headerless
        Whether a PitchTier is a headerless spreadsheet: time, tabulator, Hz.

    Raises
    ------
    FormatError
        If the score has no pitch.
    """
    step = checked_number(path, "hop_s", hop_s)
    frames = frames_of(score, path, curve)
    said = score.extra.get(KEY)
    said = said if isinstance(said, Mapping) else {}
    if path.suffix.lower() == ".pitch":
        if headerless:
            raise FormatError(path, Sentence("pitch.headerless"))
        return _written_pitch(score, path, frames, step, said)
    if step is not None:
        raise FormatError(path, Sentence("pitch.tier_hop"))
    known = np.isfinite(frames.hz)
    times, hz = frames.times_s[known], frames.hz[known]
    pairs = zip(_shown(times), _shown(hz.astype(np.float32)), strict=True)
    if headerless:
        return "".join(f"{time}\t{value}\n" for time, value in pairs).encode()
    xmin, xmax = _domain(said, times, score)
    lines = [
        'File type = "ooTextFile"\nObject class = "PitchTier"\n\n'
        f"xmin = {xmin!r} \nxmax = {xmax!r} \npoints: size = {len(times)} \n"
    ]
    lines += [
        f"points [{i}]:\n    number = {time} \n    value = {value} \n" for i, (time, value) in enumerate(pairs, 1)
    ]
    if (came := _came(score, path, frames)) is not None:
        known = np.isfinite(came.hz)
        first = zip(_shown(came.times_s[known]), _shown(came.hz[known].astype(np.float32)), strict=True)
        lines += [f"{_ORIGINAL_POINT}{time} {value}\n" for time, value in first] or [_NO_POINTS]
    return "".join(lines).encode()


def _came(score: Score, path: Path, frames: Frames) -> Frames | None:
    """What the curve that is written came with, where it was edited since."""
    curve = score.curves.get(frames.name)
    if curve is None or not curve.is_edited:
        return None
    return frames_of(score.replace(curves={curve.name: curve.as_original()}), path, curve.name)


def _written_pitch(score: Score, path: Path, frames: Frames, step: float | None, said: Mapping[str, Any]) -> bytes:
    hz, hop, start, voicing = frames.hz, frames.hop_s, frames.start_s, frames.voicing
    if hop is None or (step is not None and step != hop):
        if step is None:
            say(path, Sentence("pitch.uneven", curve=frames.name, hop=DEFAULT_HOP_S))
        hop, voicing = step or DEFAULT_HOP_S, None
        start = float(frames.times_s[0]) if len(frames.times_s) else 0.0
        hz = resampled(frames.times_s, hz, hop, None, start)
    known = np.isfinite(hz)
    most = float(hz[known].max(initial=0))
    ceiling = _number(said.get("ceiling"), 0.0)
    if ceiling <= most:
        # From the ceiling on Praat takes a frame for unvoiced.
        ceiling = max(_CEILING_HZ, float(math.ceil(most * 1.01)))
    times = (start + np.arange(len(hz)) * hop).astype(np.float64)
    xmin, xmax = _domain(said, times, score, hop)
    strength = np.where(known, _STRENGTH, 0.0) if voicing is None else np.nan_to_num(voicing)
    intensity = _on_frames(score, frames, "intensity", len(hz))
    came = _came(score, path, frames)
    first = None
    if came is not None:
        first = came.hz if came.hop_s == hop else resampled(came.times_s, came.hz, hop, len(hz), start)
        if len(first) != len(hz):
            say_left(path, score.curves[frames.name])
            first = None
        elif float(first[np.isfinite(first)].max(initial=0)) >= ceiling:
            ceiling = math.ceil(float(np.nanmax(first)) * 1.01)
    numbers = (xmin, xmax, len(hz), hop, start, float(ceiling), 1 if first is None else 2)
    head = 'File type = "ooTextFile"\nObject class = "Pitch 1"\n\n' + "".join(f"{number!r}\n" for number in numbers)
    shown = zip(
        _shown(intensity.astype(np.float32)),
        _shown(np.where(known, hz, 0).astype(np.float32)),
        _shown(strength.astype(np.float32)),
        strict=True,
    )
    if first is None:
        return (head + "".join([f"{loud}\n1\n{value}\n{strong}\n" for loud, value, strong in shown])).encode()
    heard = np.isfinite(first)
    second = zip(
        _shown(np.where(heard, first, 0).astype(np.float32)), np.where(heard, _STRENGTH, 0.0).tolist(), strict=True
    )
    rows = [
        f"{loud}\n2\n{value}\n{strong}\n{hz}\n{sure}\n"
        for (loud, value, strong), (hz, sure) in zip(shown, second, strict=True)
    ]
    return (head.replace("\n\n", f"\n\n{_SECOND}", 1) + "".join(rows)).encode()


def _on_frames(score: Score, frames: Frames, name: str, n: int) -> FloatArray:
    found = score.curves.get(name)
    if found is None or frames.hop_s is None or len(found) != n or found.hop != frames.hop_s:
        return np.full(n, _INTENSITY)
    return np.nan_to_num(found.values.astype(np.float64))


def _domain(said: Mapping[str, Any], times: FloatArray, score: Score, hop: float = 0.0) -> tuple[float, float]:
    """Times where the object begins and ends; all of its points lie within."""
    first, last = (float(times[0]) - hop / 2, float(times[-1]) + hop / 2) if len(times) else (0.0, 0.0)
    low = min(_number(said.get("xmin"), 0.0), first)
    high = max(_number(said.get("xmax"), score.end_seconds), last)
    return low, high if high > low else low + 1.0


def _number(value: Any, otherwise: float) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else otherwise


def _shown(values: Any) -> list[str]:
    """Shortest decimals that read back to the same numbers."""
    if values.dtype == np.float32:
        # Through text: its float64 has twice as many digits.
        values = values.astype("U32").astype(np.float64)
    return [repr(value) for value in values.tolist()]
