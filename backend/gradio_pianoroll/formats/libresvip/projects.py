"""Projects as libresvip tells them, and scores: notes, lyrics, tempos, signatures and tracks, both ways.

libresvip counts 480 ticks a quarter note. Its pitch curves and parameters follow other rules in each program; they are
not carried over, which a warning says.
"""

from __future__ import annotations

import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence, listed, sentence_of

from ...errors import FormatError, PianoRollWarning
from ...score import MAX_TRACKS, NoteTable, Score, TempoMap, Track, settle
from ..singing.bars import bars_of, beats_of_bars
from ..singing.ticks import Ticks
from ..singing.voice import HOLD, say
from .environment import LibresvipError, check_installed, run_bridge

#: Programs by the suffix of their projects.
PROJECTS = {
    "svp": "Synthesizer V Studio", "s5p": "Synthesizer V Editor", "vpr": "Vocaloid 5 and 6", "vsqx": "Vocaloid 3 and 4",
    "ccs": "CeVIO", "tssln": "VoiSona", "acep": "ACE Studio", "ppsf": "Piapro Studio", "dv": "DeepVocal",
    "svip": "X Studio", "ufdata": "UtaFormatix", "tlp": "TuneLab",
}  # fmt: skip
KEY = "libresvip"
# libresvip keeps a bar of lead-in, which some of its writers take away from tempos and signatures after the first ones,
# and some of its readers add to them (`skip_tempo_list`, `shift_tempo_list` and their like, by plugin, in 2.9.2).
_SKIPS_TEMPO = frozenset(("svp", "s5p", "acep", "ufdata", "tlp"))
_SHIFTS_TEMPO = frozenset(("svp", "s5p", "tssln", "acep", "tlp"))
_SKIPS_BARS = frozenset(("svp",))
_SHIFTS_BARS = frozenset(("svp", "tssln"))
# Its reader and writer of these place later tempos and signatures wrongly: only the first ones are written.
_FIRST_ALONE = frozenset(("vsqx",))
TPQN = 480
# What `Track` and `Note` of libresvip hold that a score has columns for.
_NOTE_KEYS = ("start_pos", "length", "key_number", "lyric", "pronunciation")
_TRACK_KEYS = ("title", "mute", "solo", "volume", "pan", "type_", "note_list", "edited_params")


def read(data: bytes, path: Path) -> Score:
    """Score of the bytes of a project.

    Raises
    ------
    FormatError
        When libresvip cannot read it, with its reason.
    MissingLibresvipError
        When it was not installed.

    Warns
    -----
    PianoRollWarning
        With what is left out: pitch curves and parameters, recordings.
    """
    check_installed(path)
    suffix = path.suffix.lower()[1:]
    with tempfile.TemporaryDirectory() as work:
        source, target = Path(work) / f"project.{suffix}", Path(work) / "project.json"
        source.write_bytes(data)
        try:
            run_bridge("read", suffix, source, target)
        except LibresvipError as error:
            raise FormatError(path, Sentence("libresvip.unread", why=sentence_of(error))) from error
        project = json.loads(target.read_text(encoding="utf-8"))
    try:
        return _score(project, path)
    except (ValueError, OverflowError, KeyError, TypeError) as error:
        raise FormatError(path, sentence_of(error) if isinstance(error, ValueError) else str(error)) from error


