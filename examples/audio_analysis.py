"""F0, loudness and voicing of a recording, and the notes in it, over the keys; the sound plays along."""

import tempfile
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.analysis import audio_to_score
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.synth import render

SR = 22_050


def example():
    """A melody from the built-in synthesizer, for those who have no recording at hand."""
    notes = [(57, 0, 1), (60, 1, 1), (64, 2, 1), (62, 3, 2)]
    score = Score.from_dict({"notes": [{"pitch": p, "startBeats": b, "durationBeats": d} for p, b, d in notes]})
    return str(save_audio(Path(tempfile.mkdtemp(), "example.wav"), render(score, SR, voice="flute", reverb=0), SR))


def analyse(path, fmin, fmax):
    if not path:
        raise gr.Error("Choose or record a sound first.", print_exception=False)
    return audio_to_score(path, fmin=fmin, fmax=fmax)


with gr.Blocks(title="Analysis") as demo:
    with gr.Row():
        sound = gr.Audio(type="filepath", label="Sound", sources=["upload", "microphone"])
        with gr.Column():
            fmin = gr.Number(80, label="Lowest F0 (Hz)")
            fmax = gr.Number(800, label="Highest F0 (Hz)")
            run = gr.Button("Analyse", variant="primary")
            own = gr.Button("Example")
    roll = PianoRoll(Score(), interactive=True, label="What was sung", width="100%", height=420)
    run.click(analyse, [sound, fmin, fmax], roll)
    own.click(example, None, sound).success(analyse, [sound, fmin, fmax], roll)

if __name__ == "__main__":
    demo.launch()
