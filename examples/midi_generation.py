"""A model that writes notes; they appear while it works."""

import random
import time

import gradio as gr

from gradio_pianoroll import PianoRoll, ScoreStream

SCALE = [60, 62, 64, 67, 69, 72, 74, 76]
BATCH_NOTES = 8


def model(n_notes, seed):
    """Stands for yours: a walk over a pentatonic scale, in beats."""
    walk, step, beat = random.Random(seed), 2, 0.0
    for _ in range(n_notes):
        step = min(max(step + walk.choice([-2, -1, 1, 2]), 0), len(SCALE) - 1)
        length = walk.choice([0.25, 0.5, 0.5, 1.0])
        yield {"startBeats": beat, "durationBeats": length, "pitch": SCALE[step], "velocity": walk.randint(60, 110)}
        beat += length
        time.sleep(0.01)  # a network thinks longer


def generate(n_notes, seed):
    """Only the new notes of each value travel to the browser."""
    stream, batch = ScoreStream({"notes": [], "tempo": 132}, total_notes=int(n_notes)), []
    for note in model(int(n_notes), int(seed)):
        batch.append(note)
        if len(batch) == BATCH_NOTES:
            yield stream.append(batch)
            batch = []
    if batch:
        stream.append(batch)
    yield stream.done()


with gr.Blocks(title="Generation") as demo:
    with gr.Row():
        n_notes = gr.Slider(8, 1_000, 64, step=8, label="Notes")
        seed = gr.Number(1, precision=0, label="Seed")
        run = gr.Button("Generate", variant="primary")
        stop = gr.Button("Stop")
    roll = PianoRoll(label="Model", width="100%", height=460)
    running = run.click(generate, [n_notes, seed], roll, show_progress="hidden")
    stop.click(None, cancels=[running])

if __name__ == "__main__":
    demo.launch()
