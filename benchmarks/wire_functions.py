"""What Python does with a million notes, beside the plain loop over a list of dicts that does the same."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gradio_pianoroll.data_models import validate_piano_roll_data
from gradio_pianoroll.formats.midi import read, write
from gradio_pianoroll.monitoring import Report, Row, measure
from gradio_pianoroll.performance import cleanup_piano_roll_data, optimize_frontend_data, optimize_large_note_count
from gradio_pianoroll.score import Score

Notes = list[dict[str, Any]]
_MIDI = Path("bench.mid")


def measure_functions(report: Report, score: Score, plain: dict[str, Any], runs: int) -> None:
    """Add a row for each function: in the dict form (measured on `plain`, scaled), and on a `Score` as it is."""
    sample = len(plain["notes"])
    scale = len(score.notes) / sample
    few = Score.from_dict(plain)
    notes: Notes = plain["notes"]
    kept = sample // 10
    note = "" if scale == 1 else f"measured on {sample:,} notes × {scale:g}"
    pairs: tuple[tuple[str, Callable[[], Any], Callable[[], Any]], ...] = (
        ("Score.to_dict", few.to_dict, lambda: _loop_to_dict(notes)),
        ("Score.from_dict", lambda: Score.from_dict(plain), lambda: _loop_from_dict(notes)),
        ("optimize_frontend_data, dict form", lambda: optimize_frontend_data(plain), lambda: _loop_round(notes)),
        ("cleanup_piano_roll_data, dict form", lambda: cleanup_piano_roll_data(plain), lambda: _loop_clean(notes)),
        (
            "optimize_large_note_count, dict form",
            lambda: _quietly(lambda: optimize_large_note_count(plain, kept)),
            lambda: _loop_most_important(notes, kept),
        ),
        ("validate_piano_roll_data", lambda: validate_piano_roll_data(plain), lambda: _loop_validate(notes)),
        ("MIDI written", lambda: write(few, _MIDI), lambda: _loop_write_midi(notes)),
        ("MIDI read", _reader(write(few, _MIDI)), _loop_reader(_loop_write_midi(notes))),
    )
    for name, ours, peer in pairs:
        ours_s, peer_s, ratio = measure(ours, peer, runs=runs)
        if peer_s is None:
            raise RuntimeError("the peer was not measured")
        report.add(Row(name, "ms", ours_s * scale * 1e3, peer_s * scale * 1e3, ratio, "", note))
    alone: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("optimize_frontend_data, Score", lambda: optimize_frontend_data(score)),
        ("cleanup_piano_roll_data, Score", lambda: cleanup_piano_roll_data(score)),
        (
            "optimize_large_note_count, Score",
            lambda: _quietly(lambda: optimize_large_note_count(score, len(score.notes) // 10)),
        ),
    )
    for name, ours in alone:
        ours_s, _, _ = measure(ours, runs=runs)
        report.add(Row(name, "ms", ours_s * 1e3))


def _quietly(step: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return step()


def _reader(data: bytes) -> Callable[[], Any]:
    return lambda: read(data, _MIDI)


# --- the plain way ----------------------------------------------------------------------------------------------------


def _loop_to_dict(notes: Notes) -> Notes:
    result = []
    for note in notes:
        start, duration = note["startBeats"], note["durationBeats"]
        result.append({
            "id": note["id"], "start": start * 80, "duration": duration * 80, "pitch": note["pitch"],
            "velocity": note["velocity"], "startFlicks": round(start * 352_800_000),
            "durationFlicks": round(duration * 352_800_000), "startSeconds": start / 2, "durationSeconds": duration / 2,
            "endSeconds": (start + duration) / 2, "startBeats": start, "durationBeats": duration,
            "startTicks": round(start * 480), "durationTicks": round(duration * 480),
            "startSample": round(start * 22050), "durationSamples": round(duration * 22050),
        })  # fmt: skip
    return result


def _loop_from_dict(notes: Notes) -> Notes:
    result = []
    for note in notes:
        if _is_sound(note):
            beats, length = note["start"] / 80, note["duration"] / 80
            result.append({"id": note["id"], "onset": beats, "duration": length, "pitch": note["pitch"]})
    return sorted(result, key=lambda note: (note["onset"], note["pitch"]))


def _loop_round(notes: Notes) -> Notes:
    keys = ("id", "start", "duration", "pitch", "velocity", "lyric", "track")
    result = []
    for note in notes:
        short = {key: note[key] for key in keys if note.get(key)}
        short["start"], short["duration"] = round(note["start"], 3), round(note["duration"], 3)
        result.append(short)
    return result


def _loop_clean(notes: Notes) -> Notes:
    return [{key: value for key, value in note.items() if key not in ("lyric", "phoneme") or value} for note in notes]


def _loop_most_important(notes: Notes, count: int) -> Notes:
    best = sorted(notes, key=lambda note: -note["velocity"])[:count]
    return sorted(best, key=lambda note: note["start"])


def _is_sound(note: dict[str, Any]) -> bool:
    return (
        all(isinstance(note.get(key), int | float) for key in ("start", "duration", "pitch", "velocity"))
        and note["start"] >= 0
        and note["duration"] > 0
        and 0 <= note["pitch"] <= 127
        and 0 <= note["velocity"] <= 127
    )


def _loop_validate(notes: Notes) -> list[str]:
    return [f"note {i} is wrong" for i, note in enumerate(notes) if not _is_sound(note)]


def _loop_write_midi(notes: Notes) -> bytes:
    import mido

    events = []
    for note in notes:
        events.append((note["startTicks"], 1, note["pitch"], note["velocity"]))
        events.append((note["startTicks"] + note["durationTicks"], 0, note["pitch"], 0))
    events.sort()
    track = mido.MidiTrack()
    now = 0
    for tick, is_on, pitch, velocity in events:
        kind = "note_on" if is_on else "note_off"
        track.append(mido.Message(kind, note=pitch, velocity=velocity, time=tick - now))
        now = tick
    file = mido.MidiFile(ticks_per_beat=480, tracks=[track])
    buffer = io.BytesIO()
    file.save(file=buffer)
    return buffer.getvalue()


def _loop_reader(data: bytes) -> Callable[[], Any]:
    def loop() -> Notes:
        import mido

        open_notes: dict[int, list[tuple[int, int]]] = {}
        result = []
        now = 0
        for message in mido.MidiFile(file=io.BytesIO(data)).tracks[0]:
            now += message.time
            if message.type == "note_on" and message.velocity:
                open_notes.setdefault(message.note, []).append((now, message.velocity))
            elif message.type in ("note_on", "note_off") and open_notes.get(message.note):
                start, velocity = open_notes[message.note].pop(0)
                result.append({"start": start, "end": now, "pitch": message.note, "velocity": velocity})
        return result

    return loop
