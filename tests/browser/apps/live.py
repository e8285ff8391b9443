"""An empty roll to sing into, and one with a song to sing along; what comes of it is written down."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.score import NoteTable, Score
from tests.browser.apps import record

PITCHES = (60, 64, 67, 65)
# At 120 beats a minute: 0.6 s sung and 0.2 s of rest each.
STEP_BEATS, LENGTH_BEATS = 1.6, 1.2


def song(pitches=PITCHES, shift_beats=0.0) -> Score:
    onset = [shift_beats + STEP_BEATS * number for number in range(len(pitches))]
    return Score(
        notes=NoteTable.from_columns(onset_beats=onset, duration_beats=LENGTH_BEATS, pitch=list(pitches), velocity=100)
    )


def changed(name):
    def handler(value):
        score = value.score
        record(
            name,
            pitches=score.notes.pitch.tolist(),
            onsets=score.notes.onset_beats.tolist(),
            curves=list(score.curves),
            audio=score.audio.source if score.audio else None,
            start_s=score.audio.start_s if score.audio else None,
        )

    return handler


with gr.Blocks() as app:
    empty = PianoRoll({"notes": [], "tempo": 120}, label="Empty", height=460)
    along = PianoRoll(song((60,) * 12), label="Along", height=460)
    away = gr.Button("Away")
    away.click(lambda: gr.update(visible=False), None, empty)
    empty.change(changed("empty"), empty, None)
    along.change(changed("along"), along, None)

if __name__ == "__main__":
    app.launch()
