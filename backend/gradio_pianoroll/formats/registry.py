"""Which reader and writer stands behind a suffix."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from gradio_pianoroll.i18n.sentence import Sentence, named

from ..errors import FormatError, PianoRollWarning
from ..score import Score

Write = Callable[..., bytes]


@dataclass(frozen=True)
class Format:
    """File format.

    Attributes
    ----------
    name
        As a user reads it.
    suffixes
        Lower case, with the dot.
    module
        Module, imported on first use, with ``read(data, path) -> Score`` and, when it can be written,
        ``write(score, path) -> bytes``.
    writes
        Whether it can be written.
    takes_encoding
        Whether `read` takes a third argument ``encoding``: its files may not say in which one their texts are.
    read_options, write_options
        Names of further arguments of `read` and `write`, by name: for what files of the format do not say themselves.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    writes: bool = True
    takes_encoding: bool = True
    read_options: tuple[str, ...] = field(default=())
    write_options: tuple[str, ...] = field(default=())


_FORMATS: dict[str, Format] = {}


def register(format: Format) -> None:
    """Make a format known to `load` and `save`; a later one takes over the suffixes of an earlier one."""
    for suffix in format.suffixes:
        _FORMATS[suffix] = format


def known_formats() -> tuple[Format, ...]:
    """Formats in the order in which they became known, each once."""
    return tuple(dict.fromkeys(_FORMATS.values()))


def readable_suffixes() -> tuple[str, ...]:
    """Suffixes that `load` reads."""
    return tuple(_FORMATS)


def writable_suffixes() -> tuple[str, ...]:
    """Suffixes that `save` writes."""
    return tuple(suffix for suffix, format in _FORMATS.items() if format.writes)


def load(path: str | os.PathLike[str], encoding: str | None = None, **options: Any) -> Score:
    """Score of a file.

    Parameters
    ----------
    path
        Its content says which format it is, where that says it, otherwise its suffix.
    encoding
        In which encoding the texts of the file are, as Python names it (``"cp949"``, ``"shift_jis"`` …); by default it
        is found out, in a MIDI file for each kind of text.
    **options
        What files of pitch do not say themselves: ``hop_s``, ``start_s``, ``unit``, ``voiced_above``. Which format
        takes which stands in the page "Open and save"; those that are None are as if they were not given.

    Raises
    ------
    FormatError
        If the file is missing, of an unknown format or cannot be read, or if an encoding is given for MusicXML,
        which says its own, or an option that the format does not take; the message gives its name and the reason.

    Warns
    -----
    PianoRollWarning
        For each thing in the file that had to be left out, and for a suffix that is not that of the content.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.formats import load, save
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save(Score(NoteTable.from_columns([0], 1, [60])), Path(folder) / "tune.mid")
    ...     load(path)
    <Score 'tune': 1 note, 1 beat, 120 bpm>
    """
    file = Path(path)
    if file.is_dir():
        raise FormatError(file, Sentence("file.folder"))
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise FormatError(file, Sentence("file.missing")) from error
    except OSError as error:
        raise FormatError(file, Sentence("file.closed", why=error.strerror or error)) from error
    if not data:
        raise FormatError(file, Sentence("file.empty"))
    format = _format_of_content(file, data)
    read: Callable[..., Score] = import_module(format.module).read
    given = _known_options(file, format.name, "read", options, format.read_options)
    if encoding is None:
        score = read(data, file, **given)
    elif format.takes_encoding:
        score = read(data, file, encoding, **given)
    else:
        raise FormatError(file, Sentence("file.own_encoding", format=format.name))
    return score if score.name else score.replace(name=file.stem)


def save(score: Score, path: str | os.PathLike[str], **options: Any) -> Path:
    """Write a score to a file; an existing one is replaced only when everything is written.

    Parameters
    ----------
    score
        What to write.
    path
        Its suffix says in which format.
    **options
        How files of pitch are written: ``curve``, ``unit``, ``hop_s`` and others. Which format takes which stands in
        the page "Open and save"; those that are None are as if they were not given.

    Returns
    -------
    pathlib.Path
        `path`.

    Raises
    ------
    FormatError
        If the format is unknown, cannot hold the score or does not take an option, or the file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.formats import save
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Score(NoteTable.from_columns([0], 1, [60])), Path(folder) / "tune.musicxml").name
    'tune.musicxml'
    """
    file = Path(path)
    format = _format_of(file, writable_suffixes(), "written")
    write: Write = import_module(format.module).write
    data = write(score, file, **_known_options(file, format.name, "written", options, format.write_options))
    try:
        _replace(file, data)
    except OSError as error:
        raise FormatError(file, Sentence("file.unwritten", why=error.strerror or error)) from error
    return file


def _format_of_content(file: Path, data: bytes) -> Format:
    """Format of what the file holds; the suffix counts where that says nothing of itself."""
    from . import content

    suffix = file.suffix.lower()
    kind = content.kind_of(data)
    if kind == content.SOUND:
        raise FormatError(file, Sentence("file.sound"))
    if kind is None and (suffix == ".txt" or suffix not in _FORMATS):
        kind = content.guess_of(data)
    format, by_suffix = _FORMATS.get(kind or ""), _FORMATS.get(suffix)
    is_same = by_suffix is not None and format is not None and by_suffix.module == format.module
    if format is None or kind is None or is_same or not content.is_other(suffix, kind):
        return _format_of(file, readable_suffixes(), "read")
    by_content = named(file.name, Sentence("file.by_content", format=format.name))
    warnings.warn(by_content, PianoRollWarning, stacklevel=3)
    return format


