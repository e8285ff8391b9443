"""All templates in tabs."""

from __future__ import annotations

import gradio as gr

from .app import TemplateApp
from .audio import build_audio
from .basic import build_basic
from .comparison import build_comparison
from .generation import build_generation
from .paper import build_paper
from .speech import build_speech
from .words import say

TABS = (
    ("Basic", build_basic),
    ("Speech synthesis", build_speech),
    ("MIDI generation", build_generation),
    ("Two models", build_comparison),
    ("Audio analysis", build_audio),
    ("Figure for a paper", build_paper),
)


def create_all_templates() -> gr.Blocks:
    """An app with every template in a tab of its own.

    Returns
    -------
    gradio.Blocks
        The app, to be launched.
    """
    with TemplateApp(title="Templates") as app, gr.Tabs():
        for name, build in TABS:
            with gr.Tab(say(name), id=name):
                build()
    return app
