"""The guide's helpers in a handler."""

import gradio as gr

from gradio_pianoroll.performance import (
    cleanup_piano_roll_data,
    create_virtualized_pianoroll,
    optimize_frontend_data,
    optimize_large_note_count,
)


def tidy(value):
    return optimize_frontend_data(optimize_large_note_count(cleanup_piano_roll_data(value), max_notes=3))


with gr.Blocks() as demo:
    roll = create_virtualized_pianoroll(
        value={
            "notes": [{"start": i * 80, "duration": 80, "pitch": 60, "velocity": 10 * i, "lyric": ""} for i in range(8)]
        }
    )
    gr.Button().click(tidy, roll, roll)

if __name__ == "__main__":
    demo.launch()
