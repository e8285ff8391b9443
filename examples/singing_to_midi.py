"""Audio in, notes on a roll, a person corrects them over the recording, and the file is what is right."""

import tempfile
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.analysis import audio_to_score
from gradio_pianoroll.formats import save
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.score import edit
from gradio_pianoroll.synth import render
from gradio_pianoroll.utils import research

SR = 22_050
SUFFIXES = [".mid", ".musicxml", ".ustx", ".csv"]


def example():
    """A melody from the built-in synthesizer, for those who have no recording at hand."""
    melody = Score.from_dict(research.from_midi_numbers([60, 62, 64, 67, 64], durations=0.5))
    return str(save_audio(Path(tempfile.mkdtemp(), "melody.wav"), render(melody, SR, voice="flute", reverb=0), SR))


def transcribe(path, tempo):
    """Stands for your model: any `Score` will do, or a list of (pitch, start, duration)."""
    if not path:
        raise gr.Error("Choose or record a sound first.", print_exception=False)
    return audio_to_score(path, tempo=tempo)


def tidy(roll):
    return edit.quantize(roll.score, "1/16", ends=True)


def write(roll, path, suffix):
    """What is on the roll now, under the name of the recording."""
    return str(save(roll.score, Path(tempfile.mkdtemp(), Path(path or "notes").with_suffix(suffix).name)))


with gr.Blocks(title="Singing to MIDI") as demo:
    with gr.Row():
        sound = gr.Audio(type="filepath", label="Singing", sources=["upload", "microphone"])
        with gr.Column():
            tempo = gr.Number(120, label="Tempo (bpm)")
            run = gr.Button("Transcribe", variant="primary")
            own = gr.Button("Example")
    roll = PianoRoll(Score(), interactive=True, label="Correct me", width="100%", height=420)
    with gr.Row():
        grid = gr.Button("To the grid")
        suffix = gr.Dropdown(SUFFIXES, value=SUFFIXES[0], label="Format")
        keep = gr.Button("Write the file", variant="primary")
        file = gr.File(label="To download")
    run.click(transcribe, [sound, tempo], roll)
    own.click(example, None, sound).success(transcribe, [sound, tempo], roll)
    grid.click(tidy, roll, roll)
    keep.click(write, [roll, sound, suffix], file)

if __name__ == "__main__":
    demo.launch()
