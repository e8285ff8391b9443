"""One roll with `BENCH_NOTES` notes and nothing else; 0 for an empty one."""

import os

import gradio as gr

from benchmarks.scores import musical_score
from gradio_pianoroll import PianoRoll

NOTES = int(os.environ["BENCH_NOTES"])
HEIGHT_PX = int(os.environ.get("BENCH_HEIGHT_PX", "700"))

with gr.Blocks() as app:
    PianoRoll(musical_score(NOTES) if NOTES else {"notes": []}, label="Score", width="100%", height=HEIGHT_PX)

if __name__ == "__main__":
    app.launch()
