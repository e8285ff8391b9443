"""Scores from and to the objects of other libraries, against the real ones."""

import subprocess
import sys

import mido
import music21
import numpy as np
import pandas as pd
import pretty_midi
import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
import symusic
from hypothesis import given, settings
from hypothesis import strategies as st

from gradio_pianoroll.formats import interop, load
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, TempoMap, Track
from tests.formats.test_midi_properties import songs
from tests.score.strategies import tables, tempo_maps
from tests.songs import song


def rows_of(score, digits=9, lyrics=True):
    return sorted(
        (round(n.onset_beats, digits), round(n.duration_beats, digits), n.pitch, n.velocity, n.track, (n.lyric or "") if lyrics else "")
        for n in score.notes
    )  # fmt: skip


def rows_by_instrument(score):
    """Notes with the instrument in place of the number of the track."""
    kinds = [("drum" if t.is_drum else t.program, t.name) for t in score.tracks]
    return sorted((*row[:4], str(kinds[row[4]])) for row in rows_of(score, lyrics=False))


def same_tempos(a, b):
    assert [t[0] for t in a.tempo_map.tempos] == pytest.approx([t[0] for t in b.tempo_map.tempos])
    assert [t[1] for t in a.tempo_map.tempos] == pytest.approx([t[1] for t in b.tempo_map.tempos], rel=1e-4)


@given(songs())
def test_mido(score):
    file = interop.to_mido(score)
    assert isinstance(file, mido.MidiFile)
    strikes = [m for track in file.tracks for m in track if m.type == "note_on" and m.velocity]
    assert len(strikes) == len(score.notes)
    assert {m.text for t in file.tracks for m in t if m.type == "lyrics"} == {
        n.lyric for n in score.notes if n.lyric is not None
    }
    again = interop.from_mido(file)
    assert rows_of(again) == rows_of(score)
    assert again.tempo_map == score.tempo_map
    assert again.tracks == score.tracks


@given(songs())
def test_symusic(score):
    other = interop.to_symusic(score)
    assert isinstance(other, symusic.core.ScoreTick)
    assert other.note_num() == len(score.notes)
    assert other.ticks_per_quarter == score.ppqn
    again = interop.from_symusic(other)
    assert rows_by_instrument(again) == rows_by_instrument(score)
    assert again.tempo_map == score.tempo_map
    assert len(interop.from_symusic(other.to("quarter")).notes) == len(score.notes)


@given(songs())
def test_pretty_midi(score):
    other = interop.to_pretty_midi(score)
    assert isinstance(other, pretty_midi.PrettyMIDI)
    starts = sorted(note.start for instrument in other.instruments for note in instrument.notes)
    assert starts == pytest.approx(np.sort(score.tempo_map.seconds_at(score.notes.onset_beats)).tolist(), abs=1e-6)
    again = interop.from_pretty_midi(other)
    assert rows_by_instrument(again) == rows_by_instrument(score)
    same_tempos(again, score)
    assert again.tempo_map.signatures == score.tempo_map.signatures


def test_pretty_midi_made_by_a_program():
    other = pretty_midi.PrettyMIDI(initial_tempo=90)
    piano, drums = pretty_midi.Instrument(4, name="keys"), pretty_midi.Instrument(0, is_drum=True)
    piano.notes = [pretty_midi.Note(77, 60, 0.123456, 1.0), pretty_midi.Note(30, 64, 2.0, 2.0)]
    drums.notes = [pretty_midi.Note(100, 36, 0.5, 0.6)]
    other.instruments = [piano, drums]
    other.lyrics = [pretty_midi.Lyric("가", 0.123456), pretty_midi.Lyric("nowhere", 9)]
    score = interop.from_pretty_midi(other)
    assert score.tempo_map.seconds_at(score.notes.onset_beats) == pytest.approx([0.123456, 0.5, 2.0])
    assert score.notes.lyric.to_list() == ["가", None, None]
    assert [(t.name, t.program, t.is_drum) for t in score.tracks] == [("keys", 4, False), ("", 0, True)]
    assert (score.notes.duration_beats > 0).all()
    assert score.tempo_map.tempos[0][1] == pytest.approx(90)
    assert len(interop.from_pretty_midi(pretty_midi.PrettyMIDI()).notes) == 0


