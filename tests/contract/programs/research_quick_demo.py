"""`research.quick_demo` in one line."""

from gradio_pianoroll.utils import research

demo = research.quick_demo([(60, 0, 0.5), (62, 0.5, 0.5)], "Quick", tempo=90, height=300)

if __name__ == "__main__":
    demo.launch()
