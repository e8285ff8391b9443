"""A model of the program's own in the template for generation."""

from gradio_pianoroll.utils.templates import create_midi_generation_template


def model(value, n_notes, temperature, seed):
    for i in range(n_notes):
        yield {"pitch": 50 + i % 3, "start": i * 0.5, "duration": 0.4, "velocity": 60}


demo = create_midi_generation_template(model)

if __name__ == "__main__":
    demo.launch()
