"""Do files of singing synthesizers keep what they and a score both hold? A thousand invented songs of each format."""

from __future__ import annotations

import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.formats.pitch.note_frames import cents_of
from gradio_pianoroll.monitoring import Report, Row
from gradio_pianoroll.score import Curve, KeySignature, NoteTable, Score, Segment, TempoMap, Track

N, QUICK_N = 1_000, 30
HOLD = "-"
#: Names of files, by format.
FILES = {
    "SoulX-Singer": "song.soulx.json",
    "DiffSinger": "song.ds",
    "DiffSinger corpus": "transcriptions.csv",
    "OpenUtau": "song.ustx",
    "UTAU": "song.ust",
    "VOICEVOX": "song.vvproj",
    "full-context labels": "song.full.lab",
}
_SHAPES = ("io", "l", "i", "o")


def rows(n: int) -> Iterator[Row]:
    """Figures for a report: songs in which something is lost, of `n` for each format."""
    for format in FILES:
        start = time.perf_counter()
        lost = [seed for seed in range(n) if differences(format, song(format, Random(seed)))]
        spent_ms = (time.perf_counter() - start) * 1e3 / n
        note = f"{n:,} songs, {spent_ms:.1f} ms each, saved and loaded twice"
        yield Row(f"{format}: songs with a loss", "", float(len(lost)), reach="0", note=note)


def run(runs: int = 1, quick: bool = False) -> Report:
    """Count losses; `runs` is of no use here, `quick` takes few songs."""
    report = Report("Files of singing synthesizers, saved and loaded")
    for row in rows(QUICK_N if quick else N):
        report.add(row)
    return report


def main() -> None:
    """Print the figures."""
    print(run().to_table())


