"""Invented songs of each format of singing synthesizers are saved and loaded without a loss."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.singing_files import FILES, differences, song
from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import Curve, NoteTable, PianoRollWarning, Score, Segment, TempoMap, Track
from gradio_pianoroll.score.notes.builder import concat
from gradio_pianoroll.score.notes.table import columns_of
from gradio_pianoroll.transport import decode, encode, encode_layers
from gradio_pianoroll.wire.layers import decode_layers
from gradio_pianoroll.wire.snapshot import encode_exact


@pytest.mark.parametrize("format", FILES)
def test_what_format_and_score_both_hold_comes_back(format):
    @settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.randoms(use_true_random=False))
    def run(random):
        assert differences(format, song(format, random)) == []

    run()


@pytest.mark.parametrize("format", FILES)
def test_a_loss_is_found(format, monkeypatch):
    """The comparison of the test above is not blind: it sees a pitch that comes back another one."""
    import benchmarks.singing_files as module

    def wrong(path):
        score = load(path)
        return score.replace(
            notes=NoteTable.from_columns(**(columns_of(score.notes) | {"pitch": 127 - score.notes.pitch}))
        )

    monkeypatch.setattr(module, "load", wrong)
    assert "pitch" in differences(format, song(format, Random(3)))


@pytest.mark.parametrize("name", FILES.values())
def test_what_has_no_place_is_named_once(tmp_path, name):
    score = Score(
        NoteTable.from_columns([1, 2], 1, [60, 62], [90, 80], lyric=["a", "a"], phoneme=["a", "a"]),
        TempoMap(120),
        curves=[Curve("level", [1, 2])],
        segments=[Segment(0.5, 1.0, "phones", "a"), Segment(1.0, 1.5, "phones", "a"), Segment(0, 1, "speaker", "B")],
    )
    with pytest.warns(PianoRollWarning) as said:
        save(score, tmp_path / name)
    losses = [str(w.message) for w in said if "no place" in str(w.message)]
    assert len(losses) == 1
    assert all(word in losses[0] for word in ("velocities", "curves ('level')", "'speaker'"))


@pytest.mark.parametrize("name", ["song.soulx.json", "song.ds", "song.ust", "song.full.lab"])
def test_one_voice_is_written_and_the_rest_named(tmp_path, name):
    notes = NoteTable.from_columns(
        [0, 0, 1, 2], [1, 1, 1.5, 1], [60, 64, 67, 69], track=[1, 1, 1, 1], lyric=["a"] * 4, phoneme=["a"] * 4
    )
    other = NoteTable.from_columns([0], 1, [40], id=[9])
    score = Score(concat(notes, other), tracks=(Track("bass"), Track("voice")))
    with pytest.warns(PianoRollWarning) as said:
        path = save(score, tmp_path / name)
    words = " ".join(str(w.message) for w in said)
    assert "track 1 is written, 1 other track is left out" in words
    assert "1 lower note of a chord is left out" in words
    assert "1 note ends where the next one begins" in words
    assert load(path).notes.pitch.tolist() == [64, 67, 69]


def test_a_score_of_one_format_goes_into_all_others(tmp_path):
    """Slurs, phonemes and lyrics keep their meaning from one synthesizer to the next."""
    notes = NoteTable.from_columns([1, 2, 3], 1, [60, 62, 64], lyric=["카", "-", "사"], phoneme=["k a", None, "s a"])
    path = save(Score(notes), tmp_path / "first.ds")
    for name in ("a.ustx", "b.soulx.json", "c.ds"):
        path = save(load(path), tmp_path / name)
        again = load(path).notes
        assert again.lyric.to_list() == ["카", "-", "사"], name
        assert again.pitch.tolist() == [60, 62, 64], name
        assert again.phoneme.to_list()[1] is None, name
    assert "lyric: +~" in (tmp_path / "a.ustx").read_text(encoding="utf-8")
    assert '"note_type": "1 2 3 2 1"' in (tmp_path / "b.soulx.json").read_text(encoding="utf-8")


def through_the_page(score):
    """The score as it comes back from a roll."""
    return decode(encode(score), encode_exact(score)).replace(
        **dict(zip(("curves", "segments"), decode_layers(encode_layers(score.curves, score.segments)), strict=True))
    )


@pytest.mark.parametrize(
    "way", [lambda score: Score.from_dict(score.to_dict()), through_the_page], ids=["dict", "page"]
)
@pytest.mark.parametrize("format", FILES)
@pytest.mark.filterwarnings("ignore::gradio_pianoroll.score.PianoRollWarning")
def test_what_was_read_is_written_again_after_the_way_through_a_roll(tmp_path, format, way):
    """Phrases, phones and what only the file knows come through the forms that a handler and the page get."""
    name = FILES[format]
    for seed in range(8):
        score = load(save(song(format, Random(seed)), tmp_path / name))
        before = save(score, tmp_path / name).read_bytes()
        assert save(way(score), tmp_path / name).read_bytes() == before
