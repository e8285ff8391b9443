"""Single values are validated before they are used."""

import gradio as gr

from gradio_pianoroll.data_models import NoteValidator, PianoRollValidator, ValidationResult


def check(pitch, velocity, tempo):
    result = ValidationResult.success()
    for part in (
        NoteValidator.validate_pitch(pitch),
        NoteValidator.validate_velocity(velocity),
        PianoRollValidator.validate_tempo(tempo),
    ):
        result.merge(part)
    if tempo and tempo > 300:
        result.add_warning("fast")
    return {"ok": result.is_valid, "errors": result.errors, "warnings": result.warnings}


with gr.Blocks() as demo:
    numbers, out = [gr.Number(), gr.Number(), gr.Number()], gr.JSON()
    gr.Button().click(check, numbers, out)


if __name__ == "__main__":
    demo.launch()