def test_what_pretty_midi_plays_beside_its_notes_is_named():
    other = pretty_midi.PrettyMIDI()
    part = pretty_midi.Instrument(4)
    part.control_changes = [pretty_midi.ControlChange(64, 127, 0.0), pretty_midi.ControlChange(64, 0, 1.0)]
    part.pitch_bends = [pretty_midi.PitchBend(100, 0.5)]
    other.instruments = [part]
    with pytest.warns(PianoRollWarning, match="3 control changes and pitch bends are left out") as said:
        interop.from_pretty_midi(other)
    assert len(said) == 1


def test_controllers_go_through_mido_and_symusic():
    pedal = Curve(
        "sustain pedal (track 1)", [127, 0], [0, 1], target="control", time="beats",
        style={"midi": {"type": "control", "number": 64, "track": 0}},
    )  # fmt: skip
    score = Score(NoteTable.from_columns([0], 2, 60), curves=[pedal], extra={"markers": [{"beat": 1, "text": "A"}]})
    for to, back in ((interop.to_mido, interop.from_mido), (interop.to_symusic, interop.from_symusic)):
        again = back(to(score))
        assert again.curves["sustain pedal (track 1)"].values.tolist() == [127, 0], to
        assert again.curves["sustain pedal (track 1)"].times.tolist() == [0, 1], to
        assert again.extra["markers"] == [{"beat": 1, "text": "A"}], to


def test_a_whole_song_through_each_library():
    score = load(song())
    for to, back in (
        (interop.to_mido, interop.from_mido),
        (interop.to_symusic, interop.from_symusic),
        (interop.to_pretty_midi, interop.from_pretty_midi),
    ):
        again = back(to(score))
        # Each library has its own idea of which note ends first when a pitch sounds twice: no durations here.
        struck = [[(row[0], row[2], row[3]) for row in rows_of(s, 6, False)] for s in (score, again)]
        assert sorted(struck[0]) == sorted(struck[1]), to


@settings(max_examples=25)
@given(songs())
def test_music21(score):
    other = interop.to_music21(score)
    assert isinstance(other, music21.stream.Score)
    assert len(other.recurse().notes) == len(score.notes)
    again = interop.from_music21(other)
    assert rows_of(again, 6) == rows_of(score, 6)
    same_tempos(again, score)
    assert np.allclose(again.tempo_map.signatures, score.tempo_map.signatures, atol=1e-6)
    assert [(t.name, t.program, t.is_drum) for t in again.tracks] == [
        (t.name, t.program, t.is_drum) for t in score.tracks
    ]


def test_verses_tied_texts_and_microtones_of_music21():
    part = music21.stream.Part()
    for name, texts in (("C4", {1: "one", 2: "eins"}), ("D4", {2: "zwei"}), ("E4", {}), ("E~4", {})):
        note = music21.note.Note(name)
        note.lyrics = [music21.note.Lyric(text, number=number, applyRaw=True) for number, text in texts.items()]
        part.append(note)
    tied = [music21.note.Note("G4") for _ in range(2)]
    tied[0].tie, tied[1].tie = music21.tie.Tie("start"), music21.tie.Tie("stop")
    tied[1].lyric = "late"
    part.append(tied)
    score = interop.from_music21(part)
    assert score.notes.lyric.to_list() == ["one", None, None, None, "late"]
    assert score.notes.duration_beats.tolist() == [1, 1, 1, 1, 2]
    assert score.notes.pitch.tolist() == [60, 62, 64, music21.pitch.Pitch("E~4").midi, 67]
    assert [dict(n.extra) for n in score.notes] == [{"verse 2": "eins"}, {"verse 2": "zwei"}, {}, {"cents": -50.0}, {}]
    back = interop.to_music21(score)
    assert [{x.number: x.text for x in n.lyrics} for n in back.recurse().notes][:2] == [
        {1: "one", 2: "eins"},
        {2: "zwei"},
    ]
    assert [n.pitch.ps for n in back.recurse().notes] == [60, 62, 64, 64.5, 67]


