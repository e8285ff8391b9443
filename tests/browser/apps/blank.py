"""An empty roll, and the Korean greeting that None stands for."""

import gradio as gr

from gradio_pianoroll import PianoRoll

with gr.Blocks() as app:
    PianoRoll({"notes": []}, label="Empty", height=560)
    PianoRoll(label="Greeting", height=560)

if __name__ == "__main__":
    app.launch()
