"""`templates.create_midi_generation_template()`."""

from gradio_pianoroll.utils import templates

demo = templates.create_midi_generation_template()

if __name__ == "__main__":
    demo.launch()
