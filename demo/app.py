"""One piano roll, and what a handler receives from it."""

import gradio as gr

from gradio_pianoroll import PianoRoll


def describe(value):
    """The first notes as JSON; the value is a dict and an object at once."""
    if value is None:
        return {}
    return {"tempo": value.tempo, "notes": len(value["notes"]), "first": value["notes"][:3]}


with gr.Blocks(title="Piano roll") as demo:
    roll = PianoRoll(label="Piano roll", height=480)
    shown = gr.JSON(label="What Python receives")
    roll.change(describe, roll, shown, trigger_mode="always_last")
    demo.load(describe, roll, shown)

if __name__ == "__main__":
    demo.launch()