def _score(project: dict[str, Any], path: Path) -> Score:
    suffix = path.suffix.lower()[1:]
    sung = [track for track in project["track_list"] if track["type_"] == "Singing"][:MAX_TRACKS]
    left = len(project["track_list"]) - len(sung)
    rows: list[tuple[int, int, int, int, str | None, str | None]] = []
    extra: dict[int, dict[str, Any]] = {}
    curves, short, outside = 0, 0, 0
    for number, track in enumerate(sung):
        # Points far before the song and behind it are the borders of every curve.
        curves += sum(len(curve["points"]) > 2 for curve in track["edited_params"].values())
        for note in track["note_list"]:
            if note["length"] <= 0:
                short += 1
                continue
            if not 0 <= note["key_number"] <= 127 or note["start_pos"] < 0:
                outside += 1
                continue
            foreign = {key: value for key, value in note.items() if key not in _NOTE_KEYS and value is not None}
            if foreign:
                extra[len(rows)] = {KEY: foreign}
            rows.append((
                note["start_pos"], note["length"], note["key_number"], number,
                note["lyric"] or None, note["pronunciation"] or None,
            ))  # fmt: skip
    what = [
        Sentence(f"libresvip.left.{name}", count=count)
        for name, count in (("curves", curves), ("recordings", left), ("short", short), ("outside", outside))
        if count
    ]
    if what:
        say(path, Sentence("libresvip.left_out", what=listed(what)))
    start, length, pitch, of_track, lyric, phoneme = zip(*rows, strict=True) if rows else ((),) * 6
    onset, end = (
        settle(np.array(ticks, np.float64) / TPQN)
        for ticks in (start, np.array(start, np.int64) + np.array(length, np.int64))
    )
    notes = NoteTable.from_columns(
        onset, end - onset, np.array(pitch, np.int64), track=np.array(of_track, np.int64), lyric=list(lyric),
        phoneme=list(phoneme), extra=extra,
    )  # fmt: skip
    bars = [(one["bar_index"], one["numerator"], one["denominator"]) for one in project["time_signature_list"]]
    bars = [(bar - (suffix in _SHIFTS_BARS and row > 0), *said) for row, (bar, *said) in enumerate(bars)]
    lead_in = _bar_ticks(bars) if suffix in _SHIFTS_TEMPO else 0
    tempos = [(one["position"], one["bpm"]) for one in project["song_tempo_list"]]
    tempo_map = TempoMap.tidy(
        [(max(at - (lead_in if row else 0), 0) / TPQN, bpm) for row, (at, bpm) in enumerate(tempos)],
        beats_of_bars([(max(bar, 0), over, under) for bar, over, under in bars]),
    )
    tracks = tuple(
        Track(
            track["title"], muted=track["mute"], solo=track["solo"], volume=min(max(track["volume"], 0.0), 1e6),
            extra={KEY: {key: value for key, value in track.items() if key not in _TRACK_KEYS and value}},
            pan=min(max(track["pan"], -1.0), 1.0),
        )
        for track in sung
    )  # fmt: skip
    return Score(notes, tempo_map, tracks or (Track(),), ppqn=TPQN)


def _bar_ticks(bars: list[tuple[int, int, int]]) -> int:
    """Ticks of the first bar."""
    return TPQN * 4 * bars[0][1] // bars[0][2] if bars else 4 * TPQN


def write(score: Score, path: Path) -> bytes:
    """Project of a score.

    Raises
    ------
    FormatError
        When there are no notes, or libresvip cannot write it, with its reason.
    MissingLibresvipError
        When it was not installed.

    Warns
    -----
    PianoRollWarning
        With what such projects have no place for.
    """
    if not len(score.notes):
        raise FormatError(path, Sentence("libresvip.no_notes"))
    check_installed(path)
    suffix = path.suffix.lower()[1:]
    project = _project(score, path)
    with tempfile.TemporaryDirectory() as work:
        source, target = Path(work) / "project.json", Path(work) / f"project.{suffix}"
        source.write_text(json.dumps(project), encoding="utf-8")
        try:
            run_bridge("write", suffix, source, target)
        except LibresvipError as error:
            raise FormatError(path, Sentence("libresvip.unwritten", why=sentence_of(error))) from error
        again = json.loads(Path(f"{target}.json").read_text(encoding="utf-8"))
        data = target.read_bytes()
    with warnings.catch_warnings():
        # What a writer adds of its own is no loss.
        warnings.simplefilter("ignore", PianoRollWarning)
        lost = _lost(score, _score(again, path), path)
    if lost:
        say(path, Sentence("libresvip.changed", what=listed([Sentence(f"libresvip.lost.{name}") for name in lost])))
    return data


