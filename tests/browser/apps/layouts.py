"""Rolls in the places where programs put them: two side by side, in tabs, hidden and shown, read-only, as an output only."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG


def song(pitch: int) -> dict:
    return {**SONG, "notes": [{**note, "pitch": pitch + i} for i, note in enumerate(SONG["notes"])]}


with gr.Blocks() as app:
    with gr.Row():
        left = PianoRoll(song(60), label="Left", height=420)
        right = PianoRoll(song(72), label="Right", height=420)
    left.change(lambda v: record("left", count=len(v["notes"])), left)
    right.change(lambda v: record("right", count=len(v["notes"])), right)
    with gr.Tabs():
        with gr.Tab("One"):
            gr.Markdown("Nothing here")
        with gr.Tab("Two"):
            tabbed = PianoRoll(song(48), label="Tabbed", height=420)
            tabbed.change(lambda v: record("tabbed", count=len(v["notes"])), tabbed)
    toggle = gr.Checkbox(True, label="Show", elem_id="toggle")
    shown = PianoRoll(song(55), label="Shown", height=420, elem_id="shown", interactive=True)
    toggle.change(lambda on: gr.update(visible=on), toggle, shown)
    locked = PianoRoll(song(67), label="Locked", interactive=False, height=420, elem_id="locked")
    locked.change(lambda v: record("locked", count=len(v["notes"])), locked)
    copy = gr.Button("Copy", elem_id="copy")
    target = PianoRoll(label="Target", height=420, elem_id="target")
    copy.click(lambda v: v, left, target)

if __name__ == "__main__":
    app.launch()
