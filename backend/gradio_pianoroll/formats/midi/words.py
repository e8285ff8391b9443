"""The words of a MIDI file: where they stand, in which encoding, without the marks of karaoke files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from gradio_pianoroll.i18n.sentence import Sentence

from ..bounds import MAX_MIDI_TEXTS, refuse_more
from .kept import CUE, LYRIC, TEXT, TEXT_KINDS
from .lyrics import NOBODY, Words
from .said import warn
from .scan import Events, SystemEvent
from .song import Chunk, Song
from .texts import Decoder

# Karaoke files begin a line or a page with these.
_LINE_MARKS = "/\\"
_TAG = b"@"
_KARAOKE_TAG = b"@K"
# A Yamaha XF file's words: ``$Lyrc:channel:offset:language``, and marks of lines and pages; ^ is a space.
_XF_HEAD = re.compile(rb"\$Lyrc:(\d+)[^:]*:[^:]*:(\w*)")
_XF_MARKS = "/<>%"
_XF_ENCODINGS = {b"JP": "cp932", b"L1": "cp1252", b"KR": "cp949", b"CH": "gb18030", b"TW": "big5hkscs"}
# The texts of an XF chunk are a kind of their own.
_XF_LYRIC = 0x100 + LYRIC


def words_kind(song: Song, path: Path) -> int:
    """Kind of text event that the words are: lyrics, or plain texts in a karaoke file that has no lyrics."""
    if any((chunk.events.system.kind == LYRIC).any() for chunk in song.chunks):
        return LYRIC
    says_so = path.suffix.lower() == ".kar" or any(
        event.data.startswith(_KARAOKE_TAG)
        for chunk in song.chunks
        for event in chunk.events.system.of_kinds(frozenset((TEXT,)))
    )
    return TEXT if says_so else LYRIC


def decoder_of(song: Song, encoding: str | None, path: Path) -> Decoder:
    """Decoder of the texts of a file.

    Raises
    ------
    FormatError
        If there are too many texts, or no such encoding.
    """
    n_events = sum(len(chunk.events.system) for chunk in song.chunks)
    refuse_more(path, n_events, MAX_MIDI_TEXTS, Sentence("amount.events"))
    texts: dict[int, set[bytes]] = {}
    for chunk in song.chunks:
        for kind in np.unique(chunk.events.system.kind).tolist():
            if kind in TEXT_KINDS:
                texts.setdefault(kind, set()).update(chunk.events.system.of_kind(kind)[1])
    return Decoder(texts, encoding, path)


def words_of(song: Song, kind: int, decoder: Decoder, encoding: str | None, path: Path) -> list[Words]:
    """Words by the chunk that they stand in, each with its tick."""
    sources = []
    known: dict[bytes, str] = {}
    for chunk in song.chunks:
        ticks, said = chunk.events.system.of_kind(kind)
        for data in set(said) - known.keys():
            known[data] = _word(data, kind, decoder)
        texts = [known[data] for data in said]
        if not all(texts):
            here = np.flatnonzero([bool(text) for text in texts])
            ticks, texts = ticks[here], [text for text in texts if text]
        if texts:
            sources.append(Words(ticks, texts, chunk.home))
    if song.karaoke is None:
        return sources
    if sources:
        warn(path, Sentence("midi.karaoke_doubled"))
        return sources
    return _xf_words(song.karaoke, encoding, path)


def _word(data: bytes, kind: int, decoder: Decoder) -> str:
    """Lyric; in a karaoke file without its marks, and nothing for a heading."""
    text = decoder.decode(kind, data)
    if kind != TEXT:
        return text
    return "" if data.startswith(_TAG) else text.lstrip(_LINE_MARKS)


def tags_of(chunk: Chunk) -> list[SystemEvent]:
    """Headings of a karaoke file (``@T…``) in a chunk."""
    return [event for event in chunk.events.system.of_kinds(frozenset((TEXT,))) if event.data.startswith(_TAG)]


def _xf_words(events: Events, encoding: str | None, path: Path) -> list[Words]:
    channel, language = NOBODY, b""
    for event in events.system.of_kinds(frozenset((CUE,))):
        if found := _XF_HEAD.match(event.data):
            channel, language = int(found[1]) - 1, found[2]
            break
    ticks, lyrics = events.system.of_kind(LYRIC)
    texts = set(lyrics)
    named = _XF_ENCODINGS.get(language.upper())
    if encoding is None and named is not None and all(_decodes(text, named) for text in texts):
        encoding = named
    decoder = Decoder({_XF_LYRIC: texts}, encoding, path)
    said = [decoder.decode(_XF_LYRIC, data).strip(_XF_MARKS).replace("^", " ") for data in lyrics]
    here = [i for i, text in enumerate(said) if text]
    return [Words(ticks[here], [said[i] for i in here], NOBODY, channel)] if here else []


def _decodes(text: bytes, encoding: str) -> bool:
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
