"""All templates in tabs."""

from gradio_pianoroll.utils.templates import create_all_templates

if __name__ == "__main__":
    create_all_templates().launch()
