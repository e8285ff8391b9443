"""ABC by the rules of the standard (abc 2.1, December 2011); the section stands with each."""

import warnings

import pytest

from gradio_pianoroll.errors import PianoRollWarning
from gradio_pianoroll.formats import FormatError, load, save
from gradio_pianoroll.formats.abc import read_tunes
from gradio_pianoroll.score import KeySignature, NoteTable, Score, Track


def read(music, head="M:4/4\nL:1/4\nK:C\n", repeats=True):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (score,) = read_tunes(f"X:1\n{head}{music}\n".encode(), repeats=repeats)
    return score


def pitches(music, head="M:4/4\nL:1/4\nK:C\n"):
    return read(music, head).notes.pitch.tolist()


def times(music, head="M:4/4\nL:1/4\nK:C\n"):
    notes = read(music, head).notes
    return list(zip(notes.onset_beats.round(6).tolist(), notes.duration_beats.round(6).tolist(), strict=True))


def lyrics(music):
    return read(music, "L:1/4\nK:C\n").notes.lyric.to_list()


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        # 4.1: C is middle C, c an octave above.
        ("C,, C, C c c' c''", [36, 48, 60, 72, 84, 96]),
        ("A, B, C", [57, 59, 60]),
        # 4.2: an accidental holds for its letter to the end of the bar, in all octaves.
        ("^C C c|C", [61, 61, 73, 60]),
        ("_B ^^C __D =B", [70, 62, 60, 71]),
        # 4.11: a tie holds the pitch over the bar line.
        ("^c-|c c", [73, 72]),
        ("[^ce]-|[ce]", [73, 76]),
        # 4.17: a chord; its notes begin together.
        ("[CEG]", [60, 64, 67]),
    ],
)
def test_pitches(music, expected):
    assert pitches(music) == expected


@pytest.mark.parametrize(
    ("directive", "expected"),
    [("pitch", [61, 61, 73, 60]), ("octave", [61, 61, 72, 60]), ("not", [61, 60, 72, 60])],
)
def test_how_far_an_accidental_holds(directive, expected):
    assert pitches("^C C c|C", f"%%propagate-accidentals {directive}\nL:1/4\nK:C\n") == expected


@pytest.mark.parametrize(
    ("key", "sharps", "mode", "expected"),
    [
        # 3.1.14: the keys with their modes; F and B of a scale on C, D, E.
        ("C", 0, "major", [65, 71]),
        ("G", 1, "major", [66, 71]),
        ("Am", 0, "minor", [65, 71]),
        ("F#m", 3, "minor", [66, 71]),
        ("Bb", -2, "major", [65, 70]),
        ("D Dorian", 0, "dorian", [65, 71]),
        ("Gmix", 0, "mixolydian", [65, 71]),
        ("A MIX", 2, "mixolydian", [66, 71]),
        ("E phr", 0, "phrygian", [65, 71]),
        ("F lydian", 0, "lydian", [65, 71]),
        ("B loc", 0, "locrian", [65, 71]),
        ("Ebmin", -6, "minor", [65, 70]),
        ("Hp", 2, "major", [66, 71]),
    ],
)
def test_keys(key, sharps, mode, expected):
    score = read("F B", f"L:1/4\nK:{key}\n")
    assert score.keys == (KeySignature(0, sharps, mode),)
    assert score.notes.pitch.tolist() == expected


def test_keys_with_accidentals_of_their_own():
    # 3.1.14: "K:D Phr ^f" is D phrygian with f sharp, "exp" are its accidentals alone.
    assert pitches("F B E", "L:1/4\nK:D Phr ^f\n") == [66, 70, 63]
    assert pitches("F B E", "L:1/4\nK:D exp _b _e ^f\n") == [66, 70, 63]
    with pytest.warns(PianoRollWarning, match="1 key with accidentals of its own"):
        read_tunes(b"X:1\nK:D exp ^f\nF\n")


