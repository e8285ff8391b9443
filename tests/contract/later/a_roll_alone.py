"""`create_pianoroll_with_data` outside of an app, shown in one later."""

import gradio as gr

from gradio_pianoroll.utils.research import create_pianoroll_with_data, from_notes

# `roll.launch()` would show it alone.
roll = create_pianoroll_with_data(from_notes([(60, 0, 1), (67, 1, 1)]), label="Alone")
demo = gr.Blocks()
with demo:
    roll.render()
    out = gr.JSON()
    gr.Button().click(lambda value: [note["pitch"] for note in value["notes"]], roll, out, api_name="pitches")


if __name__ == "__main__":
    demo.launch()
