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
        ("gone", r"""the server does not have this score any more\b"""),
        ("file_gone", r"""the file (?P<name>'.*'|\".*\") of the score is gone\b"""),
        ("sound_gone", r"""(no spectrogram: )?this sound is not there any more\b"""),
        ("no_upload", r"""the (value|score) names a file that was not uploaded: (?P<name>.*)$"""),
        ("roll_files", r"""a piano roll opens MIDI\b"""),
        ("no_roll", r"""a piano roll takes the dict form\b"""),
        ("data_uri", r"""(not a data URI|the data URI is not base64)\b"""),
        ("data_uri_large", r"""the data URI holds more than (?P<most>\S+) MB\b"""),
        ("parts", r"""the (edits do not fit the score|score's parts do not fit together)\b"""),
        ("edits", r"""(the (list|file) (of edits |has )|the edits name more than|this handle names no snapshot)"""),
        (
            "damaged",
            r"""(not a \S+( snapshot| file)?\b|damaged .*?:|this snapshot (is|has) |the (texts|exact times) )""",
        ),
        ("not_served", r"""The sound (?P<name>'.*?'|\".*?\") lies in a folder that this app may not serve\b"""),
        ("choose_sound", r"""Choose or record a sound first\b"""),
        ("no_alignment", r"""Write at least one line: word, start, end\b"""),
        ("word_times", r"""word (?P<number>\d+) \((?P<word>.*)\): its end must lie after its start\b"""),
        ("word_form", r"""word (?P<number>\d+) must be \(text, start, end\)"""),
        ("engine", r"""there is no F0 engine (?P<name>'.*?'); choose from (?P<known>.*)$"""),
        ("option", r"""(?P<option>\w+) must be a number between (?P<low>\S+) and (?P<high>\S+), not (?P<given>.*)$"""),
        (
            "no_periods",
            r"""a frame of .* holds no two periods between (?P<fmin>\S+) and (?P<fmax>\S+) Hz\b""",
        ),
        ("engine_range", r"""the F0 engine 'swift' hears (?P<heard>\S+) Hz\b"""),
        ("open_again", r"(this file is not there any more|opening a file needs the path)\b"),
        ("file_large", r"a file may have (?P<most>\S+) MB\b"),
        ("file_kind", r"a roll does not open this kind of file; it opens (?P<known>.*)$"),
        ("save_kind", r"a roll is not saved as (?P<kind>'.*')"),
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
