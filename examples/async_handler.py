"""`async` handlers: the analysis runs beside the event loop, and another edit never waits for it."""

import asyncio

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.performance import async_audio_analysis
from gradio_pianoroll.synth import render

SR = 22_050


async def sing(value):
    """Sound of what is in the roll, and the F0 that is heard in it."""
    if not len(value.score.notes):
        return value.score.replace(curves=[])
    sound = await asyncio.to_thread(render, value.score, SR, voice="flute")
    found = await async_audio_analysis(sound, SR, fmin=65, fmax=1_000)
    return value.score.replace(curves=found.to_curves())


with gr.Blocks(title="Async") as demo:
    gr.Markdown("Move a note: the curve is what F0 analysis hears when the roll is played.")
    roll = PianoRoll(label="Edit me", width="100%", height=460)
    # It returns to the roll it came from and does not call itself again.
    roll.change(sing, roll, roll, trigger_mode="always_last", show_progress="hidden")
    demo.load(sing, roll, roll, show_progress="hidden")

if __name__ == "__main__":
    demo.launch()
