"""A value kept in a `gr.State` comes back to whoever asks."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def keep(value, kept):
    return [*kept, value], len(kept) + 1


def last(kept):
    return kept[-1]


with gr.Blocks() as demo:
    roll, kept, count = PianoRoll(), gr.State([]), gr.Number()
    gr.Button().click(keep, [roll, kept], [kept, count])
    gr.Button().click(last, kept, roll)


if __name__ == "__main__":
    demo.launch()
