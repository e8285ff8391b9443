"""Two rolls and a text out of one function."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def split(text):
    def line(step):
        notes = [{"start": 80 * i, "duration": 80, "pitch": step + i, "lyric": c} for i, c in enumerate(text)]
        return {"notes": notes}

    return line(60), line(48), len(text)


with gr.Blocks() as demo:
    text, high, low, count = gr.Textbox(), PianoRoll(), PianoRoll(), gr.Number()
    gr.Button().click(split, text, [high, low, count])


if __name__ == "__main__":
    demo.launch()