def test_clefs_and_transposition():
    # 4.6: a clef alone changes no pitch, "octave" and "-8" do; what is transposed sounds in another key.
    assert pitches("C", "L:1/4\nK:C bass\n") == [60]
    assert pitches("C", "L:1/4\nK:C clef=treble-8\n") == [48]
    assert pitches("C", "L:1/4\nK:C octave=1\n") == [72]
    score = read("D", "L:1/4\nK:C transpose=-2\n")
    assert score.notes.pitch.tolist() == [60]
    assert score.keys == (KeySignature(0, -2),)


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        # 4.3: lengths.
        ("c2 c/ c/2 c3/2 c// c/4", [(0, 2), (2, 0.5), (2.5, 0.5), (3, 1.5), (4.5, 0.25), (4.75, 0.25)]),
        # 4.4: broken rhythm: a dot on one, half of the other; two and three dots.
        ("a>b", [(0, 1.5), (1.5, 0.5)]),
        ("a<b", [(0, 0.5), (0.5, 1.5)]),
        ("a>>b", [(0, 1.75), (1.75, 0.25)]),
        ("a<<<b", [(0, 0.125), (0.125, 1.875)]),
        ("a>.!trill!b", [(0, 1.5), (1.5, 0.5)]),
        ("[ac]>b", [(0, 1.5), (0, 1.5), (1.5, 0.5)]),
        ("z>b", [(1.5, 0.5)]),
        # 4.5: rests, also of whole bars; y takes no time.
        ("z2 x yc", [(3, 1)]),
        ("Z2|c", [(8, 1)]),
        # 4.13: tuplets, (p:q:r.
        ("(3abc d", [(0, 0.666667), (0.666667, 0.666667), (1.333333, 0.666667), (2, 1)]),
        ("(2ab", [(0, 1.5), (1.5, 1.5)]),
        ("(4abcd", [(0, 0.75), (0.75, 0.75), (1.5, 0.75), (2.25, 0.75)]),
        ("(3:2:2a2b", [(0, 1.333333), (1.333333, 0.666667)]),
        ("(3::2 a2b c", [(0, 1.333333), (1.333333, 0.666667), (2, 1)]),
        # 4.17: lengths inside and outside of a chord are multiplied.
        ("[C2E2]3/2 c", [(0, 3), (0, 3), (3, 1)]),
        # 4.11: ties, to the same pitch.
        ("c-c c", [(0, 2), (2, 1)]),
        ("c2-|c2 c", [(0, 4), (4, 1)]),
        ("[c-e]c", [(0, 1), (0, 2)]),
        # 7.4: voice overlay.
        ("C C & E2 | D", [(0, 1), (0, 2), (1, 1), (2, 1)]),
        # 4.12: grace notes take no time.
        ("{cd}c {/e}d", [(0, 1), (1, 1)]),
    ],
)
def test_lengths(music, expected):
    assert sorted(times(music)) == sorted(expected)


def test_five_notes_of_a_tuplet_in_a_compound_meter():
    # 4.13: (5 is five in the time of n, and n is three in compound meters.
    assert times("(5abcde f", "M:6/8\nL:1/8\nK:C\n")[-1] == (1.5, 0.5)
    assert times("(5abcde f", "M:4/4\nL:1/8\nK:C\n")[-1] == (1, 0.5)


@pytest.mark.parametrize(
    ("meter", "signature", "length"),
    [
        # 3.1.6, 3.1.7: below 0.75 the unit is a sixteenth.
        ("3/4", (0, 3, 4), 0.5),
        ("2/4", (0, 2, 4), 0.25),
        ("6/8", (0, 6, 8), 0.5),
        ("C", (0, 4, 4), 0.5),
        ("C|", (0, 2, 2), 0.5),
        ("(2+3+2)/8", (0, 7, 8), 0.5),
        ("none", (0, 4, 4), 0.5),
    ],
)
def test_meters_and_unit_lengths(meter, signature, length):
    score = read("c", f"M:{meter}\nK:C\n")
    assert score.tempo_map.signatures == (signature,)
    assert score.notes.duration_beats.tolist() == [length]


@pytest.mark.parametrize(
    ("tempo", "bpm"),
    [
        # 3.1.8, and 10.2 of the older syntax, which counts unit lengths.
        ("1/4=120", 120),
        ("3/8=50", 75),
        ('"Allegro" 1/4=100', 100),
        ('1/2=60 "Slow"', 120),
        ("1/4 3/8 1/4 3/8=40", 200),
        ("120", 60),
        ("C=120", 60),
        ("C3=40", 60),
    ],
)
def test_tempos(tempo, bpm):
    assert read("c", f"L:1/8\nQ:{tempo}\nK:C\n").tempo_map.tempos == ((0.0, bpm),)


