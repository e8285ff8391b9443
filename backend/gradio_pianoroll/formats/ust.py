"""UTAU's sequence text (``.ust``): notes one after the other, rests among them, in blocks of ``Key=value``.

Texts are Shift-JIS, as UTAU writes them, or UTF-8 (``Charset=UTF-8``, as OpenUtau reads). Lengths are ticks of 1/480
beat. Of a note are read: length, lyric, pitch, tempo from it on, pitch points (``PBS PBW PBY PBM``) and vibrato
(``VBR``); what else it has, flags and envelopes among it, stays under its key ``ust`` and is written again.

Source: the UST format as OpenUtau (OpenUtau.Core/Classic/Ust.cs, version of 2025) and UTAU 0.4.18 read it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from ..errors import FormatError
from ..score import MAX_BEATS, NoteTable, Score, TempoMap, settle
from ..score.problems import shown
from ..score.tempo_map import MAX_BPM, MIN_BPM
from .bounds import MAX_LABEL_LINES, refuse_more
from .decoding import decode, guess, strictly
from .singing.expression import PITCH_POINTS, SHAPES, VIBRATO, VIBRATO_KEYS, point, points_of, short, vibrato_of
from .singing.ticks import Ticks
from .singing.voice import one_voice, own, say, say_left_out

FORMAT, KEY = "UTAU", "ust"
TICKS = 480
MAX_BYTES = 64 * 1024 * 1024
REST = "R"
_BLOCK = re.compile(r"\[#([^\]]*)\]")
_CHARSET = re.compile(rb"^Charset=([\w-]+)\s*$", re.MULTILINE)
_SJIS = ("cp932", "shift_jis", "shift-jis", "sjis")
_HEAD = 1024
#: Letters of ``PBM`` for shapes.
_LETTERS = dict(zip(SHAPES, ("", "s", "j", "r"), strict=True))
_SHAPE_OF = {letter: shape for shape, letter in _LETTERS.items()}
#: What is read of a note and written from it.
_READ = ("Length", "Delta", "Duration", "Lyric", "NoteNum", "Tempo", "PBS", "PBW", "PBY", "PBM", "VBR")


def read(data: bytes, path: Path, encoding: str | None = None) -> Score:
    """Score of the bytes of a UST file.

    Raises
    ------
    FormatError
        If it is none, or a note cannot be read; the message gives the name of its block.

    Warns
    -----
    PianoRollWarning
        When notes have no length, or the encoding had to be guessed.
    """
    refuse_more(path, len(data), MAX_BYTES, Sentence("amount.bytes"))
    text, charset = _decoded(data, path, encoding)
    refuse_more(path, text.count("\n"), MAX_LABEL_LINES, Sentence("amount.lines"))
    blocks = _blocks(text)
    if not any(name.isdigit() for name, _ in blocks):
        raise FormatError(path, Sentence("ust.none"))
    try:
        return _score(blocks, charset, path)
    except FormatError:
        raise
    except (ValueError, OverflowError) as error:
        raise FormatError(path, sentence_of(error)) from error


def _decoded(data: bytes, path: Path, encoding: str | None) -> tuple[str, str]:
    """Text, and the encoding that the file says for itself."""
    said = _CHARSET.search(data[:_HEAD])
    charset = said[1].decode("ascii") if said else ""
    if encoding is None and charset:
        return strictly(data, charset, path).removeprefix("\ufeff"), charset
    if encoding is None and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            # UTAU's own encoding is no guess, unless the text looks like that of another language.
            if guess(data) not in ("cp949", "euc_jp", "gb18030"):
                try:
                    return data.decode("cp932"), charset
                except UnicodeDecodeError:
                    pass
    return decode(data, path, encoding), charset


def _blocks(text: str) -> list[tuple[str, dict[str, str]]]:
    """Names of blocks and their lines; lines before the first block mean nothing."""
    blocks: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        match = _BLOCK.fullmatch(line.strip())
        if match:
            blocks.append((match[1], {}))
        elif blocks and line.strip():
            key, is_pair, value = line.partition("=")
            blocks[-1][1][key.strip() if is_pair else line.strip()] = value if is_pair else ""
    return blocks


def _score(blocks: list[tuple[str, dict[str, str]]], charset: str, path: Path) -> Score:
    setting: dict[str, str] = {}
    version = ""
    columns: dict[str, list[Any]] = {name: [] for name in ("onset", "end", "pitch", "lyric")}
    extra: dict[int, dict[str, Any]] = {}
    tempos: list[tuple[float, float]] = []
    start = end = 0.0
    short_notes = 0
    for name, lines in blocks:
        if name == "VERSION":
            version = next(iter(lines), "")
        elif name == "SETTING":
            setting = lines
        if not (name.isdigit() or name == "INSERT"):
            continue
        where = Sentence("ust.block", name=shown(name))
        start, end = _span(lines, where, start, end)
        if end > MAX_BEATS * TICKS:
            raise ValueError(Sentence("ust.late", where=where, last=MAX_BEATS))
        if lines.get("Tempo", "").strip():
            tempos.append((start / TICKS, _tempo(lines["Tempo"], where)))
        lyric = lines.get("Lyric", "").strip()
        if lyric in (REST, REST.lower()):
            continue
        if end <= start:
            short_notes += 1
            continue
        said = _expression(lines, where)
        foreign = {key: value for key, value in lines.items() if key not in _READ}
        if foreign:
            said[KEY] = foreign
        if said:
            extra[len(columns["onset"])] = said
        values = (start, end, _pitch(lines.get("NoteNum"), where), lyric.removeprefix("?") or None)
        if lyric.startswith("?"):
            extra.setdefault(len(columns["onset"]), {}).setdefault(KEY, {})["?"] = ""
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    if short_notes:
        say(path, Sentence("sing.no_length", count=short_notes))
    if setting.get("Tempo", "").strip():
        tempos.insert(0, (0.0, _tempo(setting["Tempo"], Sentence("ust.block", name="SETTING"))))
    onset = settle(np.array(columns["onset"], np.float64) / TICKS)
    notes = NoteTable.from_columns(
        onset,
        settle(np.array(columns["end"], np.float64) / TICKS) - onset,
        np.array(columns["pitch"], np.int64),
        lyric=columns["lyric"],
        extra=extra,
    )
    kept: dict[str, Any] = {
        "setting": {key: value for key, value in setting.items() if key not in ("Tempo", "ProjectName")}
    }
    kept |= {key: value for key, value in (("version", version), ("charset", charset)) if value}
    return Score(
        notes,
        TempoMap.tidy(tempos),
        name=setting.get("ProjectName", "").strip(),
        ppqn=TICKS,
        extra={KEY: kept},
    )


def _span(lines: Mapping[str, str], where: Sentence, start: float, end: float) -> tuple[float, float]:
    """Start and end of a block in ticks; where version 2 says a length without its rest, that is taken."""
    length = _number(lines.get("Length"), "Length", where, 0.0)
    if length < 0:
        raise ValueError(Sentence("sing.below", where=where, key="Length", number=1, given=length, least=0.0))
    if "Delta" in lines and "Duration" in lines:
        begin = start + _number(lines["Delta"], "Delta", where, 0.0)
        if begin < 0:
            raise ValueError(Sentence("sing.below", where=where, key="Delta", number=1, given=begin, least=0.0))
        return begin, begin + _number(lines["Duration"], "Duration", where, 0.0)
    return end, end + length


def _tempo(text: str, where: Sentence) -> float:
    bpm = _number(text.replace(",", "."), "Tempo", where, 120.0)
    if not MIN_BPM <= bpm <= MAX_BPM:
        raise ValueError(Sentence("ust.tempo", where=where, bpm=bpm))
    return bpm


def _pitch(text: str | None, where: Sentence) -> int:
    value = _number(text, "NoteNum", where, 60.0)
    if value != int(value) or not 0 <= value <= 127:
        raise ValueError(Sentence("sing.no_pitch", where=where, key="NoteNum", number=1, given=shown(text)))
    return int(value)


def _expression(lines: Mapping[str, str], where: Sentence) -> dict[str, Any]:
    """Pitch points and vibrato of a note."""
    found: dict[str, Any] = {}
    start = lines.get("PBS", "").strip()
    if start:
        first = re.split("[;,]", start)
        ms = _number(first[0], "PBS", where, 0.0)
        widths, heights = (
            [_number(text, key, where, 0.0) for text in lines[key].split(",")] if lines.get(key, "").strip() else []
            for key in ("PBW", "PBY")
        )
        letters = lines.get("PBM", "").split(",")
        points = [(ms, _number(first[1], "PBS", where, 0.0) if len(first) > 1 else 0.0)]
        for i, width in enumerate(widths):
            ms += width
            points.append((ms, heights[i] if i < len(heights) else 0.0))
        found[PITCH_POINTS] = [
            point(at, y, _SHAPE_OF.get(letters[i].strip() if i < len(letters) else "", SHAPES[0]))
            for i, (at, y) in enumerate(points)
        ]
    if lines.get("VBR", "").strip():
        values = [_number(text, "VBR", where, 0.0) for text in lines["VBR"].split(",")]
        found[VIBRATO] = {ours: short(value) for (ours, _), value in zip(VIBRATO_KEYS, values, strict=False)}
    return found


def _number(text: str | None, key: str, where: Sentence, default: float) -> float:
    """Number of a line, `default` where there is none."""
    if text is None or not text.strip():
        return default
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(Sentence("sing.no_number", where=where, key=key, number=1, given=shown(text)))
    return value


def write(score: Score, path: Path, *, track: int | None = None, encoding: str | None = None) -> bytes:
    """Bytes of a UST file.

    Parameters
    ----------
    score, path
        What and where to.
    track
        Number of the track; by default the first one with lyrics.
    encoding
        ``"shift_jis"`` or ``"utf-8"``; by default Shift-JIS, as UTAU reads it, unless the file was in UTF-8 or a text
        has letters that Shift-JIS does not.

    Raises
    ------
    FormatError
        If there are no notes, or a text is not in the encoding that is asked for.

    Warns
    -----
    PianoRollWarning
        With what the format has no place for.
    """
    voice = one_voice(score, path, FORMAT, track)
    if not len(voice.rows):
        raise FormatError(path, Sentence("sing.no_notes", format=FORMAT))
    say_left_out(score, path, FORMAT, holds=("lyrics", "tempos", PITCH_POINTS, VIBRATO))
    ticks = Ticks(TICKS)
    starts, ends = ticks.of(voice.onset_beats).tolist(), ticks.of(voice.end_beats).tolist()
    tempos = score.tempo_map.tempos
    changes = list(zip(ticks.of([beat for beat, _ in tempos]).tolist(), (bpm for _, bpm in tempos), strict=True))
    blocks = []
    at, late = 0, 0
    pending = changes[1:]
    for row, start, end in zip(voice.rows.tolist(), starts, ends, strict=True):
        # A rest begins where a tempo changes within it.
        for stop in [*(t for t, _ in pending if at < t < start), start]:
            if stop > at:
                tempo, pending, far = _due(pending, at)
                blocks.append(_rest(stop - at, tempo))
                late += far
                at = stop
        start = max(start, at)
        tempo, pending, far = _due(pending, start)
        late += far
        at = max(end, start + 1)
        blocks.append(_note(score, row, at - start, tempo))
    for stop in [t for t, _ in pending if t > at]:
        tempo, pending, far = _due(pending, at)
        blocks.append(_rest(stop - at, tempo))
        late, at = late + far, stop
    if pending:
        tempo, pending, far = _due(pending, at)
        blocks.append(_rest(TICKS, tempo))
        late += far
    ticks.say_moved(path)
    if late:
        say(path, Sentence("ust.tempos", count=late))
    return _encoded(score, path, blocks, changes[0][1], encoding)


def _due(pending: list[tuple[int, float]], at: int) -> tuple[float | None, list[tuple[int, float]], int]:
    """Tempo that begins with a block at a tick, the changes after it, and how many come late."""
    due = [(tick, bpm) for tick, bpm in pending if tick <= at]
    late = sum(tick < at for tick, _ in due)
    return (due[-1][1] if due else None), pending[len(due) :], late


def _rest(length: int, tempo: float | None) -> list[str]:
    lines = [f"Length={length}", f"Lyric={REST}", "NoteNum=60"]
    return lines if tempo is None else [*lines, f"Tempo={_text(tempo)}"]


def _note(score: Score, row: int, length: int, tempo: float | None) -> list[str]:
    notes = score.notes
    extra = notes.extra.get(int(notes.stored("id")[row]), {})
    foreign = dict(own(extra, KEY))
    lyric = " ".join((notes.lyric[row] or "").split())
    # A question mark in front says that the lyric is meant as it stands: an R is sung then.
    is_marked = foreign.pop("?", None) is not None or lyric in (REST, REST.lower()) or lyric.startswith("?")
    lines = [
        f"Length={length}",
        f"Lyric={'?' if is_marked else ''}{lyric}",
        f"NoteNum={int(notes.stored('pitch')[row])}",
    ]
    if tempo is not None:
        lines.append(f"Tempo={_text(tempo)}")
    lines += [f"{_line(key)}={_line(value)}" for key, value in foreign.items() if isinstance(value, str | int | float)]
    points = points_of(extra)
    if points:
        lines.append(f"PBS={_text(points[0][0])}" + (f";{_text(points[0][1])}" if points[0][1] else ""))
        widths = [after[0] - before[0] for before, after in pairwise(points)]
        if widths:
            lines += ["PBW=" + ",".join(map(_text, widths)), "PBY=" + ",".join(_text(y) for _, y, _ in points[1:])]
        lines.append("PBM=" + ",".join(_LETTERS[shape] for _, _, shape in points))
    vibrato = vibrato_of(extra)
    if vibrato:
        values = [vibrato.get(theirs, 0.0) for _, theirs in VIBRATO_KEYS]
        given = max(i for i, (_, theirs) in enumerate(VIBRATO_KEYS) if theirs in vibrato) + 1
        lines.append("VBR=" + ",".join(map(_text, values[:given])))
    return lines


def _encoded(score: Score, path: Path, blocks: list[list[str]], bpm: float, encoding: str | None) -> bytes:
    kept = own(score.extra, KEY)
    charset = encoding or (kept["charset"] if isinstance(kept.get("charset"), str) else "")
    setting = dict(own(kept, "setting"))
    head = [f"Tempo={_text(bpm)}"]
    if score.name:
        head.append(f"ProjectName={_line(score.name)}")
    defaults = {"Tracks": "1", "Mode2": "True"}
    head += [f"{_line(key)}={_line(value)}" for key, value in (defaults | setting).items()]
    version = kept["version"] if isinstance(kept.get("version"), str) else "UST Version1.2"
    lines = [_line(version)] if charset.lower() in ("", *_SJIS) else [_line(version), f"Charset={charset.upper()}"]
    text = _joined(lines, head, blocks)
    if not charset:
        try:
            return text.encode("cp932")
        except UnicodeEncodeError:
            return _joined([_line(version), "Charset=UTF-8"], head, blocks).encode("utf-8", "replace")
    try:
        return text.encode("cp932" if charset.lower() in _SJIS else charset)
    except LookupError:
        raise FormatError(path, Sentence("file.no_encoding", encoding=charset)) from None
    except UnicodeEncodeError as error:
        raise FormatError(path, Sentence("ust.encoding", text=shown(text[error.start]), encoding=charset)) from error


def _joined(version: list[str], head: list[str], blocks: list[list[str]]) -> str:
    parts = ["[#VERSION]", *version, "[#SETTING]", *head]
    for number, block in enumerate(blocks):
        parts += [f"[#{number:04d}]", *block]
    # UTAU is a program for Windows.
    return "\r\n".join([*parts, "[#TRACKEND]", ""])


def _line(value: object) -> str:
    return " ".join(str(value).splitlines())


def _text(value: float) -> str:
    return str(short(value))
