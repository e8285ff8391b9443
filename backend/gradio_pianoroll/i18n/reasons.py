"""Reasons of errors in the language of the page: errors say them in English, for programs and logs."""

from __future__ import annotations

import re

from gradio_pianoroll.i18n import say

# The first that fits; its named groups fill the gaps of the text of that key in the section ``reasons``.
REASONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern, re.DOTALL))
    for key, pattern in (
        ("empty", r"the file is empty\b"),
        ("missing", r"there is no such file$"),
        ("folder", r"this is a folder\b"),
        ("open", r"(it )?cannot be opened \((?P<why>.*)\)$"),
        ("write", r"(it )?cannot be written \((?P<why>.*)\)$"),
        ("suffix", r"the suffix '(?P<suffix>[^']*)' cannot be (read|written); supported are (?P<known>.*)$"),
        ("no_suffix", r"a name without a suffix cannot be (read|written); supported are (?P<known>.*)$"),
        ("not_sound", r"not a sound file that can be read\b"),
        ("no_sound", r"(there is no sound in this file|the sound file holds no sound|audio is empty)\b"),
        ("bad_samples", r"(the sound holds samples that are not numbers|audio holds NaN)\b"),
        ("not_midi", r"it is not a MIDI file\b"),
        ("midi_cut", r"the MIDI file is cut off\b"),
        (
            "midi_damaged",
            r"((the|track \d+ of the) MIDI file (is damaged|has no tracks)|the RIFF file holds no MIDI)\b",
        ),
        ("xml", r"it is not well-formed XML \((?P<why>.*)\)$"),
        ("entities", r"it declares XML entities\b"),
        ("no_parts", r"(it is XML, but no MusicXML|it is a MusicXML score without parts)\b"),
        ("archive", r"(the archive is damaged|there is no score in the archive)\b"),
        ("json", r"it is not JSON \(line (?P<line>\d+), column (?P<column>\d+)"),
        ("binary_textgrid", r"it is a binary TextGrid\b"),
        ("textgrid", r"it is no TextGrid\b"),
        ("table", r"it is no CSV\b"),
        ("not_text", r"it is not (a )?text\b"),
        ("no_label", r"there is no (label|line) in it$"),
        ("too_much", r"it holds (?P<found>[\d,]+) .*; at most (?P<limit>[\d,]+) are read\b"),
        ("range", r"fmin \((?P<fmin>[\d.e+]+) Hz\).*fmax \((?P<fmax>[\d.e+]+) Hz\)"),
        ("package", r".* needs the package (?P<package>[\w-]+): (?P<line>pip install '[^']+')"),
    )
)
_NAMED = re.compile(r"(?P<name>[^:\n]{1,255}): (?P<reason>.+)", re.DOTALL)


def reason_in(language: str, reason: object) -> str:
    """Reason of an error in a language; what nobody knows stays as it was said.

    Parameters
    ----------
    language
        As in `say`.
    reason
        An error or its message, which may begin with the name of a file.
    """
    said = str(reason)
    if language == "en":
        return said
    named = _NAMED.fullmatch(said)
    for before, text in ((f"{named['name']}: ", named["reason"]) if named else ("", said), ("", said)):
        for key, pattern in REASONS:
            found = pattern.match(text)
            if found is not None:
                return before + say(language, "reasons", key, **found.groupdict())
    return said