def test_music21_with_measures_ties_chords_and_syllables():
    part = music21.stream.Part()
    part.append(music21.meter.TimeSignature("3/4"))
    for length, text in ((2.0, "hel-"), (4.0, "lo"), (1.5, None)):
        note = music21.note.Note("E4", quarterLength=length)
        if text:
            note.addLyric(text)
        part.append(note)
    chord = music21.chord.Chord(["C4", "G4"], quarterLength=1)
    chord.volume.velocity = 33
    chord.addLyric("both")
    part.append(chord)
    part.append(music21.note.Note("C5").getGrace())
    measured = part.makeMeasures()
    measured.makeTies(inPlace=True)
    assert len(measured.recurse().notes) > 5
    score = interop.from_music21(measured)
    assert rows_of(score) == [
        (0, 2, 64, 100, 0, "hel-"),
        (2, 4, 64, 100, 0, "lo"),
        (6, 1.5, 64, 100, 0, ""),
        (7.5, 1, 60, 33, 0, ""),
        (7.5, 1, 67, 33, 0, "both"),
    ]
    assert score.tempo_map.signatures == ((0.0, 3, 4),)


@given(tables(), tempo_maps())
def test_tables(table, tempo_map):
    plain = NoteTable.from_columns(
        table.onset_beats, table.duration_beats, table.pitch, table.velocity, table.track, table.id, table.lyric, table.phoneme, table.ref
    )  # fmt: skip
    score = Score(plain, tempo_map, name="x")
    frame, arrow = interop.to_dataframe(score), interop.to_arrow_table(score)
    assert isinstance(frame, pd.DataFrame)
    assert isinstance(arrow, pa.Table)
    arrow.validate(full=True)
    seconds = tempo_map.seconds_at(plain.onset_beats)
    assert np.array_equal(frame["onset_s"].to_numpy(), seconds)
    assert arrow["lyric"].to_pylist() == frame["lyric"].tolist() == plain.lyric.to_list()
    for again in (interop.from_dataframe(frame), interop.from_arrow_table(arrow)):
        assert again.notes.same(plain)
        assert again.tempo_map == tempo_map
        assert again.name == "x"
    shuffled = frame.sample(frac=1, random_state=1)
    assert interop.from_dataframe(shuffled).notes.same(plain)
    if len(plain):
        in_seconds = frame.drop(columns=["onset_beats", "duration_beats"])
        again = interop.from_dataframe(in_seconds, tempo_map).notes
        assert np.sort(again.onset_beats) == pytest.approx(np.sort(plain.onset_beats), abs=1e-6)


def test_tables_of_other_programs():
    frame = pd.DataFrame(
        {"pitch": [60, 62], "onset_s": [0.0, 1.0], "duration_s": [1.0, 0.5], "lyric": ["a", float("nan")]}
    )
    score = interop.from_dataframe(frame, 60)
    assert rows_of(score) == [(0, 1, 60, 100, 0, "a"), (1, 0.5, 62, 100, 0, "")]
    assert interop.from_dataframe(frame.assign(lyric=pd.array(["a", pd.NA], "string"))).notes.lyric.to_list() == [
        "a",
        None,
    ]
    with pytest.raises(ValueError, match="needs the column pitch"):
        interop.from_dataframe(frame.drop(columns="pitch"))
    with pytest.raises(ValueError, match="onset_beats and duration_beats"):
        interop.from_arrow_table(pa.table({"pitch": [1]}))


def plain_matrix(score, rate, binary=False):
    """The same with loops."""
    matrix = np.zeros((128, 10_000), np.uint8)
    last = 0
    for n in score.notes:
        start = round(float(score.tempo_map.seconds_at(n.onset_beats)) * rate)
        stop = max(round(float(score.tempo_map.seconds_at(n.onset_beats + n.duration_beats)) * rate), start + 1)
        value = 1 if binary else max(n.velocity, 1)
        matrix[n.pitch, start:stop] = np.maximum(matrix[n.pitch, start:stop], value)
        last = max(last, stop)
    return matrix[:, :last]


@given(tables())
def test_a_matrix_is_what_loops_give(table):
    score = Score(table, TempoMap([(0, 120), (8, 77)]))
    for binary in (False, True):
        found = interop.to_matrix(score, 50, values="binary" if binary else "velocity")
        assert np.array_equal(found, plain_matrix(score, 50, binary))


