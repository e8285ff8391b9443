"""Conversions from `utils._internal`."""

import gradio as gr

from gradio_pianoroll.utils import _internal


def convert(hz):
    pitch = _internal.hz_to_midi(hz)
    return [pitch, round(_internal.midi_to_hz(pitch), 2), _internal.midi_to_note_name(pitch)]


with gr.Blocks() as demo:
    number, out = gr.Number(440), gr.JSON()
    gr.Button().click(convert, number, out)


if __name__ == "__main__":
    demo.launch()
