"""The mean pitch of a recording, as the guide finds it."""

import gradio as gr
import numpy as np

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.performance import fast_f0_analysis
from gradio_pianoroll.utils.research import from_frequencies


def pitch(sound):
    sr, samples = sound
    y = samples.astype(np.float32) / 32768
    f0 = fast_f0_analysis(y, sr)
    mean_hz = float(np.nanmean(f0))
    hz, voiced_flag, voiced_prob = f0
    sure = np.nanmean(hz[voiced_flag & (voiced_prob > 0.1)])
    return from_frequencies([mean_hz]), f"{sure:.1f} Hz, {voiced_flag.mean():.0%}"


with gr.Blocks() as demo:
    sound, roll, out = gr.Audio(), PianoRoll(), gr.Textbox()
    gr.Button().click(pitch, sound, [roll, out])


if __name__ == "__main__":
    demo.launch()
