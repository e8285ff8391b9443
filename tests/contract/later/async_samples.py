"""An async handler that analyses samples without their rate."""

import gradio as gr
import numpy as np

from gradio_pianoroll.performance import async_audio_analysis


async def analyse(hz):
    y = np.sin(2 * np.pi * hz * np.arange(11_025) / 22_050).astype(np.float32)
    found = await async_audio_analysis(y)
    return round(float(np.nanmedian(found.f0_hz)))


with gr.Blocks() as demo:
    number, out = gr.Number(220), gr.Number()
    gr.Button().click(analyse, number, out)


if __name__ == "__main__":
    demo.launch()
