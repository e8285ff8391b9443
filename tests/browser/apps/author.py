"""A page as an author of Gradio makes one: rolls and plots in every place that Gradio has."""

import gradio as gr
import matplotlib

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG

matplotlib.use("Agg")
from matplotlib.figure import Figure


def song(pitch: int) -> dict:
    return {**SONG, "notes": [{**note, "pitch": pitch + i} for i, note in enumerate(SONG["notes"])]}


def roll(name: str, pitch: int, **given) -> PianoRoll:
    made = PianoRoll(song(pitch), label=name.title(), elem_id=f"roll-{name}", **{"height": 380, **given})
    made.change(lambda value: record(name, pitches=[note["pitch"] for note in value["notes"]]), made)
    return made


def plotted(value) -> Figure:
    figure = Figure(figsize=(4, 3))
    axes = figure.subplots()
    axes.plot([note["start"] for note in value["notes"]], [note["pitch"] for note in value["notes"]], "o")
    return figure


def answer(message, history, value):
    record("chat", pitches=[note["pitch"] for note in value["notes"]])
    higher = [{**note, "pitch": note["pitch"] + 1} for note in value["notes"]]
    return f"{len(higher)} notes", {**value, "notes": higher}


with gr.Blocks() as app:
    with gr.Sidebar(elem_id="side"):
        gr.Markdown("A roll in the sidebar")
        roll("sidebar", 40)
    with gr.Row():
        left = roll("left", 60)
        right = roll("right", 72)
        plot = gr.Plot(label="Plot", elem_id="plot-row")
    left.change(plotted, left, plot)
    app.load(plotted, left, plot)
    with gr.Row():
        with gr.Column(scale=2):
            roll("wide", 50)
            gr.Textbox(label="Words", elem_id="words")
        with gr.Column(scale=1):
            roll("narrow", 55)
            gr.Plot(label="Plot", elem_id="plot-column")
    with gr.Tabs(elem_id="tabs"):
        with gr.Tab("Text"):
            gr.Markdown("Nothing here")
        with gr.Tab("Roll"), gr.Row():
            roll("tab", 62)
            gr.Plot(label="Plot", elem_id="plot-tab")
    with gr.Accordion("More", open=False, elem_id="more"):
        roll("accordion", 64)
    with gr.Walkthrough(selected=1, elem_id="walk") as walk:
        with gr.Step("First", id=1):
            roll("step-1", 66)
            gr.Button("On", elem_id="on").click(lambda: gr.Walkthrough(selected=2), outputs=walk)
        with gr.Step("Second", id=2):
            roll("step-2", 68)
    count = gr.Number(1, label="Count", elem_id="count")
    again = gr.Button("Again", elem_id="again")

    @gr.render(inputs=[count], triggers=[app.load, again.click])
    def later(number):
        with gr.Row():
            roll("render-1", 70)
            roll("render-2", 70 + int(number), key="kept")
        record("drawn")

    # A message holds components of Gradio's own only; a roll stands beside the chat, as what goes in and what comes out.
    said = roll("output", 58, render=False)
    with gr.Row():
        with gr.Column():
            gr.ChatInterface(
                answer,
                additional_inputs=[roll("input", 48, render=False)],
                additional_inputs_accordion=gr.Accordion("Song", open=True, elem_id="inputs", render=False),
                additional_outputs=[said],
                chatbot=gr.Chatbot(elem_id="chat", height=300, render=False),
            )
        with gr.Column():
            said.render()

if __name__ == "__main__":
    app.launch()
