"""An async handler and an async generator of the program's own."""

import asyncio

import gradio as gr

from gradio_pianoroll import PianoRoll


async def later(value):
    await asyncio.sleep(0)
    value["notes"][0]["pitch"] -= 1
    return value


async def steps(value):
    for _ in range(3):
        await asyncio.sleep(0)
        value["notes"][0]["pitch"] += 5
        yield value


with gr.Blocks() as demo:
    roll = PianoRoll({"notes": [{"start": 0, "duration": 80, "pitch": 60}]})
    gr.Button().click(later, roll, roll)
    gr.Button().click(steps, roll, roll)

if __name__ == "__main__":
    demo.launch()
