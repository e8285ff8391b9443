"""`create_pianoroll_with_data` in an app of the program's own."""

import gradio as gr

from gradio_pianoroll.utils import research

with gr.Blocks() as demo:
    roll = research.create_pianoroll_with_data(research.from_notes([(72, 0, 1)]), label="Mine")
    out = gr.JSON()

    def pitch(value):
        return value["notes"][0]["pitch"]

    gr.Button().click(pitch, roll, out)

if __name__ == "__main__":
    demo.launch()
