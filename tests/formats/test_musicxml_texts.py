"""Words in MusicXML: verses, hyphens, ties."""

import pytest

from gradio_pianoroll.formats.musicxml import read, write
from gradio_pianoroll.score import TICKS_PER_BEAT, NoteTable, PianoRollWarning, Score
from tests.formats.musicxml_scores import PLACE, by_music21, note, score_of


def sung(*texts, **options):
    """A quarter for each: a lyric, or lyric elements by verse."""
    elements = []
    for text in texts:
        verses = text if isinstance(text, dict) else {'number="1"': text} if text else {}
        elements.append(
            note(inside="".join(f"<lyric {number}><text>{t}</text></lyric>" for number, t in verses.items()))
        )
    return score_of("".join(elements), **options)


@pytest.mark.parametrize("second", ['number="2"', 'number="part1verse2"', 'name="refrain" number="2"'])
def test_further_verses_are_kept_and_written_again(second):
    score = sung({'number="1"': "one", second: "eins"}, {second: "zwei"}, {second: "drei", "": "three"}, None)
    assert score.notes.lyric.to_list() == ["one", None, "three", None]
    extras = [dict(n.extra) for n in score.notes]
    assert extras == [{"verse 2": "eins"}, {"verse 2": "zwei"}, {"verse 2": "drei"}, {}]
    data = write(score, PLACE)
    again = read(data, PLACE)
    assert again.notes.same(score.notes)
    song, _ = by_music21(data.decode())
    told = [{lyric.number: lyric.text for lyric in n.lyrics} for n in song.recurse().notes]
    assert told == [{1: "one", 2: "eins"}, {2: "zwei"}, {1: "three", 2: "drei"}, {}]


def test_verses_are_hyphenated_each_for_itself():
    notes = NoteTable.from_columns(
        [0, 1], 1, [60, 62], lyric=["a-", "b"], extra={0: {"verse 2": "c"}, 1: {"verse 2": "d-", "verse 3": 7}}
    )
    song, _ = by_music21(write(Score(notes), PLACE).decode())
    told = [[(lyric.number, lyric.text, lyric.syllabic) for lyric in n.lyrics] for n in song.recurse().notes]
    assert told == [[(1, "a", "begin"), (2, "c", "single")], [(1, "b", "end"), (2, "d", "begin")]]


def test_a_part_that_has_no_first_verse_is_sung_to_the_lowest_one():
    score = sung({'number="3"': "c", 'number="2"': "b"}, {'number="3"': "d"}, {'number="chorus"': "e"})
    assert score.notes.lyric.to_list() == ["b", None, None]
    assert [dict(n.extra) for n in score.notes] == [{"verse 3": "c"}, {"verse 3": "d"}, {"verse chorus": "e"}]


def test_two_texts_of_one_verse_are_both_kept():
    twice = note(inside='<lyric number="1"><text>a</text></lyric><lyric number="1"><text>b</text></lyric>')
    score = score_of(twice)
    assert (score.notes.lyric.to_list(), dict(score.notes.extra[0])) == (["a"], {"verse 2": "b"})


# A text that is only "-" holds the syllable before (as `words` on notes has it); it is no syllable that goes on.
@pytest.mark.parametrize(
    ("lyrics", "kinds"),
    [
        (["la", "-", "la"], ["single", "single", "single"]),
        (["-"], ["single"]),
        (["a-", "-", "b"], ["begin", "end", "single"]),
        (["--", "b"], ["begin", "end"]),
    ],
)
def test_a_hyphen_alone_is_a_text(lyrics, kinds):
    notes = NoteTable.from_columns(range(len(lyrics)), 1, 60, lyric=lyrics)
    data = write(Score(notes), PLACE)
    assert read(data, PLACE).notes.lyric.to_list() == lyrics
    song, _ = by_music21(data.decode())
    found = [(n.lyrics[0].text, n.lyrics[0].syllabic) for n in song.recurse().notes]
    assert found == [
        (t[:-1] if len(t) > 1 and t.endswith("-") else t, kind) for t, kind in zip(lyrics, kinds, strict=True)
    ]


def test_a_tied_note_is_sung_once():
    # Nine beats from the third of a bar of four: pieces in four bars, the text on the first one only.
    notes = NoteTable.from_columns([2, 11], [9, 1], [60, 62], lyric=["long", "next"])
    data = write(Score(notes), PLACE)
    song, found = by_music21(data.decode())
    assert [[lyric.text for lyric in n.lyrics] for n in song.recurse().notes] == [["long"], [], [], ["next"]]
    assert sorted(found) == [
        (0, 2 * TICKS_PER_BEAT, 11 * TICKS_PER_BEAT, 60),
        (0, 11 * TICKS_PER_BEAT, 12 * TICKS_PER_BEAT, 62),
    ]
    assert read(data, PLACE).notes.same(notes)


def test_texts_on_later_pieces_of_a_tied_note():
    def tied(first, second):
        lyric = "<lyric><text>{}</text></lyric>"
        one = note(inside='<tie type="start"/>' + (lyric.format(first) if first else ""))
        two = note(inside='<tie type="stop"/>' + (lyric.format(second) if second else ""))
        return score_of(one + two).notes

    assert (tied(None, "late").lyric.to_list(), tied(None, "late").duration_beats.tolist()) == (["late"], [2])
    assert tied("early", None).lyric.to_list() == ["early"]
    with pytest.warns(UserWarning, match="texts on later pieces of tied notes are left out"):
        assert tied("early", "late").lyric.to_list() == ["early"]


def test_ties_that_only_begin():
    """Whole quartets by Beethoven in music21's corpus have 450 ties that begin and none that ends; music21 joins them."""
    begins, ends, text = '<tie type="start"/>', '<tie type="stop"/>', "<lyric><text>la</text></lyric>"
    with pytest.warns(PianoRollWarning, match="ties without an end are joined"):
        score = score_of(note(inside=begins) + note(inside=begins) + note(duration=4) + note())
    assert score.notes.duration_beats.tolist() == [4, 1]
    for apart in (
        note(inside=begins) + note("D"),
        note(inside=begins) + note("D") + note(),
        note(inside=begins) + note(inside=text),
        note(inside="<voice>1</voice>" + begins) + note(inside="<voice>2</voice>"),
    ):
        assert set(score_of(apart).notes.duration_beats.tolist()) == {1}
    # Where a note says that it ends the tie, another one of its pitch does not take it.
    back = "<backup><duration>2</duration></backup>"
    two = note(inside=begins) + note() + back + note(inside=ends, duration=4)
    assert sorted(score_of(two).notes.duration_beats.tolist()) == [1, 3]
