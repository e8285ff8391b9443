"""Any score on the grid of its PPQN: written, read by mido, read by us."""

import tempfile
from collections import Counter
from pathlib import Path

import mido
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.formats import load, save
from gradio_pianoroll.score import NoteTable, Score, TempoMap, Track
from tests.formats.midi_bytes import lyrics_by_mido
from tests.formats.test_midi_songs import notes_by_mido, notes_of

SYLLABLES = st.none() | st.sampled_from(["가", "나다", "la", "ら", "🎵", "é"])


@st.composite
def songs(draw):
    """Scores that MIDI can hold: no two notes of one pitch of a channel overlap, no two tracks share a channel."""
    ppqn = draw(st.sampled_from([24, 96, 480, 960, 15360]))
    tracks = [
        Track(draw(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs")), max_size=5)), draw(st.integers(0, 127)), channel, channel == 9)
        for channel in sorted(draw(st.sets(st.integers(0, 15), min_size=1, max_size=4)))
    ]  # fmt: skip
    columns = {name: [] for name in ("onset", "duration", "pitch", "velocity", "track", "lyric")}
    for track in range(len(tracks)):
        at = 0
        for _ in range(draw(st.integers(1, 5))):
            at += draw(st.integers(0, ppqn * 9))
            length = draw(st.integers(1, ppqn * 5))
            values = (
                at / ppqn,
                length / ppqn,
                draw(st.integers(0, 127)),
                draw(st.integers(1, 127)),
                track,
                draw(SYLLABLES),
            )
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
            at += length
    beats = sorted(draw(st.sets(st.integers(1, ppqn * 20), max_size=3)))
    microseconds = st.integers(100_000, 2_000_000)
    tempos = [(tick / ppqn, 60e6 / draw(microseconds)) for tick in [0, *beats]]
    signatures = [(tick / ppqn, draw(st.integers(1, 9)), draw(st.sampled_from([2, 4, 8]))) for tick in [0, *beats[:2]]]
    notes = NoteTable.from_columns(*list(columns.values())[:5], lyric=columns["lyric"])
    return Score(notes, TempoMap.tidy(tempos, signatures), tuple(tracks), ppqn=ppqn)


@given(songs())
def test_round_trip(score):
    with tempfile.TemporaryDirectory() as folder:
        path = save(score, Path(folder) / "song.mid")
        file = mido.MidiFile(path, charset="utf-8")
        by_mido = notes_by_mido(path)
        lyrics = lyrics_by_mido(path)
        again = load(path)
    assert by_mido == (score.ppqn, notes_of(score))
    sung = [(round(n.onset_beats * score.ppqn), n.track, n.lyric) for n in score.notes if n.lyric is not None]
    assert Counter(sung) == Counter((tick, i, text) for i, events in enumerate(lyrics) for tick, text in events)
    tempos = [m.tempo for track in file.tracks for m in track if m.type == "set_tempo"]
    assert tempos == [round(60e6 / bpm) for _, bpm in score.tempo_map.tempos]
    assert again.tempo_map == score.tempo_map
    assert again.tracks == score.tracks
    assert notes_of(again) == notes_of(score)
    by_place = {(n.onset_beats, n.track): n.lyric for n in again.notes}
    assert {(n.onset_beats, n.track): n.lyric for n in score.notes} == by_place
