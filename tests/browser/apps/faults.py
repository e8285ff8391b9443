"""One roll that a handler answers to, in a tab that may be hidden, with buttons beside it."""

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
    with gr.Tabs():
        with gr.Tab("Music"):
            roll = PianoRoll(SONG, label="Song", height=480, interactive=True)
        with gr.Tab("Words"):
            gr.Markdown("Nothing to hear")
    up.click(raise_it, roll, roll)
    stairs.click(climb, roll, roll)
    more.click(grow, roll, roll)
    read.click(silent, roll)
    roll.clear(changed, roll)

if __name__ == "__main__":
    app.launch()