@st.composite
def framed(draw):
    """Notes that begin and end with frames; those of one pitch do not overlap."""
    rate = draw(st.sampled_from([10.0, 31.25, 100.0]))
    rows = []
    for pitch in draw(st.sets(st.integers(0, 127), max_size=4)):
        at = 0
        for _ in range(draw(st.integers(1, 4))):
            at += draw(st.integers(0, 20))
            length = draw(st.integers(1, 20))
            rows.append((at, length, pitch, draw(st.integers(2, 127))))
            at += length
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    tempo = TempoMap(draw(st.sampled_from([60.0, 97.3])))
    onset, end = (tempo.beats_at(np.array(c) / rate) for c in (columns[0], np.add(columns[0], columns[1])))
    return Score(NoteTable.from_columns(onset, end - onset, columns[2], columns[3]), tempo), rate


@given(framed())
def test_matrices_round_trip(given_score):
    score, rate = given_score
    matrix = interop.to_matrix(score, rate)
    onsets = interop.to_matrix(score, rate, values="onsets", n_frames=matrix.shape[1])
    again = interop.from_matrix(matrix, rate, onsets=onsets, tempo=score.tempo_map)
    assert rows_of(again, 6) == rows_of(score, 6)
    assert np.array_equal(interop.to_matrix(again, rate), matrix)
    binary = interop.to_matrix(score, rate, values="binary")
    soft = interop.from_matrix(binary, rate, onsets=onsets, tempo=score.tempo_map, velocity=64)
    assert set(soft.notes.velocity.tolist()) <= {64}
    assert [r[:3] for r in rows_of(soft, 6)] == [r[:3] for r in rows_of(score, 6)]


def test_pretty_midi_sees_the_same_matrix():
    other = pretty_midi.PrettyMIDI()
    piano = pretty_midi.Instrument(0)
    piano.notes = [pretty_midi.Note(90, 60, 0.0, 0.5), pretty_midi.Note(50, 72, 0.25, 1.0)]
    other.instruments = [piano]
    theirs = other.get_piano_roll(fs=100)
    assert np.array_equal(interop.to_matrix(interop.from_pretty_midi(other), 100), theirs)


def test_activations_and_wrong_matrices():
    activations = np.zeros((128, 6), np.float32)
    activations[60, 1:4] = [0.9, 0.6, 0.2]
    score = interop.from_matrix(activations, 2.0, threshold=0.5, tempo=60)
    assert rows_of(score) == [(0.5, 1, 60, 100, 0, "")]
    assert len(interop.from_matrix(np.zeros((128, 0))).notes) == 0
    track = Score(NoteTable.from_columns([0, 0], [1, 1], [60, 61], track=[0, 1]))
    assert interop.to_matrix(track, 4, track=1).sum(axis=1).nonzero()[0].tolist() == [61]
    assert interop.to_matrix(track, 4, n_frames=9).shape == (128, 9)
    for wrong in (
        lambda: interop.from_matrix(np.zeros((12, 4))),
        lambda: interop.from_matrix(np.zeros((128, 4)), onsets=np.zeros((128, 5))),
        lambda: interop.from_matrix(np.zeros((128, 4)), 0),
        lambda: interop.to_matrix(track, -1),
        lambda: interop.to_matrix(track, values="loud"),
        lambda: interop.to_matrix(track, 1e12),
    ):
        with pytest.raises(ValueError, match=r"must|possible"):
            wrong()


def test_a_long_score_is_filled_in_blocks():
    n = 3_000
    table = NoteTable.from_columns(np.arange(n) / 8, 20, np.arange(n) % 128, np.arange(n) % 127 + 1)
    score = Score(table, TempoMap(60))
    matrix = interop.to_matrix(score, 200)
    assert (matrix > 0).sum(axis=0).max() == 128
    assert matrix[0, int(128 / 8 * 200)] == 128 % 127 + 1


