"""What a file is by its content, whatever it is called: suffixes get lost, and many programs write ``.txt``."""

from __future__ import annotations

import codecs
import re

from . import audacity, ultrastar

#: Kind of all sounds, which are no scores.
SOUND = "sound"
BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: So many bytes say what a file is.
HEAD_BYTES = 65_536

_BYTES: tuple[tuple[str, re.Pattern[bytes]], ...] = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        (".mid", rb"MThd"),
        (".rmi", rb"RIFF....RMID"),
        (".npy", rb"\x93NUMPY"),
        (".textgrid", rb"ooBinaryFile\x08TextGrid"),
        (".pitchtier", rb"ooBinaryFile\x09PitchTier"),
        (".pitch", rb"ooBinaryFile.Pitch 1"),
        (".npz", rb"PK\x03\x04.{26}[^/]{1,200}?\.npy"),
        (".mxl", rb"PK\x03\x04(?!.{26}mimetypeapplication/epub).*?META-INF/container\.xml"),
        # WAV and its large brothers, AIFF, FLAC, Ogg, CAF, MP4, Matroska and WebM, MP3 with a tag and without.
        (SOUND, rb"(RIFF|RF64|BW64|RIFX)....WAVE|FORM....AIF[FC]|fLaC|OggS|caff\x00|....ftyp|\x1a\x45\xdf\xa3"),
        (SOUND, rb"ID3[\x02-\x04]|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    )
)  # fmt: skip
# Each piece ends where it first can, so that no text takes long.
_ROOT = r"(?:<\?[^>]*\?>|<!--(?:(?!-->).)*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>\[]*>|\s)*<"
_PRAAT = r'\s*(?:File type = )?"ooTextFile[^"]*"\s*(?:Object class = )?"'
_TEXTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.DOTALL))
    for kind, pattern in (
        (".musicxml", _ROOT + r"score-(partwise|timewise)\b"),
        (".svl", _ROOT + r"sv>"),
        (".eaf", _ROOT + r"ANNOTATION_DOCUMENT\b"),
        (".textgrid", _PRAAT + "TextGrid"),
        (".pitchtier", _PRAAT + "PitchTier"),
        (".pitch", _PRAAT + "Pitch 1"),
        (".vvproj", r'\s*\{(?=.*"appVersion"\s*:).*"(song|talk)"\s*:'),
        (".jams", r'\s*\{(?=.*"file_metadata"\s*:).*"annotations"\s*:'),
        (".ds", r'\s*\[\s*\{(?=.*"ph_seq"\s*:).*"(ph_dur|note_seq|ph_num)"\s*:'),
        (".json", r'\s*\{.*"(notes|line_data|segment_data)"\s*:|\s*\[\s*\{.*"(pitch|note_pitch)"\s*:'),
        (".ust", r"\[#(VERSION|SETTING|0000)\]"),
        (".ustx", r"(?:[^\n]*\n){0,40}?ustx_version\s*:"),
        (".vtt", r"WEBVTT(?=[ \t\r\n]|$)"),
        (".srt", r"\s*\d+[ \t]*\r?\n\d+:\d+:\d+[,.]\d+\s+-->\s+\d"),
        (".lrc", r"\s*(\[(ti|ar|al|au|by|offset|length|re|ve|la)\s*:[^\]\n]*\]\s*)*\[\d{1,3}:\d{1,2}([.:]\d{1,3})?\]"),
        (".abc", r"(?:%[^\n]*\n|\s)*X\s*:\s*\d+\s*\n(?:[^\n]*\n){0,200}?K\s*:"),
    )
)  # fmt: skip
# A word in one may look like the mark of a piano roll's JSON, whose reader knows JAMS.
_JSON = frozenset((".json", ".jams", ".ds", ".vvproj"))
_NAMES = re.compile(r'["\s]*(pitch|note|frequency|f0|midi|onset|time)', re.IGNORECASE)


def kind_of(data: bytes) -> str | None:
    """Suffix of the format that a file surely has, or `SOUND`; None for what says nothing of itself.

    Parameters
    ----------
    data
        The file, or its first `HEAD_BYTES`.
    """
    head = data[:HEAD_BYTES]
    for kind, mark in _BYTES:
        if mark.match(head):
            return kind
    text = _text_of(head)
    return next((kind for kind, mark in _TEXTS if mark.match(text)), None)


def guess_of(data: bytes) -> str | None:
    """Suffix of the format that lines may be which say nothing of themselves: labels, an UltraStar song, a table."""
    lines = _text_of(data[:HEAD_BYTES]).splitlines()
    if ultrastar.fits(lines) or audacity.fits(lines):
        return ".txt"
    said = [line for line in lines[:50] if line.strip()]
    if len(said) < 2:
        return None
    cells = re.split(r"[,;\t|]", said[0])
    is_table = len(cells) > 1 and any(_NAMES.match(cell) for cell in cells) and re.search(r"\d", said[1]) is not None
    return ".csv" if is_table else None


def is_other(suffix: str, kind: str) -> bool:
    """Whether a file of this suffix is to be read as that kind."""
    return kind != suffix and not (kind == ".json" and suffix in _JSON) and (suffix, kind) != (".json", ".jams")


def _text_of(head: bytes) -> str:
    """Text as far as marks of formats need it: they are ASCII."""
    if head.startswith(BOMS):
        return head.decode("utf-16", errors="ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")
