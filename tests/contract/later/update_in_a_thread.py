"""A thread of the program that tries to update the roll is told what to do."""

import threading

import gradio as gr

from gradio_pianoroll import PianoRoll

SONG = {"notes": [{"start": 0, "duration": 80, "pitch": 60}]}

with gr.Blocks() as demo:
    roll, out = PianoRoll(), gr.Textbox()

    def try_it():
        told = []

        def load():
            try:
                roll.update(value=SONG)
            except RuntimeError as error:
                told.append(str(error))

        thread = threading.Thread(target=load)
        thread.start()
        thread.join()
        return told[0]

    def in_the_handler():
        return roll.update(value=SONG, label="done")

    gr.Button().click(try_it, None, out)
    gr.Button().click(in_the_handler, None, roll)


if __name__ == "__main__":
    demo.launch()
