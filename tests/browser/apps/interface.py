"""The roll in gr.Interface with examples."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps.basic import SONG

UP = {**SONG, "notes": [{**note, "id": f"up{i}", "pitch": note["pitch"] + 12} for i, note in enumerate(SONG["notes"])]}


def transpose(value, semitones):
    notes = [{**note, "pitch": note["pitch"] + int(semitones)} for note in value["notes"]]
    return {**value, "notes": notes}


app = gr.Interface(
    transpose,
    [PianoRoll(SONG, label="In", height=420), gr.Number(1, label="Semitones")],
    PianoRoll(label="Out", height=420),
    examples=[[SONG, 2], [UP, -1]],
    cache_examples=False,
)

if __name__ == "__main__":
    app.launch()
