"""A roll with a key that `gr.render` draws again and again, and one without; a handler may give either its first value back."""

import gradio as gr

from gradio_pianoroll import PianoRoll
from tests.browser.apps import record
from tests.browser.apps.basic import SONG

with gr.Blocks() as app:
    again = gr.Button("Again", elem_id="again")

    @gr.render(triggers=[app.load, again.click])
    def draw():
        keyed = PianoRoll(SONG, key="song", elem_id="keyed", interactive=True, height=300)
        bare = PianoRoll(SONG, elem_id="bare", interactive=True, height=300)
        first = gr.Button("First", elem_id="first")
        first.click(lambda: (SONG, SONG), None, [keyed, bare])
        # What a script in the page gives has the very name that the page has seen.
        keep, same = gr.Button("Keep", elem_id="keep"), gr.Button("Same", elem_id="same")
        keep.click(None, keyed, None, js="value => { window.kept = JSON.parse(JSON.stringify(value)); return []; }")
        same.click(None, None, keyed, js="() => JSON.parse(JSON.stringify(window.kept))")
        keyed.change(lambda v: record("changed", pitches=[n["pitch"] for n in v["notes"]]), keyed)
        record("drawn")


if __name__ == "__main__":
    app.launch()
