"""Analysis while sound comes: a melody goes to the processor at the pace of a microphone, F0 follows on the roll."""

import threading

import gradio as gr
import numpy as np

from gradio_pianoroll import Curve, PianoRoll, Score
from gradio_pianoroll.analysis.warmup import warm_up
from gradio_pianoroll.realtime import RealtimeProcessor, StreamingF0, feed
from gradio_pianoroll.synth import render
from gradio_pianoroll.utils import research

SR = 22_050
BLOCK_SAMPLES = 1_024
SONG = Score.from_dict(research.from_midi_numbers([60, 62, 64, 65, 67, 65, 64, 62, 60], durations=0.4))


def listen():
    """The score with the F0 so far, four times a second; the last frames are a guess until more is heard."""
    sound = render(SONG, SR, voice="flute", reverb=0)
    blocks = [sound[at : at + BLOCK_SAMPLES] for at in range(0, len(sound), BLOCK_SAMPLES)]
    with RealtimeProcessor(BLOCK_SAMPLES, sr=SR, analysers=[StreamingF0(SR, 100, 800)]) as processor:
        microphone = threading.Thread(target=feed, args=(processor, blocks))
        microphone.start()
        f0_hz = np.empty(0, np.float32)
        while microphone.is_alive():
            microphone.join(0.25)
            for result in processor.results():
                f0_hz = extended(f0_hz, result.values.get("f0"))
            yield score(f0_hz), told(processor.stats())
    for result in processor.results():  # what the end of the sound settled
        f0_hz = extended(f0_hz, result.values.get("f0"))
    yield score(f0_hz), told(processor.stats())


def extended(f0_hz, update):
    return f0_hz if update is None else np.concatenate([f0_hz[: update.first_frame], update.f0_hz])


def score(f0_hz):
    hop_s = StreamingF0(SR).hop_s
    return SONG.replace(curves=[Curve("f0", f0_hz, target="f0", unit="Hz", hop=hop_s)] if len(f0_hz) else [])


def told(stats):
    return f"{stats.processed} blocks, {stats.dropped} dropped"


with gr.Blocks(title="Real time") as demo:
    with gr.Row():
        run = gr.Button("Listen", variant="primary")
        text = gr.Textbox(label="Processor", interactive=False)
    roll = PianoRoll(SONG, interactive=True, label="F0 as it is heard", width="100%", height=420)
    demo.load(lambda: warm_up(background=False), queue=False)  # compiled before the first block comes
    run.click(listen, None, [roll, text], show_progress="hidden")

if __name__ == "__main__":
    demo.launch()
