"""`gr.Interface` from a text to a roll."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def sing(lyrics):
    notes = [
        {"start": 80 * i, "duration": 80, "pitch": 60 + 2 * i, "lyric": syllable}
        for i, syllable in enumerate(lyrics.split())
    ]
    return {"notes": notes, "tempo": 100}


demo = gr.Interface(sing, "text", PianoRoll(interactive=False), flagging_mode="never")


if __name__ == "__main__":
    demo.launch()
