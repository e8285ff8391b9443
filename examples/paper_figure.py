"""The roll as a figure for a paper: PNG to look at, SVG for the typesetter."""

import tempfile
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.analysis import extract_audio_features
from gradio_pianoroll.synth import render
from gradio_pianoroll.utils import research
from gradio_pianoroll.utils.figure import figure_bytes, score_figure

SR = 22_050


def draw(value, title, width_cm):
    """What is on the roll, with the F0 that its sound has."""
    found = extract_audio_features(render(value.score, SR, voice="flute", reverb=0), SR, fmin=100, fmax=800)
    figure = score_figure(value.score.replace(curves=found.to_curves()), title=title, width_cm=width_cm, height_cm=6)
    folder = Path(tempfile.mkdtemp())
    for suffix in ("png", "svg"):
        (folder / f"figure.{suffix}").write_bytes(figure_bytes(figure, suffix))
    return str(folder / "figure.png"), [str(folder / "figure.png"), str(folder / "figure.svg")]


MELODY = research.from_midi_numbers([60, 64, 67, 65, 62], durations=0.5, lyrics=["파", "란", "하", "늘", "을"])

with gr.Blocks(title="Figure") as demo:
    roll = PianoRoll(MELODY, label="Melody", width="100%", height=380)
    with gr.Row():
        title = gr.Textbox("Five notes and their F0", label="Title")
        width_cm = gr.Number(16, label="Width (cm)")
        run = gr.Button("Draw the figure", variant="primary")
    picture = gr.Image(label="Figure", interactive=False)
    files = gr.Files(label="To download")
    run.click(draw, [roll, title, width_cm], [picture, files])

if __name__ == "__main__":
    demo.launch()
