"""What all templates share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import gradio as gr

from ...gradio_compat import new_cache_folder
from ...score import Score
from .words import WORDS, say

ROLL_HEIGHT_PX = 460
_CSS = ".template-title, .template-title * { font-size: 1.2rem; font-weight: 600; }"
_PRESS = """() => {
  const press = (left) => {
    const link = document.querySelector("a#FILE, #FILE a, #FILE");
    if (link && (link.href || !left)) link.click();
    else if (left) setTimeout(press, 50, left - 1);
  };
  setTimeout(press, 50, 60);
}"""
_FONT = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans KR", "NanumGothic", "sans-serif"]


class TemplateApp(gr.Blocks):  # type: ignore[misc]
    """Blocks that launch with the translations of the templates and with fonts that need no internet."""

    def launch(self, *args: Any, **kwargs: Any) -> Any:
        """Like `gradio.Blocks.launch`; what is given wins."""
        theme = gr.themes.Soft(font=_FONT, font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"])
        return super().launch(*args, **{"i18n": WORDS, "theme": theme, "css": _CSS, **kwargs})


def download_button(text: str, write: Callable[[Any], str], source: Any, file_id: str) -> None:
    """A button that makes a file of `source` when it is pressed, and downloads it.

    Parameters
    ----------
    text
        On the button.
    write
        Called with the value of `source`; gives the path of a file in Gradio's cache.
    file_id
        Of the hidden link, unique on the page.
    """
    button = gr.Button(say(text), size="sm", min_width=120)
    link = gr.DownloadButton(visible="hidden", elem_id=file_id)
    written = button.click(write, source, link, show_progress="hidden", api_name=file_id.replace("-", "_"))
    # The link has its file a moment after the handler has answered.
    written.success(None, None, None, js=_PRESS.replace("FILE", file_id), api_visibility="private")


def heading(title: str, explanation: str) -> None:
    """The title of a template and a line about it."""
    gr.Markdown(say(title), elem_classes="template-title")
    gr.Markdown(say(explanation))


def score_of(value: Any) -> Score:
    """The score in a roll; an empty one without a value."""
    return Score() if value is None else value.score


def cached_file(data: bytes, name: str, suffix: str) -> str:
    """Put bytes into a folder of their own in Gradio's cache, from where they may be downloaded; gives the path."""
    stem = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", name).strip(" .")[:80] or "score"
    folder = new_cache_folder()
    path = folder / f"{stem}{suffix}"
    path.write_bytes(data)
    return str(path)
