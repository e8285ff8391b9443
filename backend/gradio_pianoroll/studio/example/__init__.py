"""The song that the studio opens with."""

from gradio_pianoroll.studio.example.build import Example, build_example
from gradio_pianoroll.session.arirang import arirang_score

__all__ = ["Example", "arirang_score", "build_example"]
