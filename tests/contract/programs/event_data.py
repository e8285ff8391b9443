"""`gr.EventData` of lyrics and of playing."""

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


seen = []


def on_input(value, event: gr.EventData):
    data = event._data
    seen.append(data)
    return f"{data['oldLyric']} > {data['newLyric']} @ {data['note']['pitch']}"


def on_play(event: gr.EventData):
    seen.append(event._data)
    return f"play {event._data['position']:.2f} of {event._data['duration']:.2f} at {event._data['tempo']}"


def on_pause(event: gr.EventData):
    seen.append(event._data)
    return f"pause {event._data['currentPosition']}"


def on_stop(event: gr.EventData):
    seen.append(event._data)
    return f"stop {event._data['action']}"


def on_clear(value):
    return f"clear {len(value['notes'])}"


with gr.Blocks() as demo:
    roll = PianoRoll(VALUE)
    text = gr.Textbox(elem_id="told")
    roll.input(on_input, roll, text)
    roll.play(on_play, None, text)
    roll.pause(on_pause, None, text)
    roll.stop(on_stop, None, text)
    roll.clear(on_clear, roll, text)

if __name__ == "__main__":
    demo.launch()
