"""A line layer by its class, in the spelling of the dict form."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.data_models import LineDataPointData, LineLayerConfigData


def draw():
    layer = LineLayerConfigData(
        color="#ff0000", lineWidth=3, yMin=0, yMax=0, dataType="f0", renderMode="piano_grid",
        data=[LineDataPointData(x=0, y=200), LineDataPointData(x=80, y=400)],
    )  # fmt: skip
    assert (layer.lineWidth, layer.line_width, layer["lineWidth"]) == (3, 3, 3)
    return {"notes": [], "line_data": {"mine": layer.to_dict()}}


with gr.Blocks() as demo:
    roll = PianoRoll()
    gr.Button().click(draw, None, roll)


if __name__ == "__main__":
    demo.launch()
