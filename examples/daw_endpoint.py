"""A model for a DAW: a client sends a MIDI file and gets one back; the page shows both, and may be used by hand.

The endpoints are those that HARP calls: `controls` says what the model takes and gives, `process` runs it, `cancel`
stops it. With pyharp installed, its `build_endpoint` makes them of the same function and the same files.
"""

import tempfile
from pathlib import Path

import gradio as gr

from gradio_pianoroll import PianoRoll, Score
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import edit

CARD = {"name": "Canon", "description": "A second voice that follows the first.", "author": "You", "tags": ["midi"]}
MIDI = [".mid", ".midi"]


def controls():
    """What the client draws in its window."""
    names = ("label", "info", "minimum", "maximum", "step", "value")
    sliders = [{"type": "slider", **{name: getattr(part, name) for name in names}} for part in (semitones, delay_beats)]
    midi = {"type": "midi_track", "required": True, "info": None}
    inputs = [{**midi, "label": song.label}, *sliders]
    return {"card": CARD, "inputs": inputs, "outputs": [{**midi, "label": answer.label}]}


def process(path, semitones, delay_beats):
    """Stands for your model: from a path to a path."""
    canon = edit.duplicate(load(path), shift_beats=delay_beats, semitones=int(semitones))
    return str(save(canon, Path(tempfile.mkdtemp(), Path(path).name)))


with gr.Blocks(title="Canon") as demo:
    with gr.Row():
        song = gr.File(label="Song", file_types=MIDI, height=140)
        semitones = gr.Slider(-24, 24, 7, step=1, label="Interval", info="In semitones")
        delay_beats = gr.Slider(0, 16, 4, step=0.5, label="Delay", info="In beats")
        answer = gr.File(label="Canon", file_types=MIDI, height=140, interactive=False)
    with gr.Row():
        run, stop = gr.Button("Process", variant="primary"), gr.Button("Cancel")
    before, after = (PianoRoll(Score(), label=label, width="100%", height=280) for label in ("Song", "Canon"))
    about = gr.JSON(visible=False)
    gr.Button(visible=False).click(controls, None, about, api_name="controls")
    running = run.click(process, [song, semitones, delay_beats], answer, api_name="process")
    stop.click(lambda: None, None, None, cancels=[running], api_name="cancel")
    # A roll takes the path of a MIDI file as its value.
    for file, roll in ((song, before), (answer, after)):
        file.change(lambda path: path or Score(), file, roll, api_visibility="private")

if __name__ == "__main__":
    demo.launch()
