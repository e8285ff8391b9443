"""An app that keeps its name when it is started again, so that the browser's run history is found again."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG


def read(value):
    record("read", pitches=[n["pitch"] for n in value["notes"]])
    return f"{len(value['notes'])} notes"


def fresh():
    """A song that no other start of the app makes by itself."""
    record("fresh")
    notes = [{**note, "pitch": note["pitch"] - 20} for note in SONG["notes"]]
    return {**SONG, "notes": notes}


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=420, interactive=True)
    gr.Button("Read", elem_id="read").click(read, roll, gr.Textbox(), api_name="read")
    gr.Button("Fresh", elem_id="fresh").click(fresh, None, roll, api_visibility="private")
app.app_id = 4711

if __name__ == "__main__":
    app.launch()
