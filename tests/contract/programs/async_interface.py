"""`performance.create_async_interface()`."""

from gradio_pianoroll.performance import create_async_interface

demo = create_async_interface()

if __name__ == "__main__":
    demo.launch()
