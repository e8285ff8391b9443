"""Every arrangement twice: with rolls, and with a component of Gradio's own, which shows where a block belongs."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps.basic import SONG

HEIGHT = 300
INFO = "Draw **notes** with `2`, then [read](https://example.org/help) *more* <b>here</b>."


def roll(name, **given):
    return PianoRoll(SONG, elem_id=f"roll-{name}", height=HEIGHT, **given)


def picture(name, **given):
    # What a roll needs to show all its tools; it is its least width unless another one is asked for.
    return gr.Image(elem_id=f"picture-{name}", height=HEIGHT, **{"min_width": 240, **given})


def arrange(block):
    with gr.Row():
        block("pair-1", label="One")
        block("pair-2", label="Two")
    with gr.Row():
        block("scale-1", scale=2, label="Two thirds")
        block("scale-2", scale=1, label="One third")
    with gr.Row():
        block("wide-1", min_width=600)
        block("wide-2", min_width=600)
        block("wide-3", min_width=600)
    with gr.Row():
        block("asked-1", min_width=120)
        block("asked-2", min_width=120)
    with gr.Row():
        block("beside-text")
        gr.Textbox(label="Words", scale=1)
    with gr.Row():
        block("beside-plot")
        gr.Plot(label="Plot")
    with gr.Row(equal_height=True):
        block("equal")
        gr.Textbox(lines=20)
    with gr.Row():
        with gr.Column(scale=1):
            block("column-1")
        with gr.Column(scale=3):
            block("column-2", scale=2)
            block("column-3")
    with gr.Group():
        block("group-1")
        with gr.Row():
            block("group-2")
            block("group-3")
    with gr.Tabs(), gr.Tab("Tab"), gr.Row():
        block("tab-1")
        block("tab-2")
    with gr.Accordion("More"):
        block("accordion-1")
        with gr.Row():
            block("accordion-2")
            block("accordion-3", scale=3)
    with gr.Row():
        block("still", scale=0, min_width=240)
        block("grows")
    block("alone")


with gr.Blocks() as app:
    with gr.Sidebar():
        roll("sidebar")
        picture("sidebar")
    arrange(roll)
    arrange(picture)
    with gr.Row():
        PianoRoll(SONG, elem_id="narrow", width=300, height=HEIGHT)
        PianoRoll(SONG, elem_id="rest", height=HEIGHT)
    with gr.Row():
        PianoRoll(SONG, elem_id="half", width="50%", height=HEIGHT)
    PianoRoll(SONG, label="Song", info=INFO, elem_id="informed", height=HEIGHT)
    PianoRoll(SONG, info="Without a **label**.", show_label=False, elem_id="unlabelled", height=HEIGHT)
    gr.Textbox(label="Words", info=INFO, elem_id="words")

    @gr.render()
    def later():
        with gr.Row():
            roll("render-1", key="one")
            roll("render-2", scale=2)
        with gr.Row():
            picture("render-1", key="two")
            picture("render-2", scale=2)


if __name__ == "__main__":
    app.launch()