def test_what_changes_within_a_tune():
    score = read('C [M:3/4]|[L:1/8][K:D]C [Q:"Fast" 1/4=200]F')
    assert score.notes.pitch.tolist() == [60, 61, 66]
    assert score.notes.duration_beats.tolist() == [1, 0.5, 0.5]
    assert score.keys == (KeySignature(0, 0), KeySignature(1, 2))
    assert score.tempo_map.tempos == ((0.0, 120.0), (1.5, 200.0))
    assert [(m.beat, m.text, m.extra["kind"]) for m in score.markers] == [(1.5, "Fast", "tempo")]


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        # 4.8 to 4.10.
        ("C|D:|E|", "CDCDE"),
        ("|:C|D:|E|", "CDCDE"),
        ("C||D:|E", "CDDE"),
        ("|:C:|:D:|", "CCDD"),
        ("|:C::D:|", "CCDD"),
        ("|::C::|D", "CCCD"),
        ("|:C|1 D:|2 E|]F", "CDCEF"),
        ("|:C|[1 D:|[2 E||F:|", "CDCEFF"),
        ("|:C|1,3 D:|2 E:|4 F|]", "CDCECDCF"),
        ("|:C|1-3 D:|4 E|]", "CDCDCDCE"),
        ("C|1 D:|2 E:|F:|", "CDCEFF"),
        ("|:C|1 D|E:|2 F|A|]", "CDECFA"),
        ("A||:B:|", "ABB"),
        ("|:C|\\\n1 D:|\n2 E|]", "CDCE"),
        ("|:C|D[|]:||:E:|", "CDCDEE"),
    ],
)
def test_repeats_are_played(music, expected):
    letters = {60: "C", 62: "D", 64: "E", 65: "F", 69: "A", 71: "B"}
    assert "".join(letters[p] for p in pitches(music)) == expected


def test_repeats_may_stay_folded(tmp_path):
    path = tmp_path / "a.abc"
    path.write_text("X:1\nK:C\n|:C|1 D:|2 E|]\n")
    with pytest.warns(PianoRollWarning, match="repeats are unfolded"):
        assert len(load(path).notes) == 4
    with pytest.warns(PianoRollWarning, match="repeats are not unfolded"):
        assert len(load(path, repeats=False).notes) == 3


def test_parts_are_played_in_their_order():
    # 3.1.9
    assert pitches("P:A\nC|\nP:B\nD|\n", "P:A(BA)2\nL:1/4\nK:C\n") == [60, 62, 60, 62, 60]
    score = read("P:A\nC|\nP:B\nD|\n", "L:1/4\nK:C\n")
    assert [(m.beat, m.text) for m in score.markers] == [(0, "A"), (1, "B")]


def test_a_bar_that_is_short_starts_a_meter_anew():
    score = read("C|DEFG|ABcd|", "M:4/4\nL:1/4\nK:C\n")
    assert score.tempo_map.signatures == ((0, 4, 4), (1, 4, 4))
    # A bar that a repeat sign divides is one.
    assert read("|:C|DEFG|ABc:|", "M:4/4\nL:1/4\nK:C\n").tempo_map.signatures == ((0, 4, 4), (1, 4, 4))


@pytest.mark.parametrize(
    ("music", "expected"),
    [
        # 5.1, its own examples.
        ("CDE\nw: syll-a-ble", ["syll-", "a-", "ble"]),
        ("CDEF\nw: syll-a--ble", ["syll-", "a-", "-", "ble"]),
        ("CDEF\nw: syll-a -ble", ["syll-", "a-", "-", "ble"]),
        ("CDE\nw: time__", ["time", "-", "-"]),
        ("CD\nw: of~the~day x", ["of the day", "x"]),
        ("CDE\nw: a * b", ["a", None, "b"]),
        ("CD\nw: a\\-b c", ["a-b", "c"]),
        ("CDE|FG\nw: a b | c", ["a", "b", None, "c", None]),
        ("CD|EF\nw: a b | c", ["a", "b", "c", None]),
        ("C D E F|\nw: doh re mi fa\nG A B c|\nw: sol la ti doh", ["doh", "re", "mi", "fa", "sol", "la", "ti", "doh"]),
        ("C D E F|\nG A B c|\nw: doh re mi fa sol la ti doh", ["doh", "re", "mi", "fa", "sol", "la", "ti", "doh"]),
        ("CD|\nw: doh re\nGG|\nw:\nFE|\nw: fa mi", ["doh", "re", None, None, "fa", "mi"]),
        ("{g}C z D-|D E\nw: a b c d", ["a", "b", "d"]),
        ("CD\nw: 1.~Three blind", ["Three", "blind"]),
        ("CD\nw: a\n+: b", ["a", "b"]),
        ("CDEF\nw: ban-_ner a", ["ban-", "-", "ner", "a"]),
    ],
)
def test_words_under_notes(music, expected):
    assert lyrics(music) == expected


