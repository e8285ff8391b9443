"""Line layers in all three forms of points."""

import gradio as gr

from gradio_pianoroll import PianoRoll

NOTES = [
    {"id": "a", "start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안"},
    {"id": "b", "start": 80, "duration": 80, "pitch": 64, "velocity": 90, "lyric": "녕"},
]
VALUE = {
    "notes": NOTES,
    "tempo": 120,
    "timeSignature": {"numerator": 4, "denominator": 4},
    "editMode": "select",
    "snapSetting": "1/4",
    "pixelsPerBeat": 80,
}


LAYERS = {
    "f0_curve": {
        "color": "#ff0000",
        "lineWidth": 3,
        "dataType": "f0",
        "data": [{"x": 0, "y": 220}, {"x": 80, "y": 440}],
    },
    "loudness": {"yMin": -60, "yMax": 0, "position": "bottom", "data": [{"seconds": 0, "value": -20}]},
    "voicing": {"renderMode": "independent_range", "opacity": 0, "visible": False, "data": [{"time": 0.5, "value": 1}]},
}


def layers(value):
    return value["line_data"]


def same(value):
    return value


with gr.Blocks() as demo:
    roll = PianoRoll({**VALUE, "line_data": LAYERS})
    out = gr.JSON()
    gr.Button().click(layers, roll, out)
    gr.Button().click(same, roll, roll)

if __name__ == "__main__":
    demo.launch()
