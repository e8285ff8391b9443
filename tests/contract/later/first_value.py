"""The notes of the first value, and of what `postprocess` gives."""

import gradio as gr

from gradio_pianoroll import PianoRoll

SONG = {"notes": [{"start": 0, "duration": 80, "pitch": 61}], "tempo": 77}

with gr.Blocks() as demo:
    roll, empty = PianoRoll(SONG), PianoRoll()
    out = gr.JSON()

    def told():
        sent = roll.postprocess(SONG)
        return [
            [note["pitch"] for note in roll.value["notes"]],
            roll.value["tempo"],
            [note["lyric"] for note in empty.value["notes"]],
            [note["pitch"] for note in sent["notes"]],
            sent.get("tempo"),
        ]

    gr.Button().click(told, None, out)


if __name__ == "__main__":
    demo.launch()
