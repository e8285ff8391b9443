"""A roll over the TextGrid at `BENCH_TEXTGRID` and the recording at `BENCH_SOUND`."""

import os
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.formats import load
from gradio_pianoroll.score import AudioRef, Score

sound = Path(os.environ["BENCH_SOUND"])
score = Score(segments=load(os.environ["BENCH_TEXTGRID"]).segments, audio=AudioRef(str(sound)))

with gr.Blocks() as app:
    PianoRoll(score, height=700)

if __name__ == "__main__":
    app.launch(allowed_paths=[str(sound.parent)])