def test_what_they_are_given_stays_as_it_is():
    score = Score(NoteTable.from_columns([0], [1], [60]), curves=[Curve("f0", [1.0])], tracks=(Track("a"),))
    frame = interop.to_dataframe(score)
    before = frame.copy()
    interop.from_dataframe(frame)
    pd.testing.assert_frame_equal(frame, before)
    matrix = np.ones((128, 3), np.uint8)
    interop.from_matrix(matrix)
    assert (matrix == 1).all()


@pytest.mark.parametrize(
    ("module", "function", "extra"),
    [
        ("mido", "to_mido", "convert"),
        ("pretty_midi", "to_pretty_midi", "convert"),
        ("symusic", "to_symusic", "convert"),
        ("music21", "to_music21", "convert"),
        ("pandas", "to_dataframe", "table"),
        ("pyarrow", "to_arrow_table", "table"),
    ],
)
def test_a_missing_library_is_told_how_to_install(module, function, extra):
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from gradio_pianoroll.formats import interop; from gradio_pianoroll.score import Score\n"
        f"try:\n    interop.{function}(Score())\nexcept ImportError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    package = module.replace("_", "-")
    assert done.stdout == f"{function} needs the package {package}: pip install 'gradio_pianoroll[{extra}]'\n"


def test_nothing_is_imported_before_it_is_used():
    code = "import sys, gradio_pianoroll.formats.interop\nprint(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert loaded & {"mido", "pretty_midi", "music21", "pandas", "pyarrow", "symusic"} == set()


def test_what_is_handed_out_can_be_computed_with():
    """The step from 64 to 57 is -7 in every table and matrix; unsigned it was 249."""
    score = Score(NoteTable.from_columns([0, 1], 1, [64, 57], [100, 20], [3, 0]))
    frame = interop.to_dataframe(score)
    table = interop.to_arrow_table(score)
    for column in ("pitch", "velocity", "track", "id"):
        exact = np.diff(getattr(score.notes, column)).tolist()
        assert frame[column].diff().tolist()[1:] == exact
        assert np.diff(frame[column].to_numpy()).tolist() == exact
        assert np.diff(table[column].to_numpy()).tolist() == exact
        assert [str(kind) for kind in (frame[column].dtype, table[column].type)] == ["int64", "int64"]
    assert (frame.pitch - 69).tolist() == [-5, -12]
    matrix = interop.to_matrix(score, frame_rate_hz=2)
    assert (matrix[57].astype(object) - 60).tolist() == (matrix[57] - 60).tolist() == [-60, -40]
    assert int((matrix * 1_000_000).max()) == 100_000_000
    small = interop.to_matrix(score, frame_rate_hz=2, dtype=np.uint8)
    assert small.dtype == np.uint8
    assert small.tolist() == matrix.tolist()


def test_parquet_of_a_score_is_signed(tmp_path):
    score = Score(NoteTable.from_columns([0, 1], 1, [64, 57]))
    parquet.write_table(interop.to_arrow_table(score), tmp_path / "song.parquet")
    assert np.diff(parquet.read_table(tmp_path / "song.parquet")["pitch"].to_numpy()).tolist() == [-7]


def test_drums_and_channels_reach_music21():
    score = Score(
        NoteTable.from_columns([0.0, 0.0], [1.0, 1.0], [36, 60], track=[0, 1]),
        tracks=(Track("Drums", is_drum=True, channel=9), Track("Bass", program=33, channel=4)),
    )
    channels = [i.midiChannel for i in interop.to_music21(score).recurse().getElementsByClass("Instrument")]
    # music21 counts channels from 0 and has percussion on 9, as General MIDI on its tenth.
    assert channels == [9, 4]


def test_a_key_that_only_looks_like_a_verse_is_none():
    notes = NoteTable.from_columns(
        [0.0], [1.0], [60], id=[0], lyric=["la"], extra={0: {"verse 1": "x", "verse 2": "lo", "verse b": "y"}}
    )
    (note,) = interop.to_music21(Score(notes)).recurse().notes
    assert [(lyric.number, lyric.text) for lyric in note.lyrics] == [(1, "la"), (2, "lo")]


def test_a_song_in_quarters_of_symusic_is_that_in_ticks():
    ticks = interop.to_symusic(load(song()))
    assert rows_of(interop.from_symusic(ticks.to("quarter"))) == rows_of(interop.from_symusic(ticks))
