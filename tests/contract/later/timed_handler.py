"""Handlers under `@benchmark`, plain and async."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.performance import benchmark


@benchmark
def up(value):
    for note in value["notes"]:
        note["pitch"] += 1
    return value


@benchmark
async def down(value):
    for note in value["notes"]:
        note["pitch"] -= 1
    return value


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(up, roll, roll)
    gr.Button().click(down, roll, roll)


if __name__ == "__main__":
    demo.launch()
