"""The component's value on the wire: a small handle; its bulk lies in files that Gradio serves (docs/internals.md)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Literal

from gradio.data_classes import FileData, GradioModel, GradioRootModel
from pydantic import ConfigDict, Discriminator, Field, PrivateAttr, Tag, ValidationError, model_validator

from gradio_pianoroll.gradio_compat import MARKS_ARE_ASKED_FOR
from gradio_pianoroll.i18n.page import page_error
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.score import Score
from gradio_pianoroll.score.units import (
    MAX_PIXELS_PER_BEAT,
    MAX_PPQN,
    MAX_SAMPLE_RATE,
    MIN_PIXELS_PER_BEAT,
    MIN_SAMPLE_RATE,
)

from .verified import is_file_mark

# What is told that a payload is being validated: which event it belongs to is known further up (`session/event.py`).
VALIDATED: list[Callable[[], None]] = []
# The largest number that the browser counts to exactly.
MAX_WHOLE = 2**53


NO_ROLL = Sentence("value.no_roll")


class AudioMeta(GradioModel):  # type: ignore[misc]
    """Where the sound lies in the score."""

    start_s: float = Field(0.0, allow_inf_nan=False)
    duration_s: float | None = Field(None, allow_inf_nan=False)


class HandleMeta(GradioModel):  # type: ignore[misc]
    """What is shown before, or without, reading the files."""

    n: int = Field(0, ge=0, le=MAX_WHOLE, description="Number of notes")
    end: int = Field(0, ge=0, le=MAX_WHOLE, description="End of the last note in ticks, 15360 per beat")
    tempo: float = Field(120.0, allow_inf_nan=False)
    numerator: int = 4
    denominator: int = 4
    mode: str = "select"
    snap: str = "1/4"
    pixels_per_beat: float = Field(80.0, ge=MIN_PIXELS_PER_BEAT, le=MAX_PIXELS_PER_BEAT)
    ppqn: int = Field(480, ge=1, le=MAX_PPQN)
    sample_rate: int | float = Field(44100, ge=MIN_SAMPLE_RATE, le=MAX_SAMPLE_RATE)
    use_backend_audio: bool = False
    viewport_config: dict[str, Any] | None = None
    title: str = ""
    audio: AudioMeta | None = None
    proposals: str = Field("", description="Notes that are offered and not accepted yet, JSON {list, gone}")
    quiet: bool = Field(False, description="The answer to the roll's own change event: no reason for another one")


class HandleFiles(GradioModel):  # type: ignore[misc]
    """Files beside the snapshot."""

    layers: FileData | None = None
    peaks: FileData | None = None
    audio: FileData | None = None


class Handle(GradioModel):  # type: ignore[misc]
    """Names a document and its revision; the notes themselves are in `blob`."""

    model_config = ConfigDict(extra="ignore")

    v: Literal[1]
    doc: str = Field(max_length=200)
    rev: str = Field(max_length=200)
    key: str = Field("", max_length=200, description="The server's name of the content")
    meta: HandleMeta = Field(default_factory=HandleMeta)
    blob: FileData | None = Field(None, description="Snapshot, an Arrow IPC stream")
    chunks: list[FileData] = Field(default_factory=list)
    files: HandleFiles = Field(default_factory=HandleFiles)
    delta: str | None = Field(None, description="Edits since the snapshot, JSON {base, ops}")
    delta_blob: FileData | None = Field(None, description="The same, deflated")


def kind_of(value: Any) -> str | None:
    """Which of the three forms a value has: by its keys and not by trial, so that a broken handle fails as one."""
    if isinstance(value, Handle) or (isinstance(value, dict) and "v" in value and "doc" in value):
        return "handle"
    if isinstance(value, FileData) or is_file_mark(value):
        return "file"
    return "dict" if isinstance(value, dict) else None


class ShownDict(dict[str, Any]):
    """The value on the wire that answers to the keys of the dict form too, as it did when it was that form.

    Stored, and so written into the page, is what travels.
    """

    def __init__(self, travels: Mapping[str, Any], read: Callable[[], Mapping[str, Any] | None]) -> None:
        """`read` gives the dict form when somebody asks for it."""
        super().__init__(travels)
        self._read = read
        self._form: Mapping[str, Any] | None = None

    def _in_dict_form(self) -> Mapping[str, Any]:
        if self._form is None:
            self._form = self._read() or {}
        return self._form

    def __missing__(self, key: str) -> Any:
        return self._in_dict_form()[key]

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._in_dict_form()

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key of either form."""
        try:
            return self[key]
        except KeyError:
            return default

    def __reduce__(self) -> tuple[Any, ...]:
        return dict, (dict(self),)


class Payload(GradioRootModel):  # type: ignore[misc]
    """What the component takes and gives: a handle, a file (MIDI or JSON), or the dict form.

    What the component gives answers to the keys of the dict form as well (``roll.postprocess(value)["notes"]``).
    """

    _shows: Score | None = PrivateAttr(None)

    root: Annotated[
        Annotated[Handle, Tag("handle")] | Annotated[FileData, Tag("file")] | Annotated[dict[str, Any], Tag("dict")],
        Discriminator(
            kind_of,
            custom_error_type="no_piano_roll",
            custom_error_message=NO_ROLL,
        ),
    ]

    @model_validator(mode="after")
    def _belongs_to_an_event(self) -> Payload:
        for noted in VALIDATED:
            noted()
        return self

    @classmethod
    def model_validate(cls, *args: Any, **kwargs: Any) -> Payload:
        """As pydantic's. Gradio asks this before it asks the component, and shows no errors but its own."""
        try:
            payload: Payload = super().model_validate(*args, **kwargs)
        except ValidationError as error:
            raise page_error(_sentence(error)) from error
        return payload

    def showing(self, score: Score) -> Payload:
        """The same payload, which knows what it shows."""
        self._shows = score
        return self

    def __getitem__(self, key: str) -> Any:
        return self.shown()[key]

    def __contains__(self, key: object) -> bool:
        return key in self.shown()

    def get(self, key: str, default: Any = None) -> Any:
        """A key of the dict form, or of the handle."""
        return self.shown().get(key, default)

    def shown(self) -> ShownDict:
        """What travels as a dict, which answers to the keys of the dict form as well."""
        score = self._shows
        return ShownDict(self.model_dump(), lambda: None if score is None else score.to_dict())

    @classmethod
    def of_client(cls, value: Any) -> Payload:
        """The payload of plain data; files without Gradio's mark, which Gradio has not verified, are refused."""
        if isinstance(value, cls):
            return value
        payload: Payload = cls.model_validate(value, context=dict(MARKS_ARE_ASKED_FOR))
        return payload


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    if not first["loc"]:
        return Sentence("value.cannot", reason=NO_ROLL if first["msg"] == NO_ROLL else first["msg"])
    # The form that was read comes first; of a key that a client made up only so much is shown.
    place = ".".join(str(part) for part in first["loc"] if part not in ("handle", "file", "dict"))[:100]
    reason = first["msg"][:1].lower() + first["msg"][1:]
    return Sentence("value.cannot_at", place=place, reason=reason)