def differences(format: str, score: Score) -> list[str]:
    """Names of what a score has and the score that is loaded from its file has not, or the file of that one has not."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # Parts that a format has no place for are named, and are not what is asked here.
        warnings.simplefilter("ignore")
        path = Path(folder) / FILES[format]
        again = load(save(score, path)).replace(name="")
        twice = load(save(again, path)).replace(name="")
    before, after = _held(format, score), _held(format, again)
    found = [name for name in before if before[name] != after[name]]
    return found if again == twice else [*found, "the second time"]


def song(format: str, random: Random) -> Score:
    """Score that a format can hold, with a bit of everything."""
    return _SONGS[format](random)


# --- songs in seconds ------------------------------------------------------------------------------------------------


def _voice_ms(random: Random) -> list[tuple[int, int]]:
    """Starts and ends of notes in milliseconds, one after the other."""
    at, spans = random.choice((0, 37, 1_500)), []
    for _ in range(random.randint(1, 9)):
        at += random.choice((0, 0, 0, 130, 640, 4_000))
        length = random.randint(180, 2_000)
        spans.append((at, at + length))
        at += length
    return spans


def _notes_s(spans: list[tuple[int, int]], **columns: Any) -> NoteTable:
    starts, ends = (np.array(column) / 500 for column in zip(*spans, strict=True))
    return NoteTable.from_columns(starts, ends - starts, **columns)


def _frames(random: Random, end_s: float, hop_s: float, start_s: float, least: float, most: float) -> np.ndarray:
    n = int((end_s - start_s) / hop_s) + 2
    values = np.array([random.uniform(least, most) for _ in range(n)], np.float32)
    if random.random() < 0.5:
        values[: random.randrange(n)] = np.nan
    return values


def _soulx(random: Random) -> Score:
    spans = _voice_ms(random)
    words = random.choice(
        (
            [("你", "zh_ni3"), ("好", "zh_hao3"), ("儿", "zh_er2")],
            [("hello", "en_HH-AH0-L-OW1"), ("a", "en_AH0"), ("it's", "en_IH1-T-S")],
        )
    )
    lyric: list[str | None] = []
    phoneme: list[str | None] = []
    for i in range(len(spans)):
        text, phones = random.choice(words)
        is_hold = i > 0 and random.random() < 0.3
        lyric.append(HOLD if is_hold else None if random.random() < 0.1 else text)
        phoneme.append(None if is_hold else phones)
    pitch = [random.randint(1, 127) for _ in spans]
    notes = _notes_s(spans, pitch=pitch, lyric=lyric, phoneme=phoneme)
    curves = []
    if random.random() < 0.7:
        start_s = 0.013 if spans[0][0] and random.random() < 0.5 else 0.0
        values = _frames(random, spans[-1][1] / 1000, 0.02, start_s, 80, 900)
        curves.append(Curve("f0", values, target="f0", unit="Hz", start=start_s, hop=0.02))
    rests = [
        Segment(a[1] / 1000, b[0] / 1000, "rests", "<AP>")
        for a, b in pairwise(spans)
        if 0 < b[0] - a[1] < 1_000 and random.random() < 0.5
    ]
    return Score(notes, curves=curves, segments=rests)


def _diffsinger(random: Random, timed: bool = False) -> Score:
    spans = _voice_ms(random)
    syllables = (("k a", "카"), ("a", "아"), ("sh ang", "上"), ("y v", "雨"), ("g a K", "각"), ("N", "ん"))
    lyric: list[str | None] = []
    phoneme: list[str | None] = []
    for i, (start, _) in enumerate(spans):
        is_hold = i > 0 and spans[i - 1][1] == start and random.random() < 0.3
        phones, text = random.choice(syllables)
        lyric.append(HOLD if is_hold else text)
        phoneme.append(None if is_hold else phones)
    if random.random() < 0.2:
        lyric = [text if text == HOLD else None for text in lyric]
    cents = {i: {"cents": random.randint(-49, 49) or 1} for i in range(len(spans)) if random.random() < 0.3}
    notes = _notes_s(
        spans, pitch=[random.randint(1, 126) for _ in spans], lyric=lyric, phoneme=phoneme, extra=cents
    )  # fmt: skip
    timed = timed or random.random() < 0.6
    curves = []
    end_s = spans[-1][1] / 1000
    if random.random() < 0.6:
        values = _frames(random, end_s, 0.005, 0.0, 80, 900)
        curves.append(Curve("f0", values, target="f0", unit="Hz", hop=0.005))
    if random.random() < 0.4:
        values = np.nan_to_num(_frames(random, end_s, 0.005, 0.0, -60, 0))
        curves.append(Curve("energy", values, target="energy", hop=0.005))
    return Score(notes, curves=curves, segments=_phones(spans, lyric, phoneme) if timed else ())


def _phones(spans: list[tuple[int, int]], lyric: list[str | None], phoneme: list[str | None]) -> list[Segment]:
    """Phones of notes: vowels begin with them, consonants 60 ms earlier, in what is before."""
    starts: list[tuple[int, str]] = []
    for i, (start, _) in enumerate(spans):
        if lyric[i] == HOLD and phoneme[i] is None:
            continue
        phones = (phoneme[i] or "").split()
        if len(phones) > 1 and start >= 100:
            starts.append((start - 60, phones[0]))
            phones = phones[1:]
        length = 40
        starts += [(start + k * length, phone) for k, phone in enumerate(phones)]
    segments = []
    for k, (at, phone) in enumerate(starts):
        # A vowel lasts through the notes that hold it.
        row = max(i for i, (begin, _) in enumerate(spans) if begin <= at + 60)
        while row + 1 < len(spans) and lyric[row + 1] == HOLD:
            row += 1
        last = spans[row][1]
        stop = min(starts[k + 1][0], last) if k + 1 < len(starts) else last
        segments.append(Segment(at / 1000, max(stop, at + 1) / 1000, "phones", phone))
    return segments


# --- songs in ticks --------------------------------------------------------------------------------------------------


def _voice_ticks(random: Random, unit: int = 1) -> list[tuple[int, int]]:
    at, spans = random.choice((0, 480)), []
    for _ in range(random.randint(1, 9)):
        at += random.choice((0, 0, 120, 700, 1_920)) // unit * unit
        length = max(random.randint(10, 2_000) // unit, 1) * unit
        spans.append((at, at + length))
        at += length
    return spans


def _expression(random: Random) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if random.random() < 0.5:
        at = -random.randint(10, 80)
        points = []
        for _ in range(random.randint(1, 4)):
            points.append({"ms": at, "cents": random.randint(-200, 200), "shape": random.choice(_SHAPES)})
            at += random.randint(1, 90)
        said["pitchPoints"] = points
    if random.random() < 0.4:
        percents = [random.randint(0, 50) for _ in range(2)]
        said["vibrato"] = {
            "lengthPercent": random.randint(1, 100), "periodMs": random.randint(64, 512),
            "depthCents": random.randint(5, 200), "fadeInPercent": percents[0], "fadeOutPercent": percents[1],
            "shiftPercent": random.randint(0, 100), "offsetPercent": random.randint(-100, 100), "volumePercent": 0,
        }  # fmt: skip
    return said


def _tempos(random: Random, beats: list[float]) -> list[tuple[float, float]]:
    chosen = [beat for beat in beats if random.random() < 0.2]
    return [(beat, float(random.choice((60, 90, 125.5, 180)))) for beat in (0.0, *chosen)]


def _ust(random: Random) -> Score:
    spans = _voice_ticks(random)
    starts = np.array([start for start, _ in spans]) / 480
    ends = np.array([end for _, end in spans]) / 480
    extra = {}
    for i in range(len(spans)):
        said = _expression(random)
        if random.random() < 0.3:
            said["ust"] = {"Flags": "g-5", "Intensity": "90"}
        extra[i] = said
    lyrics = ("か", "a い", "R", "- ka", "사", "你", None) if random.random() < 0.3 else ("か", "ん", "ka", "あ")
    notes = NoteTable.from_columns(
        starts, ends - starts, [random.randint(0, 127) for _ in spans],
        lyric=[random.choice(lyrics) for _ in spans], extra={i: said for i, said in extra.items() if said},
    )  # fmt: skip
    return Score(notes, TempoMap.tidy(_tempos(random, starts.tolist())), ppqn=480)


def _ustx(random: Random) -> Score:
    columns: dict[str, list[Any]] = {name: [] for name in ("onset", "duration", "pitch", "track", "lyric", "phoneme")}
    extra: dict[int, dict[str, Any]] = {}
    tracks, curves = [], []
    for track in range(random.randint(1, 3)):
        tracks.append(
            Track(
                f"Voice {track}",
                muted=random.random() < 0.3,
                solo=random.random() < 0.3,
                volume=random.choice((1.0, 0.5, 0.0)),
                pan=random.choice((0.0, -0.5, 1.0)),
            )
        )
        for start, end in _voice_ticks(random):
            said = _expression(random)
            if random.random() < 0.3:
                said["cents"] = random.randint(-99, 99) or 1
            if random.random() < 0.2:
                said["phonemeOverrides"] = [{"index": 0, "phoneme": "no", "offset": -30}]
            if said:
                extra[len(columns["onset"])] = said
            text = random.choice(("no", "ka", HOLD, HOLD, "1", "が", "null", None))
            values = (start / 480, (end - start) / 480, random.randint(0, 127), track, text)
            for column, value in zip(columns.values(), values, strict=False):
                column.append(value)
            columns["phoneme"].append("hh ah" if text == "ka" and random.random() < 0.5 else None)
        if random.random() < 0.5:
            times = sorted({random.randrange(0, 4_000, 5) for _ in range(5)})
            values = [random.randint(-100, 100) for _ in times]
            style = {"visible": False, "ustx": {"abbr": "tenc", "track": track}}
            curves.append(
                Curve(f"tenc (track {track + 1})", values, np.array(times) / 480, "tenc", "", "beats", style=style)
            )
    notes = NoteTable.from_columns(*list(columns.values())[:3], track=columns["track"], lyric=columns["lyric"],
                                   phoneme=columns["phoneme"], extra=extra)  # fmt: skip
    meters = random.choice(([(0, 4, 4)], [(0, 3, 4), (6, 4, 4)], [(0, 7, 8), (3.5, 2, 4)]))
    tempo_map = TempoMap.tidy(_tempos(random, [1, 2.5, 7]), meters)
    return Score(notes, tempo_map, tuple(tracks), curves=curves, ppqn=480)


def _vvproj(random: Random) -> Score:
    columns: dict[str, list[Any]] = {name: [] for name in ("onset", "duration", "pitch", "track", "lyric", "ref")}
    extra: dict[int, dict[str, Any]] = {}
    tracks, curves = [], []
    for track in range(random.randint(1, 3)):
        tracks.append(Track(f"歌 {track}", muted=random.random() < 0.3, volume=random.choice((1.0, 0.5)), pan=0.25))
        for start, end in _voice_ticks(random):
            if random.random() < 0.3:
                extra[len(columns["onset"])] = {"phonemeTimings": [{"phonemeIndexInNote": 0, "offsetSeconds": -0.02}]}
            ref = str(uuid.UUID(int=random.getrandbits(100) * 256 + len(columns["ref"])))
            values = (start / 480, (end - start) / 480, random.randint(0, 127), track, random.choice(("ド", None)), ref)
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
        if random.random() < 0.5:
            values = np.array([random.choice((np.nan, 220.5, 441.0)) for _ in range(40)], np.float32)
            values[-1] = 330
            style = {"voicevox": {"key": "pitchEditData", "track": track}}
            curves.append(Curve(f"f0 (track {track + 1})", values, None, "f0", "Hz", hop=1 / 93.75, style=style))
    notes = NoteTable.from_columns(*list(columns.values())[:3], track=columns["track"], lyric=columns["lyric"],
                                   ref=columns["ref"], extra=extra)  # fmt: skip
    meters = random.choice(([(0, 4, 4)], [(0, 3, 4), (6, 4, 4)]))
    return Score(notes, TempoMap.tidy(_tempos(random, [1, 2.5]), meters), tuple(tracks), curves=curves, ppqn=480)


def _hts(random: Random) -> Score:
    spans = _voice_ticks(random, 20)
    starts = np.array([start for start, _ in spans]) / 480
    ends = np.array([end for _, end in spans]) / 480
    lyric = [
        HOLD if i and spans[i - 1][1] == start and random.random() < 0.3 else None for i, (start, _) in enumerate(spans)
    ]
    phoneme = ["a" if text else random.choice(("k a", "o cl", "N", "sh i")) for text in lyric]
    tempos = [(beat, float(round(bpm))) for beat, bpm in _tempos(random, starts.tolist())]
    notes = NoteTable.from_columns(
        starts, ends - starts, [random.randint(12, 119) for _ in spans], lyric=lyric, phoneme=phoneme
    )
    score = Score(notes, TempoMap.tidy(tempos, [(0, random.choice((3, 4)), 4)]))
    return score.replace(keys=[KeySignature(0, random.randint(1, 6))]) if random.random() < 0.5 else score


_SONGS: dict[str, Callable[[Random], Score]] = {
    "SoulX-Singer": _soulx,
    "DiffSinger": _diffsinger,
    "DiffSinger corpus": lambda random: _diffsinger(random, True),
    "OpenUtau": _ustx,
    "UTAU": _ust,
    "VOICEVOX": _vvproj,
    "full-context labels": _hts,
}


# --- what a format and a score both hold -----------------------------------------------------------------------------


def _held(format: str, score: Score) -> dict[str, Any]:
    in_seconds = format in ("SoulX-Singer", "DiffSinger", "DiffSinger corpus")
    notes = score.notes
    starts = score.tempo_map.seconds_at(notes.onset_beats) if in_seconds else notes.onset_beats
    ends = score.tempo_map.seconds_at(notes.end_beats) if in_seconds else notes.end_beats
    # Rows of one onset and pitch are in the order of their numbers, which a file does not have.
    times = (np.round(starts, 5).tolist(), np.round(ends, 5).tolist())
    shift = times[0][0] if format == "DiffSinger corpus" else 0.0
    held: dict[str, Any] = {
        "times": [(round(a - shift, 5), round(b - shift, 5)) for a, b in zip(*times, strict=True)],
        "pitch": notes.pitch.tolist(),
        "cents": cents_of(score, np.arange(len(notes))).tolist(),
        "lyrics": notes.lyric.to_list(),
        "phonemes": notes.phoneme.to_list(),
    }
    if format == "DiffSinger corpus":
        # Its rows follow each other without the silence between them.
        held["times"] = [round(b - a, 5) for a, b in held["times"]]
        held["phones"] = [s.text for s in score.segments if s.type == "phones" and s.text not in ("SP", "AP")]
        return held
    if in_seconds:
        kept = [s for s in score.segments if s.text not in ("SP", "<SP>")]
        held["segments"] = [(round(s.start, 5), round(s.end, 5), s.type, s.text) for s in kept]
        held["curves"] = {
            name: frames for name, curve in score.curves.items() if (frames := _under_notes(curve, starts, ends))
        }
        return held
    held["tempos"] = score.tempo_map.tempos
    keys = ("pitchPoints", "vibrato", "phonemeOverrides", "phonemeTimings", "ust")
    extras = [notes.extra.get(id, {}) for id in notes.id.tolist()]
    held["keys of notes"] = [{key: said[key] for key in keys if key in said} for said in extras]
    if format == "UTAU":
        # An R that is sung has a mark in the file, which stays.
        held["keys of notes"] = [
            said | {"ust": {k: v for k, v in said.get("ust", {}).items() if k != "?"}} for said in held["keys of notes"]
        ]
        return held
    held["signatures"] = score.tempo_map.signatures
    held["key signatures"] = score.keys
    if format == "full-context labels":
        return held
    held["track"] = notes.track.tolist()
    held["tracks"] = [(t.name, t.muted, t.solo, round(t.volume, 6), t.pan) for t in score.tracks]
    held["curves"] = {
        (curve.target, str(curve.style.get("ustx") or curve.style.get("voicevox"))): (
            np.round(curve.sample_times(), 6).tolist(), np.nan_to_num(curve.values, nan=-1.0).tolist(),
        )
        for curve in score.curves.values()
    }  # fmt: skip
    held["names of notes"] = notes.ref.to_list() if format == "VOICEVOX" else []
    return held


def _under_notes(curve: Curve, starts: np.ndarray, ends: np.ndarray) -> list[tuple[float, float]]:
    """Frames that lie within notes."""
    times = curve.sample_times()
    after = np.searchsorted(starts, times + 1e-6, side="right") - 1
    # The last frame of a phrase is the one that ends before it.
    inside = (after >= 0) & (times + curve.hop <= ends[np.maximum(after, 0)] + 1e-6) & np.isfinite(curve.values)
    return list(zip(np.round(times[inside], 5).tolist(), curve.values[inside].tolist(), strict=True))


if __name__ == "__main__":
    main()
