"""`templates.create_audio_analysis_template()`."""

from gradio_pianoroll.utils import templates

demo = templates.create_audio_analysis_template()

if __name__ == "__main__":
    demo.launch()
