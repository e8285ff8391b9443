"""A corpus on all cores: choose files, see what became of each, look at one on the roll."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np

from gradio_pianoroll import Curve, PianoRoll, Score
from gradio_pianoroll.batch import batch_process_audio
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.synth import render
from gradio_pianoroll.utils import research

SR = 22_050


def example():
    """Four short melodies and a file that is no sound."""
    folder = Path(tempfile.mkdtemp())
    for i in range(4):
        notes = research.from_midi_numbers([57 + i, 60 + i, 64 + i], durations=0.4)
        save_audio(folder / f"melody-{i + 1}.wav", render(Score.from_dict(notes), SR, voice="flute"), SR)
    (folder / "broken.wav").write_bytes(b"not a sound")
    return [str(path) for path in sorted(folder.glob("*.wav"))]


def analyse(files):
    """A bad file costs only itself."""
    if not files:
        raise gr.Error("Choose sound files first.", print_exception=False)
    rows, scores = [], {}
    for outcome in batch_process_audio(files, fmin=80, fmax=800):
        name = Path(outcome.path).stem
        if outcome.ok:
            f0_hz = outcome.arrays["f0_hz"]
            scores[name] = score_of(outcome)
            rows.append([name, f"{np.isfinite(f0_hz).mean():.0%}", f"{np.nanmedian(f0_hz):.0f}", ""])
        else:
            rows.append([name, "", "", str(outcome.error)])
    names = list(scores)
    return rows, scores, gr.Dropdown(names, value=names[0] if names else None)


def score_of(outcome):
    """The notes that were found, and the F0 that they were found in."""
    found = outcome.arrays
    spans = zip(found["note_pitch"], found["note_onset_s"], found["note_end_s"], strict=True)
    score = Score.from_dict(research.from_notes([(int(pitch), start, end - start) for pitch, start, end in spans]))
    return score.replace(curves=[Curve("f0", found["f0_hz"], target="f0", unit="Hz", hop=outcome.meta["hop_s"])])


def show(name, scores):
    return scores[name] if name else Score()


with gr.Blocks(title="Corpus") as demo:
    scores = gr.State({})
    with gr.Row():
        files = gr.File(file_count="multiple", label="Sounds", height=160)
        with gr.Column():
            run = gr.Button("Analyse all", variant="primary")
            own = gr.Button("Example")
            chosen = gr.Dropdown([], label="On the roll")
    table = gr.Dataframe(
        headers=["file", "voiced", "median F0 (Hz)", "error"], label="What became of each", interactive=False
    )
    roll = PianoRoll(Score(), label="Notes and F0", width="100%", height=360)
    for press in (run.click, own.click(example, None, files).success):
        press(analyse, files, [table, scores, chosen]).success(show, [chosen, scores], roll)
    chosen.input(show, [chosen, scores], roll)

if __name__ == "__main__":
    demo.launch()
