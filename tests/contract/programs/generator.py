"""A handler that yields growing values."""

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


def grow(n):
    notes = []
    for i in range(int(n)):
        notes.append({"id": f"g{i}", "start": i * 40, "duration": 40, "pitch": 60 + i % 12})
        yield {"notes": list(notes), "tempo": 150}


def grow_from(value):
    for step in range(1, 4):
        for note in value["notes"]:
            note["pitch"] += 1
        value["notes"].append({"start": 160 * step, "duration": 40, "pitch": 50})
        yield value


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    number = gr.Number(5)
    gr.Button().click(grow, number, roll)
    gr.Button().click(grow_from, roll, roll)

if __name__ == "__main__":
    demo.launch()
