"""Your own voice on the roll while you sing; each visitor has a session."""

import gradio as gr
import numpy as np

from gradio_pianoroll import Curve, PianoRoll, Score
from gradio_pianoroll.realtime import LiveOptions, LiveSession
from gradio_pianoroll.utils import research

BLOCK_SAMPLES = 2_048
# To sing along with.
SONG = Score.from_dict(
    research.from_midi_numbers([60, 62, 64, 65, 67], durations=1, lyrics=["do", "re", "mi", "fa", "sol"])
)


class Voice:
    """What one visitor has sung so far."""

    def __init__(self, sr):
        self.session = LiveSession(LiveOptions(sr=sr, block_samples=BLOCK_SAMPLES, fmin=65, fmax=1_000))
        self.sr, self.seq = sr, 0
        self.rest = np.empty(0, np.float32)
        self.f0_hz = np.empty(0, np.float32)

    def hear(self, sound):
        sound = np.concatenate([self.rest, sound])
        whole = len(sound) // BLOCK_SAMPLES * BLOCK_SAMPLES
        for block in np.split(sound[:whole], whole // BLOCK_SAMPLES) if whole else ():
            self.take(self.session.push(self.seq, block))
            self.seq += 1
        self.rest = sound[whole:]

    def take(self, answer):
        """Frames from `first_frame` on; the last of them are a guess and come again."""
        new = np.array([np.nan if hz is None else hz for hz in answer["f0_hz"]], np.float32)
        self.f0_hz = np.concatenate([self.f0_hz[: answer["first_frame"]], new])

    def score(self):
        if not len(self.f0_hz):
            return SONG
        return SONG.replace(curves=[Curve("f0", self.f0_hz, target="f0", unit="Hz", hop=self.session.hop_s)])


def hear(piece, voice):
    if piece is None:
        return SONG, None
    sr, sound = piece
    voice = voice or Voice(sr)
    mono = sound.reshape(len(sound), -1).mean(axis=1) / (np.iinfo(sound.dtype).max if sound.dtype.kind == "i" else 1)
    voice.hear(mono.astype(np.float32))
    return voice.score(), voice


with gr.Blocks(title="Microphone") as demo:
    voice = gr.State()
    sound = gr.Audio(sources=["microphone"], streaming=True, label="Sing")
    roll = PianoRoll(SONG, label="F0", interactive=True, width="100%", height=420)
    sound.stream(hear, [sound, voice], [roll, voice], stream_every=0.25, show_progress="hidden", concurrency_limit=8)
    sound.start_recording(lambda: (SONG, None), None, [roll, voice])

if __name__ == "__main__":
    demo.launch()