def _format_of(file: Path, suffixes: tuple[str, ...], what: Literal["read", "written"]) -> Format:
    suffix = file.suffix.lower()
    if suffix not in suffixes:
        known = ", ".join(suffixes)
        if not suffix:
            raise FormatError(file, Sentence(f"no_suffix.{what}", known=known))
        raise FormatError(file, Sentence(f"suffix.{what}", suffix=suffix, known=known))
    return _FORMATS[suffix]


def _known_options(
    file: Path, name: str, what: Literal["read", "written"], options: dict[str, Any], known: tuple[str, ...]
) -> dict[str, Any]:
    given = {key: value for key, value in options.items() if value is not None}
    for key in given:
        if key not in known:
            takes = ", ".join(known) or "–"
            raise FormatError(file, Sentence(f"option.{what}", format=name, option=key, known=takes))
    return given


def _replace(file: Path, data: bytes) -> None:
    """Write beside the file and rename, so that a full disk never costs the former content."""
    handle, temporary = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes files for the owner only; a saved score gets what any new file gets.
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, file)
    except OSError:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
        raise


register(
    Format("Piano roll", (".json",), "gradio_pianoroll.formats.dict_json", write_options=("track", "language"))
)  # fmt: skip
register(Format("Standard MIDI file", (".mid", ".midi"), "gradio_pianoroll.formats.midi"))
for _suffix, _name in ((".kar", "Karaoke MIDI file"), (".rmi", "RIFF MIDI file")):
    register(Format(_name, (_suffix,), "gradio_pianoroll.formats.midi", writes=False))
register(Format("MusicXML", (".musicxml", ".mxl", ".xml"), "gradio_pianoroll.formats.musicxml", takes_encoding=False))
register(Format("Praat TextGrid", (".textgrid",), "gradio_pianoroll.formats.textgrid"))
register(
    Format(
        "Label file",
        (".lab",),
        "gradio_pianoroll.formats.textgrid_lab",
        read_options=("tier",),
        write_options=("tier",),
    )
)
register(Format("ABC notation", (".abc",), "gradio_pianoroll.formats.abc", read_options=("tune", "repeats")))
register(
    Format(
        "CSV table",
        (".csv",),
        "gradio_pianoroll.formats.csv_table",
        read_options=("unit", "voiced_above", "row"),
        write_options=("curve", "unit", "header", "unvoiced", "track", "row"),
    )
)
register(
    Format(
        "F0 table",
        (".f0",),
        "gradio_pianoroll.formats.csv_table",
        writes=False,
        read_options=("unit", "voiced_above"),
    )
)
for _suffix, _name, _options in (
    (".pitch", "Praat Pitch", ("curve", "hop_s")),
    (".pitchtier", "Praat PitchTier", ("curve", "headerless")),
):
    register(Format(_name, (_suffix,), "gradio_pianoroll.formats.pitch.praat", write_options=_options))
register(
    Format(
        "Sonic Visualiser layer",
        (".svl",),
        "gradio_pianoroll.formats.pitch.svl",
        takes_encoding=False,
        read_options=("unit",),
        write_options=("curve", "sr"),
    )
)
for _suffix, _name in ((".sv", "Sonic Visualiser session"), (".ton", "Tony session")):
    register(
        Format(
            _name,
            (_suffix,),
            "gradio_pianoroll.formats.pitch.svl",
            writes=False,
            takes_encoding=False,
            read_options=("unit",),
        )
    )
for _suffix, _name in ((".npy", "NumPy array"), (".npz", "NumPy archive")):
    register(
        Format(
            _name,
            (_suffix,),
            "gradio_pianoroll.formats.pitch.arrays",
            takes_encoding=False,
            read_options=("hop_s", "start_s", "unit", "voiced_above"),
            write_options=("curve", "unit", "hop_s", "unvoiced"),
        )
    )
register(Format("UTAU sequence text", (".ust",), "gradio_pianoroll.formats.ust", write_options=("track", "encoding")))
register(Format("OpenUtau project", (".ustx",), "gradio_pianoroll.formats.ustx"))
register(Format("VOICEVOX project", (".vvproj",), "gradio_pianoroll.formats.vvproj"))
register(Format("DiffSinger phrases", (".ds",), "gradio_pianoroll.formats.diffsinger", write_options=("track",)))
for _suffix, _name in ((".srt", "SubRip subtitles"), (".vtt", "WebVTT")):
    register(Format(_name, (_suffix,), "gradio_pianoroll.formats.subtitles", write_options=("tier",)))
register(Format("LRC lyrics", (".lrc",), "gradio_pianoroll.formats.lrc", write_options=("tier", "enhanced")))
register(
    Format("ELAN document", (".eaf",), "gradio_pianoroll.formats.eaf", takes_encoding=False, write_options=("tier",))
)
register(Format("JAMS", (".jams",), "gradio_pianoroll.formats.jams"))
register(
    Format(
        "Text file of labels or UltraStar",
        (".txt",),
        "gradio_pianoroll.formats.text_labels",
        read_options=("tier",),
        write_options=("tier", "kind"),
    )
)
for _suffix, _name in {
    "svp": "Synthesizer V Studio", "s5p": "Synthesizer V Editor", "vpr": "Vocaloid 5 and 6", "vsqx": "Vocaloid 3 and 4",
    "ccs": "CeVIO", "tssln": "VoiSona", "acep": "ACE Studio", "ppsf": "Piapro Studio", "dv": "DeepVocal",
    "svip": "X Studio", "ufdata": "UtaFormatix", "tlp": "TuneLab",
}.items():  # fmt: skip
    register(Format(_name, (f".{_suffix}",), "gradio_pianoroll.formats.libresvip.projects", takes_encoding=False))
