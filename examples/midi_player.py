"""A MIDI file in, its picture and sound out: with a SoundFont of this machine, or with the package's own voices."""

import tempfile
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import edit
from gradio_pianoroll.synth import find_soundfonts, render_file
from gradio_pianoroll.utils import research

OWN = "Own voices"
FONTS = {path.stem: path for path in find_soundfonts()}


def example():
    """A broken chord, for those who have no file at hand."""
    chord = research.from_midi_numbers([48, 55, 60, 64, 67, 64, 60, 55], durations=0.25)
    return str(save(Score.from_dict(chord), Path(tempfile.mkdtemp(), "chord.mid")))


def play(path, font, semitones):
    """A path in, paths out; the roll has the notes."""
    if not path:
        raise gr.Error("Choose a MIDI file first.", print_exception=False)
    score = edit.transpose(load(path), int(semitones), beyond="fold", ids="not drum")
    out = Path(tempfile.mkdtemp(), Path(path).name)
    score.plot(out.with_suffix(".png"), title=out.stem, size_in=(10, 4))
    heard = render_file(score, out.with_suffix(".mp3"), soundfont=FONTS.get(font), loudness_lufs=-16)
    told = f"Notes: {len(score.notes)}, tracks: {len(score.tracks)}, length: {heard.length_s:.1f} s"
    return score, str(out.with_suffix(".png")), str(heard.path), str(save(score, out.with_suffix(".mid"))), told


with gr.Blocks(title="Player") as demo:
    with gr.Row():
        midi = gr.File(label="MIDI", file_types=[".mid", ".midi"], height=140)
        with gr.Column():
            font = gr.Dropdown([*FONTS, OWN], value=next(iter(FONTS), OWN), label="SoundFont")
            semitones = gr.Slider(-12, 12, 0, step=1, label="Transpose (semitones)")
        with gr.Column():
            run = gr.Button("Render", variant="primary")
            own = gr.Button("Example")
    roll = PianoRoll(label="Notes", width="100%", height=360)
    told = gr.Textbox(label="What it is", interactive=False)
    with gr.Row():
        picture = gr.Image(label="Picture", interactive=False)
        with gr.Column():
            sound = gr.Audio(label="Sound", interactive=False)
            file = gr.File(label="MIDI out", interactive=False, height=80)
    shown = [roll, picture, sound, file, told]
    run.click(play, [midi, font, semitones], shown)
    own.click(example, None, midi).success(play, [midi, font, semitones], shown)

if __name__ == "__main__":
    demo.launch()
