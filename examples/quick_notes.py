"""A model's notes in one line: (pitch, start, duration) in seconds become an app."""

from gradio_pianoroll.utils import research

NOTES = [(60, 0.0, 0.5), (64, 0.5, 0.5), (67, 1.0, 0.5), (72, 1.5, 1.0)]

demo = research.quick_demo(research.from_notes(NOTES, lyrics=["do", "mi", "sol", "do"]), title="My model")

if __name__ == "__main__":
    demo.launch()
