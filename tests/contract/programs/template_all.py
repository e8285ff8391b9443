"""`templates.create_all_templates()`."""

from gradio_pianoroll.utils import templates

demo = templates.create_all_templates()

if __name__ == "__main__":
    demo.launch()
