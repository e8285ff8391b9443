"""A report in Korean out of `analyze_notes`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.utils.research import analyze_notes


def report(value):
    found = analyze_notes(piano_roll_data=value)
    if "error" in found:
        return found["error"]
    span, rhythm = found["음역대"], found["리듬_분석"]
    return (
        f"{found['총_노트_수']} {span['최저음']}-{span['최고음']} ({span['음역']}) {found['평균_피치']:.0f} "
        f"{rhythm['평균_노트_길이']:.2f} {rhythm['총_재생시간']:.2f}"
    )


with gr.Blocks() as demo:
    roll, out = PianoRoll(), gr.Textbox()
    gr.Button().click(report, roll, out)


if __name__ == "__main__":
    demo.launch()
