"""What all parts of the component use: the scores that are known, and Gradio's cache."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gradio.context import LocalContext
from gradio.utils import get_upload_folder

from gradio_pianoroll.score import Score
from gradio_pianoroll.transport import DocumentStore, PianoRollValue
from gradio_pianoroll.transport.answer import Answerer
from gradio_pianoroll.transport.arrivals import Arrivals
from gradio_pianoroll.transport.defaults import Defaults, with_defaults
from gradio_pianoroll.transport.event import given_of, marked
from gradio_pianoroll.transport.inbound import Inbound
from gradio_pianoroll.transport.own_sound import with_own_sound, with_served_sound

# A cache for all rolls of the process; see DocumentStore for why it needs no more identity than content.
DOCUMENTS = DocumentStore()
ARRIVALS = Arrivals()


class Common:
    """The state of a roll, and what is made of it. No part is a component by itself: Gradio keeps a list of those."""

    _id: int
    _defaults: Defaults
    # What the page shows before anybody has edited.
    _first: Any
    value: Any
    viewport_config: Mapping[str, Any] | None
    temp_files: set[str]

    def _score_of(self, value: Any) -> Score:
        if isinstance(value, Score):
            return value
        if isinstance(value, str | Path):
            from gradio_pianoroll.formats import load

            return load(value)
        if not isinstance(value, Mapping) and callable(getattr(value, "to_dict", None)):
            value = value.to_dict()
        if not isinstance(value, Mapping):
            raise TypeError(
                "a piano roll shows the dict form, a Score or the path of a MIDI or JSON file, "
                f"not {type(value).__name__}"
            )
        value = self._defaults.with_sound_saved(value)
        return PianoRollValue.of(value, given_of(self._id), lambda mark: marked(mark, DOCUMENTS)).score

    # Gradio evaluates every property of a component while it is half built: these are methods.
    def _inbound(self) -> Inbound:
        return Inbound(DOCUMENTS, Path(get_upload_folder()))

    def _answerer(self) -> Answerer:
        return Answerer(DOCUMENTS, self._save, self.viewport_config)

    def _save(self, data: bytes, name: str, folder: str) -> str:
        """Put bytes into Gradio's cache, under a folder that is named after them; gives the path."""
        path = Path(get_upload_folder()).resolve() / folder / name
        # Sound given to the constructor comes before Gradio has set the component up; it is kept as long as the app.
        known: set[str] = getattr(self, "temp_files", set())
        known.add(str(path))
        if path.exists() and path.stat().st_size == len(data):
            os.utime(path)
            return str(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: another request may be serving the same content.
        descriptor, staging = tempfile.mkstemp(dir=path.parent, prefix=f".{name}.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
            os.replace(staging, path)
        except BaseException:
            Path(staging).unlink(missing_ok=True)
            raise
        return str(path)

    def _completed(self, score: Score) -> Score:
        """The score with what it lacks and this roll has."""
        full = with_defaults(score, self._defaults)
        is_own = self._defaults.is_audio_own and full.audio is self._defaults.audio
        return with_own_sound(full, self) if is_own else with_served_sound(full, self)

    def _around(self) -> Any:
        """The outermost block that this roll was built in; itself when it stands alone."""
        root: Any = self
        while getattr(root, "parent", None) is not None:
            root = root.parent
        return root

    def _app(self) -> Any:
        """The app that answers: while an event runs Gradio names it, else what this roll was built in.

        The two differ where one app is shown inside of another one, and Gradio takes the parent away from whatever
        fired an event.
        """
        running = LocalContext.blocks.get(None)
        return self._around() if running is None else running
