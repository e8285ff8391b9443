"""`templates.create_basic_template()`."""

from gradio_pianoroll.utils import templates

demo = templates.create_basic_template()

if __name__ == "__main__":
    demo.launch()
