"""A scale out of the constants."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.constants import (
    CONCERT_A,
    CONCERT_A_HZ,
    DEFAULT_NOTE_DURATION,
    DEFAULT_PIXELS_PER_BEAT,
    DEFAULT_TEMPO,
    DEFAULT_TIME_SIGNATURE,
    DEFAULT_VELOCITY,
    FLICKS_PER_SECOND,
    MAX_VELOCITY,
    MIDDLE_C,
    MIDI_MAX,
    MIDI_MIN,
    SEMITONES_PER_OCTAVE,
)


def scale():
    assert (MIDI_MIN, MIDI_MAX, MAX_VELOCITY, FLICKS_PER_SECOND) == (0, 127, 127, 705_600_000)
    assert (CONCERT_A, CONCERT_A_HZ, SEMITONES_PER_OCTAVE) == (69, 440.0, 12)
    notes = [
        {"start": DEFAULT_PIXELS_PER_BEAT * i, "duration": DEFAULT_NOTE_DURATION, "pitch": MIDDLE_C + step,
         "velocity": DEFAULT_VELOCITY}
        for i, step in enumerate((0, 2, 4))
    ]  # fmt: skip
    return {"notes": notes, "tempo": DEFAULT_TEMPO, "timeSignature": DEFAULT_TIME_SIGNATURE}


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(scale, None, roll)


if __name__ == "__main__":
    demo.launch()
