"""`auto_analyze(model_output_data=…, output_type=…)`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils.research import auto_analyze

OUTPUTS = {
    "tts": [("안녕", 0.0, 0.5), ("하세요", 0.5, 1.2)],
    "midi_generation": [{"pitch": 60, "start": 0, "duration": 1}],
    "frequencies": [440.0, 880.0],
    "auto": [("do", 0.0, 1.0)],
}


def show(kind):
    return auto_analyze(model_output_data=OUTPUTS[kind], output_type=kind)


with gr.Blocks() as demo:
    roll, kind = PianoRoll(), gr.Dropdown([*OUTPUTS])
    gr.Button().click(show, kind, roll)


if __name__ == "__main__":
    demo.launch()