def _lost(score: Score, again: Score, path: Path) -> list[str]:
    """Names of what the project that was just written says otherwise than the score."""
    with_track = np.lexsort((score.notes.pitch, score.notes.onset_beats, score.notes.track))
    ours = score.notes
    if len(again.notes) != len(ours):
        return ["notes"]
    theirs = again.notes
    order = np.lexsort((theirs.pitch, theirs.onset_beats, theirs.track))
    near = 0.75 / TPQN
    same = {
        "times": np.abs(theirs.onset_beats[order] - ours.onset_beats[with_track]).max() <= near
        and np.abs(theirs.end_beats[order] - ours.end_beats[with_track]).max() <= near,
        "pitches": bool((theirs.pitch[order] == ours.pitch[with_track]).all()),
    }
    for name in ("lyric", "phoneme"):
        before, after = getattr(ours, name).to_list(), getattr(theirs, name).to_list()
        same[f"{name}s"] = all(
            before[mine] in (None, after[other]) for mine, other in zip(with_track, order, strict=True)
        )
    same["tempos"] = len(again.tempo_map.tempos) == len(score.tempo_map.tempos) and np.allclose(
        again.tempo_map.tempos, score.tempo_map.tempos, atol=0.01
    )
    same["signatures"] = again.tempo_map.signatures == score.tempo_map.signatures
    used = np.unique(ours.track).tolist()
    known = [score.tracks[number] for number in used if number < len(score.tracks)]
    same["names"] = all(a.name == b.name for a, b in zip(known, again.tracks, strict=False) if a.name)
    same["mix"] = all(
        (a.muted, a.solo) == (b.muted, b.solo) and abs(a.volume - b.volume) < 0.02 and abs(a.pan - b.pan) < 0.02
        for a, b in zip(known, again.tracks, strict=False)
    )
    return [name for name, is_same in same.items() if not is_same]


def _project(score: Score, path: Path) -> dict[str, Any]:
    notes, ticks = score.notes, Ticks(TPQN)
    start, end = ticks.of(notes.onset_beats), ticks.of(notes.end_beats)
    ticks.say_moved(path)
    lyric, phoneme = notes.lyric.to_list(), notes.phoneme.to_list()
    ids = notes.stored("id").tolist()
    tracks = []
    for number in np.unique(notes.track).tolist():
        track = score.tracks[number] if number < len(score.tracks) else Track()
        listed_notes = []
        for row in np.flatnonzero(notes.track == number).tolist():
            kept = notes.extra.get(ids[row], {}).get(KEY, {})
            listed_notes.append({
                **(dict(kept) if isinstance(kept, dict) or hasattr(kept, "items") else {}),
                "start_pos": int(start[row]), "length": max(int(end[row] - start[row]), 1),
                "key_number": int(notes.pitch[row]), "lyric": lyric[row] or HOLD, "pronunciation": phoneme[row],
            })  # fmt: skip
        tracks.append({
            "type_": "Singing", "title": track.name, "mute": track.muted, "solo": track.solo, "volume": track.volume,
            "pan": track.pan, "note_list": listed_notes,
        })  # fmt: skip
    bars, cut = bars_of(score.tempo_map)
    tempos = score.tempo_map.tempos
    if path.suffix.lower()[1:] in _FIRST_ALONE:
        bars, tempos = bars[:1], tempos[:1]
    left = [
        Sentence(f"libresvip.left.{name}", count=count)
        for name, count in (
            ("curves", len(score.curves)), ("segments", len(score.segments)), ("velocities", _velocities(score)),
            ("cut_bars", cut),
        )
        if count
    ]  # fmt: skip
    if left:
        say(path, Sentence("libresvip.left_out", what=listed(left)))
    suffix = path.suffix.lower()[1:]
    lead_in, more = _bar_ticks(bars) if suffix in _SKIPS_TEMPO else 0, suffix in _SKIPS_BARS
    return {
        "song_tempo_list": [
            {"position": round(beat * TPQN) + (lead_in if row else 0), "bpm": float(bpm)}
            for row, (beat, bpm) in enumerate(tempos)
        ],
        "time_signature_list": [
            {"bar_index": bar + (more and row > 0), "numerator": over, "denominator": under}
            for row, (bar, over, under) in enumerate(bars)
        ],
        "track_list": tracks,
    }


def _velocities(score: Score) -> int:
    return int((score.notes.velocity != score.notes.velocity[0]).sum())