def test_verses():
    # 5.2: the first field is used when a part is played first, then the second.
    score = read("CD|\nw: one two\nw: three four")
    assert score.notes.lyric.to_list() == ["one", "two"]
    assert [score.notes.extra[i]["verse 2"] for i in score.notes.id.tolist()] == ["three", "four"]
    repeated = read("|:CD:|\nw: one two\nw: three four")
    assert repeated.notes.lyric.to_list() == ["one", "two", "three", "four"]
    assert not repeated.notes.extra


def test_voices_are_tracks():
    # 7: voices, line by line and within lines.
    head = 'V:S clef=treble name="Soprano"\nV:B clef=bass\nL:1/4\nK:C\n'
    score = read("V:S\n%%MIDI program 73\nc d|\nV:B\nC, D,|\n[V:S]e|[V:B]E,|\n", head)
    assert [(t.name, t.program) for t in score.tracks] == [("Soprano", 73), ("", 0)]
    assert score.tracks[1].extra["abc"] == {"id": "B", "clef": "bass"}
    by_track = [score.notes.pitch[score.notes.track == t].tolist() for t in (0, 1)]
    assert by_track == [[72, 74, 76], [48, 50, 52]]


def test_chord_symbols_and_annotations_are_markers():
    # 4.18, 4.19
    score = read('"Am7"C "^above"D "_below"E "C/E"F')
    assert [(m.beat, m.text, dict(m.extra)) for m in score.markers] == [
        (0, "Am7", {"kind": "chord"}),
        (1, "above", {}),
        (2, "below", {"place": "_"}),
        (3, "C/E", {"kind": "chord"}),
    ]


def test_decorations_dynamics_slurs_and_graces_stay_with_their_notes():
    score = read("!pp!.(C !trill!D){g}E !f!T[FA]")
    assert score.notes.velocity.tolist() == [36, 36, 36, 96, 96]
    said = [dict(score.notes.extra.get(i, {}).get("abc", {})) for i in score.notes.id.tolist()]
    # The slur that begins with a point before it is a dotted one.
    assert said == [{"before": "("}, {"before": "!trill!", "after": ")"}, {"before": "{g}"}, {"before": "T"}, {}]


def test_texts_with_accents():
    # 8.2
    tune = "X:1\nT:\\`a \\'e \\^o \\~n \\\"u \\cc \\AA \\/o \\ss &eacute; \\u00e9 100\\% \\\\\nK:C\nC\n"
    (score,) = read_tunes(tune.encode())
    assert score.name == "à é ô ñ ü ç".replace(" ç", "") + " \\c c Å ø ß é é 100% \\" or score.name.startswith(
        "à é ô ñ ü"
    )
    assert score.name.endswith("Å ø ß é é 100% \\")


def test_text_is_kept_in_order(tmp_path):
    head = "C:Trad.\nT:Second title\nO:Here\nN:note\n%%scale 0.7\nH:history\n+:goes on\nR:reel\n"
    tune = f"X:7\nT:First title\n{head}M:4/4\nL:1/4\nK:C\nC\nW:more\nW:words\n"
    (score,) = read_tunes(tune.encode())
    fields = [tuple(field) for field in score.extra["abc"]["fields"]]
    assert fields == [
        ("T", "First title"), ("C", "Trad."), ("T", "Second title"), ("O", "Here"), ("N", "note"), ("%%", "scale 0.7"),
        ("H", "history goes on"), ("R", "reel"), ("W", "more"), ("W", "words"),
    ]  # fmt: skip
    again = load(save(score, tmp_path / "a.abc"))
    assert sorted(map(tuple, again.extra["abc"]["fields"])) == sorted(fields)
    assert [f for f in again.extra["abc"]["fields"] if f[0] not in "T"] == [list(f) for f in fields if f[0] not in "T"]
    assert again.extra["abc"]["number"] == 7
    renamed = load(save(score.replace(name="Third"), tmp_path / "a.abc"))
    assert [f[1] for f in renamed.extra["abc"]["fields"] if f[0] == "T"] == ["Third", "Second title"]


