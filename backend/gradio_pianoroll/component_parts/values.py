"""Values on their way in and out: events, examples, flagging, what an API client is told."""

from __future__ import annotations

import dataclasses
import json
import secrets
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.context import LocalContext
from gradio.data_classes import FileData

from gradio_pianoroll.score import NoteTable, PianoRollWarning, Score, TempoMap
from gradio_pianoroll.transport import PianoRollValue, TransportError
from gradio_pianoroll.transport.event import given_of, is_given
from gradio_pianoroll.transport.handle import Handle, Payload, ShownDict, kind_of
from gradio_pianoroll.transport.jsonable import dumps
from gradio_pianoroll.transport.origin import Origin, attached, detached, origin_of
from gradio_pianoroll.transport.running import answers_own_change, running_revisions
from gradio_pianoroll.transport.schema import answer_schema, value_schema

from .asking import asker
from .common import ARRIVALS, DOCUMENTS, Common

PREVIEW_NOTES = 160


def greeting() -> Score:
    """What a roll without a value shows: 안녕 하세요 반가워요, a beat each, on C, D and E."""
    notes = NoteTable.from_columns(
        onset_beats=[1, 2, 3], duration_beats=1, pitch=[60, 62, 64], lyric=["안녕", "하세요", "반가워요"]
    )
    return Score(notes=notes, tempo_map=TempoMap(120))


class Values(Common):
    """`preprocess`, `postprocess` and the other forms that Gradio asks a value in."""

    def preprocess(self, payload: Payload | Mapping[str, Any] | None) -> PianoRollValue | None:
        """What a handler receives.

        Parameters
        ----------
        payload
            The handle from the browser; from an API client the dict form or a file as well.

        Returns
        -------
        PianoRollValue or None
            A dict in the published form that has its keys as attributes and the whole as `score`.
        """
        if payload is None:
            return None
        try:
            given = Payload.of_client(payload)
            if isinstance(given.root, Handle):
                ARRIVALS.note(self._app(), self, given.root.doc, given.root.rev)
            score = self._read(given)
        except TransportError as error:
            raise gr.Error(str(error), print_exception=False) from error
        is_given(self._id, score, DOCUMENTS)
        return PianoRollValue.from_score(score)

    def _read(self, payload: Payload) -> Score:
        """The score of a payload, which knows where it comes from."""
        score, origin = self._inbound().read(payload, self._id)
        if asker() == "program" and origin.answer == "handle":
            origin = dataclasses.replace(origin, answer="program's handle")
        return attached(score, origin)

    def postprocess(self, value: Any) -> Payload | None:
        """What the browser gets for what a handler returned: nothing new, the change, or a snapshot.

        Parameters
        ----------
        value
            The value that was received (changed or not), the dict form, a `Score`, the path of a MIDI or JSON file,
            or None. It stays as it is. A dict that names no notes is a change of the value that the handler was
            given: what it does not name stays.

        Returns
        -------
        Payload or None
            The handle; the dict form where the value came in that form from an API client.
        """
        if value is None or isinstance(value, Payload):
            return value
        if isinstance(value, Handle):
            return Payload(root=value)
        score = self._completed(self._score_of(value))
        self._warn_of_no_notes(value, score)
        origin = origin_of(score)
        if self._in_dict_form(origin):
            return self._answerer().in_dict_form(score).showing(score)
        if origin is not None and origin.answer == "dict":
            # A program sent it, a page shows it: to that it is new.
            score = detached(score)
        app = self._app()
        payload = self._answerer().answer(score, self._id, running_revisions(app, self))
        if isinstance(payload.root, Handle) and self._answers_own_change(app, score):
            payload.root.meta.quiet = True
        return payload.showing(score)

    def _shown(self, value: Any) -> Any:
        """The value as it stands in a page, which answers to the keys of the dict form as well."""
        if not isinstance(value, dict):
            return value
        return ShownDict(value, lambda: PianoRollValue.from_score(self._read(Payload.of_client(value))))

    @staticmethod
    def _in_dict_form(origin: Origin | None) -> bool:
        """Whether who asked gets the dict form: every program but the one that sent the handle of this very value."""
        form = None if origin is None else origin.answer
        match asker():
            case "page":
                return False
            case "program":
                return form != "program's handle"
            case _:
                return form == "dict"

    def _answers_own_change(self, app: Any, score: Score) -> bool:
        given = given_of(self._id)
        received = origin_of(given) if given is not None else None
        if received is not None and received.answer == "handle":
            return answers_own_change(app, self, received.doc, received.rev)
        origin = origin_of(score)
        return answers_own_change(app, self, None if origin is None else origin.doc)

    def _warn_of_no_notes(self, value: Any, score: Score) -> None:
        """Say that a roll is emptied by an answer that names no notes: the event was not given what it shows."""
        is_answer = LocalContext.blocks.get(None) is not None and given_of(self._id) is None
        if is_answer and type(value) is dict and not len(score.notes) and value.get("notes") != []:
            warnings.warn(
                "the answer names no notes that can be read, and its handler was not given the roll: the roll is empty "
                "now. Name the roll among the inputs of the event, and its notes stay; say notes: [] to empty it",
                PianoRollWarning,
                stacklevel=2,
            )

    def example_payload(self) -> dict[str, Any]:
        """A value that a client may send."""
        return {
            "notes": [
                {"start": 0, "duration": 80, "pitch": 60, "velocity": 100, "lyric": "안녕"},
                {"start": 80, "duration": 80, "pitch": 64, "velocity": 100, "lyric": "하세요"},
            ],
            "tempo": 120,
            "timeSignature": {"numerator": 4, "denominator": 4},
            "pixelsPerBeat": 80,
        }

    def example_value(self) -> dict[str, Any]:
        """A value that a handler may return."""
        return greeting().to_dict()

    def api_info(self) -> dict[str, Any]:
        """The JSON schema of what a client may send."""
        return value_schema()

    def api_info_as_output(self) -> dict[str, Any]:
        """The JSON schema of what a client receives."""
        return answer_schema()

    def process_example(self, value: Any) -> dict[str, Any] | None:
        """What the list of examples shows: the first notes as ``[start, duration, pitch]`` in beats, and a name."""
        if value is None:
            return None
        score = self._score_of(value)
        notes = score.notes
        rows = slice(0, PREVIEW_NOTES)
        columns = (notes.onset_beats[rows].tolist(), notes.duration_beats[rows].tolist(), notes.pitch[rows].tolist())
        name = Path(value).name if isinstance(value, str | Path) else f"{len(notes)} ♪"
        return {"notes": [list(note) for note in zip(*columns, strict=True)], "text": score.name or name}

    def flag(self, payload: Any, flag_dir: str | Path = "") -> str:
        """Keep a value for later: the dict form as JSON, with its sound as a file in `flag_dir`."""
        score, _ = self._inbound().read(Payload.of_client(payload), self._id)
        data = self._answerer().in_dict_form(score).root
        if score.audio is not None and score.audio.kind == "path":
            folder = Path(flag_dir) / secrets.token_hex(10)
            folder.mkdir(parents=True)
            data["audio_data"] = FileData(path=shutil.copy(score.audio.source, folder)).model_dump()
        return dumps(data)

    def read_from_flag(self, payload: Any) -> Payload | None:
        """The value that `flag` kept."""
        data = json.loads(payload)
        if not isinstance(data, Mapping) or kind_of(data) == "handle":
            # So rows were written before they had the dict form.
            return Payload.of_client(data)
        sound = data.get("audio_data")
        return self.postprocess({**data, "audio_data": sound.get("path")} if isinstance(sound, Mapping) else data)
