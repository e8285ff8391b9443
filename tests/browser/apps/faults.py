"""One roll that a handler answers to, in a tab that may be hidden, with buttons beside it."""

import time

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG


def pitches(value):
    return [n["pitch"] for n in value["notes"]]


def raised(value, semitones=1):
    return {**value, "notes": [{**note, "pitch": note["pitch"] + semitones} for note in value["notes"]]}


def changed(value):
    record("change", pitches=pitches(value))


def raise_it(value):
    result = raised(value)
    record("raise", given=pitches(value), result=pitches(result))
    return result


def climb(value):
    for _ in range(4):
        value = raised(value)
        record("climb", result=pitches(value))
        yield value


def linger(value):
    """Goes on for a while after its last value, as a program that also writes a file."""
    value = raised(value)
    yield value
    record("linger", result=pitches(value))
    time.sleep(2)
    record("lingered")


def linger_elsewhere(value):
    notes = [{**note, "id": None, "pitch": 40 + i} for i, note in enumerate(value["notes"])]
    yield {**SONG, "notes": notes}
    record("linger", result=[40, 41, 42])
    time.sleep(2)
    record("lingered")


def grow(value):
    """Two hundred times the notes: too much for a delta."""
    notes = [
        {**note, "id": f"{note['id']}-{i}", "start": note["start"] + 320 * i}
        for i in range(200)
        for note in value["notes"]
    ]
    record("grow", count=len(notes))
    return {**value, "notes": notes}


def silent(value):
    record("read", pitches=pitches(value), notes=[[n["start"], n["duration"], n["pitch"]] for n in value["notes"][:5]])


with gr.Blocks() as app:
    with gr.Row():
        up = gr.Button("Raise", elem_id="raise")
        stairs = gr.Button("Climb", elem_id="climb")
        more = gr.Button("Grow", elem_id="grow")
        read = gr.Button("Read", elem_id="read")
        stay = gr.Button("Linger", elem_id="linger")
        stay_elsewhere = gr.Button("Linger elsewhere", elem_id="linger-elsewhere")
    with gr.Tabs():
        with gr.Tab("Music"):
            roll = PianoRoll(SONG, label="Song", height=480, interactive=True)
        with gr.Tab("Words"):
            gr.Markdown("Nothing to hear")
    up.click(raise_it, roll, roll)
    stairs.click(climb, roll, roll)
    more.click(grow, roll, roll)
    stay.click(linger, roll, roll)
    stay_elsewhere.click(linger_elsewhere, roll, roll)
    read.click(silent, roll)
    roll.clear(changed, roll)

if __name__ == "__main__":
    app.launch()
