"""Notes arrive in batches through `ScoreStream`."""

import gradio as gr

from gradio_pianoroll import PianoRoll, ScoreStream


def load(n):
    stream = ScoreStream(total_notes=int(n))
    for i in range(int(n)):
        yield stream.append([{"start": 80 * i, "duration": 80, "pitch": 60 + i}])


with gr.Blocks() as demo:
    roll, number = PianoRoll(), gr.Number(3)
    gr.Button().click(load, number, roll)


if __name__ == "__main__":
    demo.launch()
