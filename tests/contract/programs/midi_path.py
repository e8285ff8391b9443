"""The path of a MIDI file as value."""

import tempfile
from pathlib import Path

import gradio as gr
import pretty_midi

from gradio_pianoroll import PianoRoll

path = Path(tempfile.mkdtemp()) / "song.mid"
song = pretty_midi.PrettyMIDI(initial_tempo=100)
piano = pretty_midi.Instrument(program=0)
piano.notes.append(pretty_midi.Note(velocity=77, pitch=61, start=0.6, end=1.2))
song.instruments.append(piano)
song.write(str(path))


def pitches(value):
    return [[note["pitch"], note["velocity"], round(note["startSeconds"], 3)] for note in value["notes"]]


def reopen():
    return str(path)


with gr.Blocks() as demo:
    roll, out = PianoRoll(str(path)), gr.JSON()
    gr.Button().click(pitches, roll, out)
    gr.Button().click(reopen, None, roll)

if __name__ == "__main__":
    demo.launch()
