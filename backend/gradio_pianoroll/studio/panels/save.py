"""Save: the score as a file to download."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll.errors import FormatError
from gradio_pianoroll.gradio_compat import new_cache_folder
from gradio_pianoroll.monitoring import get_metrics
from gradio_pianoroll.score import Score
from gradio_pianoroll.studio.describe import status_line
from gradio_pianoroll.studio.panels.stage import Stage, explain, score_of
from gradio_pianoroll.studio.session import OF_THE_PAGE
from gradio_pianoroll.studio.texts import LABELS, language_of, say
from gradio_pianoroll.transport import PianoRollValue

MAX_NAME = 80
# The link is on the page but hidden: a click on it, once it has its file, starts the download.
CLICK = """() => {
  const start = (tries) => {
    const link = document.querySelector("#%s a, a#%s, #%s");
    if (link && (link.href || tries > 40)) link.click();
    else if (tries <= 40) setTimeout(() => start(tries + 1), 50);
  };
  setTimeout(() => start(0), 50);
}"""


@dataclass(frozen=True)
class SavePanel:
    """Buttons and the hidden downloads behind them."""

    midi: gr.Button
    json: gr.Button
    musicxml: gr.Button
    midi_file: gr.DownloadButton
    json_file: gr.DownloadButton
    musicxml_file: gr.DownloadButton


def build_save() -> SavePanel:
    """Lay out the panel."""
    gr.Markdown(LABELS("save"), elem_classes="studio-title", container=False)
    midi = gr.Button(LABELS("save_midi"), size="sm", elem_id="studio-save-midi")
    json = gr.Button(LABELS("save_json"), size="sm", elem_id="studio-save-json")
    musicxml = gr.Button(LABELS("save_musicxml"), size="sm", elem_id="studio-save-musicxml")
    gr.Markdown(LABELS("save_hint"), elem_classes="studio-hint", container=False)
    midi_file = gr.DownloadButton("MIDI", visible="hidden", elem_id="studio-midi-file")
    json_file = gr.DownloadButton("JSON", visible="hidden", elem_id="studio-json-file")
    musicxml_file = gr.DownloadButton("MusicXML", visible="hidden", elem_id="studio-musicxml-file")
    return SavePanel(midi, json, musicxml, midi_file, json_file, musicxml_file)


def file_name(score: Score, suffix: str) -> str:
    """Name that every system takes, from the score's own."""
    stem = re.sub(r'[\\/:*?"<>|\x00-\x1f]+', " ", score.name).strip(" .")[:MAX_NAME]
    return (stem or "score") + suffix


def write_score(score: Score, suffix: str) -> Path:
    """Write the score into a folder of its own in Gradio's cache, from where it may be downloaded.

    Raises
    ------
    FormatError
        When it cannot be written in this format.
    """
    from gradio_pianoroll.formats import save

    folder = new_cache_folder()
    path = folder / file_name(score, suffix)
    if suffix == ".json":
        # Where the sound lies on the server is nobody's business.
        score = score.replace(audio=None, use_backend_audio=False) if score.audio else score
    with get_metrics().timed("studio.save"):
        save(score, path)
    return path


def _saver(suffix: str) -> Any:
    def save_score(value: PianoRollValue | None, request: gr.Request) -> tuple[Any, str]:
        language = language_of(request)
        try:
            path = write_score(score_of(value), suffix)
        except (FormatError, OSError) as error:
            return gr.skip(), status_line(say(language, "cannot_save", reason=explain(error, request)), failed=True)
        return str(path), status_line(say(language, "saved", name=path.name))

    return save_score


def wire_save(panel: SavePanel, stage: Stage) -> None:
    """Connect the buttons; API names `save_midi`, `save_json` and `save_musicxml`."""
    for button, target, suffix, name in (
        (panel.midi, panel.midi_file, ".mid", "save_midi"),
        (panel.json, panel.json_file, ".json", "save_json"),
        (panel.musicxml, panel.musicxml_file, ".musicxml", "save_musicxml"),
    ):
        saved = button.click(
            _saver(suffix),
            stage.roll,
            [target, stage.status],
            api_name=name,
            **OF_THE_PAGE,
            show_progress_on=stage.status,
        )
        saved.success(None, None, None, js=CLICK.replace("%s", str(target.elem_id)), api_visibility="private")
