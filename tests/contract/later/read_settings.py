"""What a roll was given is read from it."""

import gradio as gr

from gradio_pianoroll import PianoRoll

SEGMENTS = [{"start": 0, "end": 1, "type": "word", "value": "안"}]

with gr.Blocks() as demo:
    roll = PianoRoll(segment_data=SEGMENTS, use_backend_audio=False)
    out = gr.JSON()

    def told():
        return [roll.audio_data, roll.segment_data[0]["value"], roll.use_backend_audio, roll.width, roll.height]

    gr.Button().click(told, None, out)


if __name__ == "__main__":
    demo.launch()
