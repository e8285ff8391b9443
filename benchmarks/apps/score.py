"""One roll with `BENCH_NOTES` notes and nothing else; 0 for an empty one."""

import os

import gradio as gr

from benchmarks.scores import musical_score
from gradio_pianoroll import PianoRoll

NOTES = int(os.environ["BENCH_NOTES"])

with gr.Blocks() as app:
    PianoRoll(musical_score(NOTES) if NOTES else {"notes": []}, label="Score", width="100%", height=700)

if __name__ == "__main__":
    app.launch()
