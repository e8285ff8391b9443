"""The song that the studio opens with."""

from gradio_pianoroll.session.arirang import arirang_score
from gradio_pianoroll.studio.example.build import Example, build_example

__all__ = ["Example", "arirang_score", "build_example"]
