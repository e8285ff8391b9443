"""What a speech synthesizer said: a note a word, its phonemes, its F0 over the keys."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils import research

TEXT = "안녕하세요 반갑습니다"
WORDS = [("안녕", 0.00, 0.42), ("하세요", 0.42, 0.95), ("반갑", 1.10, 1.52), ("습니다", 1.52, 2.10)]
PHONEMES = [
    ("a", 0.00, 0.12), ("nn", 0.12, 0.22), ("jʌŋ", 0.22, 0.42), ("ha", 0.42, 0.60), ("se", 0.60, 0.78),
    ("jo", 0.78, 0.95), ("pan", 1.10, 1.32), ("kap", 1.32, 1.52), ("sɯm", 1.52, 1.74), ("ni", 1.74, 1.92),
    ("da", 1.92, 2.10),
]  # fmt: skip
# Hz, spread evenly over the sentence; 0 is unvoiced.
F0_HZ = [0, 212, 224, 236, 231, 222, 214, 209, 201, 0, 0, 218, 226, 221, 208, 196, 188, 176, 164, 0]


def describe(value):
    return [
        [note["lyric"], note.get("phoneme", ""), f"{note['startSeconds']:.2f}", f"{note['durationSeconds']:.2f}"]
        for note in value["notes"]
    ]


with gr.Blocks(title="Alignment") as demo:
    roll = PianoRoll(
        research.from_tts_output(TEXT, WORDS, F0_HZ, phonemes=PHONEMES), label=TEXT, width="100%", height=420
    )
    table = gr.Dataframe(headers=["word", "phonemes", "start (s)", "length (s)"], label="Alignment", interactive=False)
    gr.on([demo.load, roll.change], describe, roll, table, show_progress="hidden")

if __name__ == "__main__":
    demo.launch()
