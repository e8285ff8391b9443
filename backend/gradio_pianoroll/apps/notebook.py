"""A roll in a cell of a notebook, in one line: ``gradio_pianoroll.show(score)``."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr

from ..component import PianoRoll
from ..gradio_compat import NO_RUN_HISTORY, local_address
from ..score import Score
from ..transport import PianoRollValue

ROLL_HEIGHT_PX = 420
# What stands above and below the roll in its frame.
MARGIN_PX = 60
_CSS = "main.fillable {padding: 8px !important} .html-container {padding: 0 !important}"


class Shown:
    """Roll that `show` has put on the page.

    Attributes
    ----------
    app
        The app around the roll; it runs until `close`, or until the notebook's process ends.
    url
        Where it can be opened in a window of its own.
    """

    def __init__(self, value: Score, options: Mapping[str, Any], launch: Mapping[str, Any]) -> None:
        self._score = value
        with gr.Blocks(title=str(options.get("label") or value.name or "Piano roll"), fill_width=True) as app:
            roll = PianoRoll(value, **options)
            roll.change(self._take, roll, None, show_progress="hidden", trigger_mode="always_last", api_name="edited")
        self.app = app
        height = roll.height if isinstance(roll.height, int) else ROLL_HEIGHT_PX
        own = {"quiet": True, "height": height + MARGIN_PX, "css": _CSS, "footer_links": [], **NO_RUN_HISTORY}
        # Outside of a notebook this waits, as every app's `launch` does.
        app.launch(**{**own, **launch})

    @property
    def url(self) -> str:
        """Address of the app."""
        return str(self.app.share_url or local_address(self.app))

    @property
    def score(self) -> Score:
        """Score that the roll holds now, with every finished edit."""
        return self._score

    def close(self) -> None:
        """Stop the app; the roll on the page no longer answers."""
        self.app.close(verbose=False)

    def __repr__(self) -> str:
        return f"<roll at {self.url}: {self._score!r}>"

    def _take(self, value: PianoRollValue | None) -> None:
        if value is not None:
            self._score = value.score


def show(value: Any = None, *, tempo: float = 120, launch: Mapping[str, Any] | None = None, **kw: Any) -> Shown:
    """Show a score where one is: below the cell of a notebook, or in a browser.

    Parameters
    ----------
    value
        A `Score`, the dict form, the path of a score (MIDI, MusicXML, …), notes ``(pitch, start_s, duration_s)``;
        objects of pretty_midi, symusic, mido, music21; a table of pandas or pyarrow; a NumPy matrix of 128 pitches by
        frames at 100 Hz; features of a sound. None: an empty roll to draw in.
    tempo
        Beats per minute, for notes in seconds.
    launch
        Options of `gradio.Blocks.launch`, such as ``{"share": True}`` for a notebook on another machine.
    **kw
        As for `PianoRoll`: ``height``, ``label``, ``interactive``, …

    Returns
    -------
    Shown
        What was drawn or edited is its `score`, in the next cell or later.

    Raises
    ------
    TypeError
        If it is nothing that can be shown.

    Examples
    --------
    >>> roll = show([(60, 0, 0.5), (64, 0.5, 0.5)])  # doctest: +SKIP
    >>> roll.score.notes.pitch  # doctest: +SKIP
    """
    score = score_of(value, tempo)
    return Shown(score, {"width": "100%", "height": ROLL_HEIGHT_PX, **kw}, launch or {})


def score_of(value: Any, tempo: float = 120) -> Score:
    """Score of anything that `show` takes.

    Parameters
    ----------
    value, tempo
        As for `show`.

    Raises
    ------
    TypeError
        If it is nothing that can be shown.
    """
    if value is None:
        return Score()
    if isinstance(value, Score):
        return value
    if isinstance(value, str | os.PathLike):
        from ..formats import load

        return load(value)
    if isinstance(value, Mapping):
        return PianoRollValue.of(value).score
    if isinstance(value, list | tuple):
        from ..utils.converters import from_notes

        return Score.from_dict(from_notes(value, tempo))
    if callable(getattr(value, "to_curves", None)):
        return Score(curves=value.to_curves())
    return _reader(value)(value)


def _reader(value: Any) -> Callable[[Any], Score]:
    """Reader that makes a score of an object of another library."""
    from ..formats import interop

    readers: dict[str, Callable[[Any], Score]] = {
        "pretty_midi": interop.from_pretty_midi,
        "symusic": interop.from_symusic,
        "mido": interop.from_mido,
        "music21": interop.from_music21,
        "pandas": interop.from_dataframe,
        "pyarrow": interop.from_arrow_table,
        "numpy": interop.from_matrix,
    }
    for cls in type(value).__mro__:
        library = cls.__module__.partition(".")[0]
        if library in readers:
            return readers[library]
    raise TypeError(
        f"a {type(value).__name__} cannot be shown; give a Score, the dict form, a path, notes "
        f"(pitch, start_s, duration_s), or an object of {', '.join(readers)}"
    )
