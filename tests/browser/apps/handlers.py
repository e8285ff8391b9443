"""Programs of 0.0.9 whose handlers hand back dicts of their own, and take their time."""

import json
import time

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record

NOTES = [
    {"id": f"note_{i}", "start": 80 * i, "duration": 80, "pitch": 60 + 2 * i, "velocity": 100, "lyric": text}
    for i, text in enumerate("도레미파")
]
SONG = {"tempo": 120, "timeSignature": {"numerator": 4, "denominator": 4}, "pixelsPerBeat": 80, "notes": NOTES}


def octave_up(song):
    record("up", ids=[n["id"] for n in song["notes"]])
    time.sleep(3)
    return {**song, "notes": [{**n, "pitch": n["pitch"] + 12} for n in song["notes"]]}


def softer(song):
    record("softer", ids=[n["id"] for n in song["notes"]])
    time.sleep(3)
    return {**song, "notes": [{**n, "velocity": 40} for n in song["notes"]]}


def through_json(song):
    """As a server does that knows JSON and nothing of a roll."""
    record("json", ids=[n["id"] for n in song["notes"]])
    answer = json.loads(json.dumps({key: song[key] for key in ("notes", "tempo", "revision")}))
    for note in answer["notes"]:
        note["pitch"] += 12
    time.sleep(3)
    return answer


def slow_change(song):
    record("change", pitches=[n["pitch"] for n in song["notes"]])
    time.sleep(2)
    return {**song, "notes": [{**n, "phoneme": "a"} for n in song["notes"]]}


def read(song):
    record("read", notes=[dict(n) for n in song["notes"]], tempo=song["tempo"])


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Two buttons", height=360)
    gr.Button("Up", elem_id="up").click(octave_up, roll, roll)
    gr.Button("Up, through JSON", elem_id="json").click(through_json, roll, roll)
    gr.Button("Softer", elem_id="softer").click(softer, roll, roll)
    gr.Button("Read", elem_id="read").click(read, roll, None)
    other = PianoRoll(SONG, label="A slow change", height=360)
    other.change(slow_change, other, other)
    gr.Button("Read the other", elem_id="read-other").click(read, other, None)

if __name__ == "__main__":
    app.launch()
