"""Notes made with `timing_utils` and `constants`."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from gradio_pianoroll.constants import DEFAULT_PIXELS_PER_BEAT, MIDDLE_C
from gradio_pianoroll.timing_utils import (
    TimingConverter,
    create_note_with_timing,
    generate_note_id,
    pixels_to_flicks,
)

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


def build(n):
    notes = [
        create_note_with_timing(generate_note_id(), i * 40, 40, MIDDLE_C + i, 100, "라", DEFAULT_PIXELS_PER_BEAT, 90)
        for i in range(int(n))
    ]
    return {"notes": notes, "tempo": 90, "pixelsPerBeat": DEFAULT_PIXELS_PER_BEAT}


def compare(value):
    converter = TimingConverter(value["pixelsPerBeat"], value["tempo"], value["sampleRate"], value["ppqn"])
    return [
        [note["startFlicks"], converter.to_flicks(note["start"]), pixels_to_flicks(note["start"], 80, value["tempo"])]
        for note in value["notes"]
    ]


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    number, out = gr.Number(4), gr.JSON()
    gr.Button().click(build, number, roll)
    gr.Button().click(compare, roll, out)

if __name__ == "__main__":
    demo.launch()