def test_several_tunes(tmp_path):
    path = tmp_path / "a.abc"
    path.write_text("%abc-2.1\nM:3/4\nL:1/4\n\nX:1\nT:One\nK:C\nC\n\nFree text\n\nX:2\nT:Two\nM:2/4\nK:G\nF\n")
    with pytest.warns(PianoRollWarning, match="it holds 2 tunes; X:1 is read"):
        assert load(path).name == "One"
    two = load(path, tune=2)
    assert (two.name, two.notes.pitch.tolist(), two.tempo_map.signatures) == ("Two", [66], ((0, 2, 4),))
    assert load(path, tune=1).tempo_map.signatures == ((0, 3, 4),)
    with pytest.raises(FormatError, match="there is no tune X:3; there are: 1, 2"):
        load(path, tune=3)


def test_what_models_write_without_a_number(tmp_path):
    path = tmp_path / "a.abc"
    path.write_text("L:1/8\nM:4/4\nK:D\n|: F2 A2 d4 :|\n")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert load(path).notes.pitch.tolist() == [66, 69, 74] * 2
    for text in ("hello\n", "X\n", "C D E|\n"):
        path.write_text(text)
        with pytest.raises(FormatError, match=r"a\.abc: there is no tune in it"):
            load(path)


def test_a_declared_encoding(tmp_path):
    path = tmp_path / "a.abc"
    path.write_bytes("%abc-2.1\nI:abc-charset iso-8859-2\nX:1\nT:Žluťoučký\nK:C\nC\n".encode("iso-8859-2"))
    assert load(path).name == "Žluťoučký"


@pytest.mark.parametrize(
    "music",
    [
        "c9999999",
        "c" * 30 + "/" * 20,
        "(9999:1:1c",
        "(3:0:3abc",
        "(0abc",
        "Z999999|c",
        "c0",
        "c/0",
        "[K:Zz]c",
        "[M:0/0]c",
        "[L:1/0]c",
        "[Q:1/4=0]c",
        "^/0c",
        "c,,,,,,,,,,",
    ],
)
def test_counts_that_cannot_be(music):
    score = read("C " + music + " C")
    assert len(score.notes) >= 1
    assert (score.notes.duration_beats > 0).all()


def test_what_is_written():
    """What stands in the file, by hand: a model has to read it."""
    from pathlib import Path

    from gradio_pianoroll.formats.abc import write

    score = Score(
        NoteTable.from_columns(
            [0, 1, 2, 3, 10 / 3, 11 / 3, 4], [1, 1, 1, 1 / 3, 1 / 3, 1 / 3, 5], [66, 65, 66, 62, 64, 66, 74],
            lyric=["a-", "b", None, "c", "-", "d", "e"],
        ),
        90,
        tracks=(Track("Voice", 40),),
        name="Tune",
    ).replace(keys=[KeySignature(0, 2)])  # fmt: skip
    assert write(score, Path("a.abc")).decode() == (
        '%abc-2.1\nX:1\nT:Tune\nM:4/4\nL:1/8\nQ:1/4=90\nV:1 name="Voice"\nK:D\nV:1\n%%MIDI program 40\n'
        "F2 =F2 ^F2 (3DEF | d8- | d2 z6 |]\nw:a-b * c_ d e_\n"
    )


def test_what_abc_has_no_place_for_is_named_once(tmp_path):
    score = Score(NoteTable.from_columns([0, 0], 1, [60, 64], [99, 20], lyric=["a", "b"], phoneme=["a", None]))
    with pytest.warns(PianoRollWarning) as said:
        save(score, tmp_path / "a.abc")
    assert [str(w.message) for w in said] == [
        "a.abc: ABC has no place for lyrics of notes below the first of a chord or layer and phonemes and velocities "
        "between the dynamic marks; they are left out"
    ]
