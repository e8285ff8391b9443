"""`gr.Interface` with a roll as input and as output."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def transpose(song, semitones):
    """A value is a dict; what the function does not touch stays as it is."""
    return {**song, "notes": [{**note, "pitch": note["pitch"] + int(semitones)} for note in song["notes"]]}


demo = gr.Interface(
    transpose,
    inputs=[PianoRoll(label="Song", height=320), gr.Slider(-12, 12, 12, step=1, label="Semitones")],
    outputs=PianoRoll(label="Transposed", height=320),
    title="Transpose",
    flagging_mode="never",
)

if __name__ == "__main__":
    demo.launch()
