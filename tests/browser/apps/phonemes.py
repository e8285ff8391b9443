"""The phoneme buttons of the published demo: one clears all, and a handler fills what is missing."""

import time

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record

NOTES = [
    {
        "id": f"note_{i}",
        "start": 80 * i,
        "duration": 80,
        "pitch": 60 + 2 * i,
        "velocity": 100,
        "lyric": text,
        "phoneme": "a",
    }
    for i, text in enumerate("도레미")
]
SONG = {"tempo": 120, "timeSignature": {"numerator": 4, "denominator": 4}, "pixelsPerBeat": 80, "notes": NOTES}


def clear_all(song):
    record("clear_all")
    notes = []
    for note in song["notes"]:
        copied = note.copy()
        copied["phoneme"] = None
        notes.append(copied)
    return {**song, "notes": notes}, "cleared"


def fill(name, wait_s=0.0):
    def handler(song):
        record(name, phonemes=[n.get("phoneme") for n in song["notes"]])
        time.sleep(wait_s)
        notes = []
        for note in song["notes"]:
            copied = note.copy()
            if copied.get("lyric") and not copied.get("phoneme"):
                copied["phoneme"] = f"p-{copied['lyric']}"
            notes.append(copied)
        out = song.copy()
        out["notes"] = notes
        return out, "filled"

    return handler


def tempo_only(song):
    record("tempo_only")
    return {"tempo": 90}


def all_invalid(song):
    record("all_invalid")
    return {"notes": [{"start": "x", "pitch": 60}, {"start": 0, "pitch": 600}]}


with gr.Blocks() as app:
    for name, event, wait_s in (("change", "change", 0.0), ("slow", "change", 1.5), ("input", "input", 0.0)):
        roll, status = PianoRoll(SONG, label=name, height=300), gr.Textbox(label=f"Status {name}")
        gr.Button("Clear All Phonemes", elem_id=f"clear-{name}").click(
            clear_all, roll, [roll, status], trigger_mode="multiple"
        )
        getattr(roll, event)(fill(name, wait_s), roll, [roll, status])
    parts = PianoRoll(SONG, label="Parts", height=300)
    gr.Button("Tempo", elem_id="tempo").click(tempo_only, parts, parts)
    gr.Button("Invalid", elem_id="invalid").click(all_invalid, parts, parts)

if __name__ == "__main__":
    app.launch()
