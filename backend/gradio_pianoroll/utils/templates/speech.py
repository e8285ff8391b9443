"""Speech: words and phonemes with their times, F0 of the recording."""

from __future__ import annotations

import warnings
from typing import Any

import gradio as gr

from ...component import PianoRoll
from ...errors import FormatError
from ...i18n.page import page_error, page_sentence
from ...i18n.sentence import Sentence
from ...score import PianoRollWarning
from ..converters import from_tts_output
from .app import ROLL_HEIGHT_PX, TemplateApp, heading
from .sound import SpeechF0, f0_of_file
from .words import say

EXAMPLE_TEXT = "안녕하세요 반갑습니다"
EXAMPLE_ALIGNMENT = """안녕, 0.00, 0.42, a n n j ʌ ŋ
하세요, 0.42, 0.95, h a s e j o
반갑, 1.10, 1.52, p a n k a p
습니다, 1.52, 2.10, s ɯ m n i d a"""
# Falls over the sentence as a spoken statement does; Hz from 0 to 2.1 s.
EXAMPLE_F0_HZ = [0, 212, 224, 236, 231, 222, 214, 209, 201, 0, 0, 218, 226, 221, 208, 196, 188, 176, 164, 0]


def create_tts_template() -> gr.Blocks:
    """An app that shows an alignment: a note a word with its phonemes, segments, and the F0 of the recording.

    Returns
    -------
    gradio.Blocks
        The app, to be launched.
    """
    with TemplateApp(title="Speech synthesis") as app:
        build_speech()
    return app


def build_speech() -> None:
    """The content of the app, for the blocks that are open."""
    heading(
        "Speech synthesis",
        "One line for each word: word, start, end (seconds), then its phonemes. F0 comes from the recording.",
    )
    words, phonemes = parse_alignment(EXAMPLE_ALIGNMENT)
    example = from_tts_output(EXAMPLE_TEXT, words, EXAMPLE_F0_HZ, phonemes=phonemes)
    with gr.Row():
        with gr.Column(min_width=280):
            text = gr.Textbox(EXAMPLE_TEXT, label=say("Text"))
            alignment = gr.Textbox(EXAMPLE_ALIGNMENT, label=say("Alignment"), lines=6)
        with gr.Column(min_width=280):
            sound = gr.Audio(type="filepath", label=say("Recording (optional)"))
            run = gr.Button(say("Show"), variant="primary")
    roll = PianoRoll(example, interactive=True, label=say("Notes"), width="100%", height=ROLL_HEIGHT_PX)
    run.click(show_speech, [text, alignment, sound], roll, api_name="show_speech")


def show_speech(text: str, alignment: str, sound: str | None) -> Any:
    """The score of a sentence, its alignment and its recording.

    Raises
    ------
    gradio.Error
        If nothing can be shown; the message says what to change.
    """
    words, phonemes = parse_alignment(alignment or "")
    if not words:
        raise page_error(Sentence("app.no_alignment"))
    try:
        f0: SpeechF0 | None = f0_of_file(sound) if sound else None
    except (FormatError, ImportError, ValueError) as error:
        raise page_error(error) from error
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", PianoRollWarning)
        data = from_tts_output(text or "", words, f0, phonemes=phonemes)
    for warning in caught:
        if issubclass(warning.category, PianoRollWarning):
            gr.Warning(page_sentence(warning.message))
    if sound:
        data |= {"audio_data": sound, "use_backend_audio": True}
    return data


def parse_alignment(text: str) -> tuple[list[tuple[str, Any, Any]], list[tuple[str, float, float]]]:
    """Words with their times, and phonemes spread evenly over their word.

    Parameters
    ----------
    text
        Lines ``word, start, end[, phonemes]``, separated by commas, semicolons or tabs; phonemes by blanks.

    Returns
    -------
    words, phonemes
        ``(name, start_s, end_s)`` each; a time that is no number is left as text for the reader to complain about.
    """
    words: list[tuple[str, Any, Any]] = []
    phonemes: list[tuple[str, float, float]] = []
    for line in text.splitlines():
        fields = [field.strip() for field in line.replace("\t", ",").replace(";", ",").split(",")]
        if not any(fields):
            continue
        word, start, end = fields[0], *(_number(field) for field in (*fields[1:3], "", "")[:2])
        words.append((word, start, end))
        sounds = " ".join(fields[3:]).split()
        if sounds and isinstance(start, float) and isinstance(end, float) and 0 <= start < end:
            step = (end - start) / len(sounds)
            phonemes += [(name, start + i * step, start + (i + 1) * step) for i, name in enumerate(sounds)]
    return words, phonemes


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text
