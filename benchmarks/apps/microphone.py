"""An empty roll to sing into."""

import gradio as gr

from gradio_pianoroll import PianoRoll

with gr.Blocks() as app:
    PianoRoll({"notes": [], "tempo": 120}, label="Microphone")

if __name__ == "__main__":
    app.launch()
