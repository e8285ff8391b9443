"""`templates.create_paper_figure_template()`."""

from gradio_pianoroll.utils import templates

demo = templates.create_paper_figure_template()

if __name__ == "__main__":
    demo.launch()
