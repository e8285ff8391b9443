"""Small MusicXML scores as texts, and what music21 and we read of them."""

from collections import Counter
from pathlib import Path

import music21

from gradio_pianoroll.formats.musicxml import read
from gradio_pianoroll.score import TICKS_PER_BEAT

PLACE = Path("song.musicxml")


def by_music21(xml):
    """Notes as (part, onset, end, pitch) in ticks; pieces that are tied joined by us, not by music21."""
    found = Counter()
    song = music21.converter.parseData(xml, format="musicxml")
    for index, part in enumerate(song.parts):
        pieces = []
        for element in part.recurse().notes:
            onset = round(float(element.getOffsetInHierarchy(part)) * TICKS_PER_BEAT)
            end = onset + round(float(element.quarterLength) * TICKS_PER_BEAT)
            notes = element.notes if isinstance(element, music21.chord.Chord) else [element]
            for note in notes:
                tie = (note.tie or element.tie).type if (note.tie or element.tie) else ""
                pieces.append((onset, end, note.pitch.midi, tie))
        open_ties = {}
        for onset, end, pitch, tie in sorted(pieces):
            begun = open_ties.pop((pitch, onset), onset) if tie in ("stop", "continue") else onset
            if tie in ("start", "continue"):
                open_ties[pitch, end] = begun
            else:
                found[index, begun, end, pitch] += 1
        assert open_ties == {}
    return song, found


def score_of(measures, attributes="<divisions>2</divisions>", part_list=""):
    xml = f'<score-partwise><part-list>{part_list}</part-list><part id="P1"><measure number="1"><attributes>{attributes}</attributes>{measures}</measure></part></score-partwise>'
    return read(xml.encode(), PLACE)


def note(step="C", duration=2, inside="", octave=4, before=""):
    return f"<note>{before}<pitch><step>{step}</step><octave>{octave}</octave></pitch><duration>{duration}</duration>{inside}</note>"


def verses_of(score):
    """(onset, verse, text) of each text, the lyrics being verse 1."""
    found = Counter()
    for n in score.notes:
        texts = {"1": n.lyric, **{key[6:]: text for key, text in n.extra.items() if key.startswith("verse ")}}
        found.update((round(n.onset_beats, 4), verse, text) for verse, text in texts.items() if text is not None)
    return found


def verses_by_music21(path):
    found = Counter()
    for part in music21.converter.parse(path).parts:
        for note in part.recurse().notes:
            for lyric in note.lyrics:
                text = lyric.text + ("-" if lyric.syllabic in ("begin", "middle") else "")
                found[round(float(note.getOffsetInHierarchy(part)), 4), str(lyric.number), text] += 1
    return found
