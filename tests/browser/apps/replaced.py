"""Handlers that put another document in the place of the one that is shown."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG


def pitches(value):
    return [n["pitch"] for n in value["notes"]]


def song(*pitches):
    notes = [{"start": 80 * i, "duration": 80, "pitch": pitch, "velocity": 100} for i, pitch in enumerate(pitches)]
    return {**SONG, "notes": notes}


def fresh():
    record("fresh")
    return song(40, 41)


def invalid():
    record("invalid")
    return {**SONG, "notes": [{"start": -80, "duration": 0, "pitch": 300}]}


def nothing():
    record("nothing")


def many():
    """A large answer: no delta, but a snapshot of its own."""
    record("many")
    return song(*(60 + i % 12 for i in range(5000)))


def steps():
    for pitch in (50, 51, 52):
        record("steps", pitch=pitch)
        yield song(pitch)


def normalised(value):
    """Answers each change with a dict of its own, whose notes lie on whole beats."""
    record("normalised", given=pitches(value))
    return {**SONG, "notes": [{**note, "id": None, "velocity": 64} for note in value["notes"]]}


def read(value):
    record("read", pitches=None if value is None else pitches(value))


with gr.Blocks() as app:
    with gr.Row():
        buttons = {
            name: gr.Button(name, elem_id=name) for name in ("fresh", "invalid", "nothing", "many", "steps", "read")
        }
    roll = PianoRoll(SONG, label="Song", height=420, interactive=True)
    second = PianoRoll(SONG, label="Normalised", height=420, interactive=True)
    for name, handler in (
        ("fresh", fresh),
        ("invalid", invalid),
        ("nothing", nothing),
        ("many", many),
        ("steps", steps),
    ):
        buttons[name].click(handler, None, roll)
    buttons["read"].click(read, roll)
    second.change(normalised, second, second)

if __name__ == "__main__":
    app.launch()
