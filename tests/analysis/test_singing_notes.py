"""Notes as listeners hear them: the network on songs that it was not trained on, and the search against all ways there are."""

import itertools
import math

import mir_eval
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gradio_pianoroll.analysis import AnalysisError, F0Result, HeardModel, NoteModel, extract_f0, find_notes, loudness
from gradio_pianoroll.analysis.singing_notes.inputs import FRAME_S, VoiceFrames
from gradio_pianoroll.analysis.singing_notes.path import PITCH_STEP, cheapest_notes
from scripts.note_songs import SR, make_note_song

# Those of the training are below 160.
UNHEARD = (1000, 1001)


def heard_in(song, engine, hop, window, model=None):
    f0 = extract_f0(song.audio, SR, engine, fmin=65, fmax=1050, hop_length=hop, frame_length=2048)
    return find_notes(f0, loudness=loudness(song.audio, SR, hop_length=hop, frame_length=window), model=model)


def onsets_right(song, notes):
    """F of onsets within 50 ms; and with the pitch within 50 cents."""
    true, found = np.c_[song.onset_s, song.end_s], np.c_[notes.onset_s, notes.end_s]
    hz = [440 * 2 ** ((pitch - 69) / 12) for pitch in (song.pitch, notes.pitch)]
    onset = mir_eval.transcription.onset_precision_recall_f1(true, found)[2]
    return onset, mir_eval.transcription.precision_recall_f1_overlap(true, hz[0], found, hz[1], offset_ratio=None)[2]


@pytest.mark.parametrize(("engine", "hop", "window"), [("pyin", 256, 512), ("pyin", 512, 2048), ("swift", 256, 1024)])
def test_notes_of_songs_that_it_was_not_trained_on(engine, hop, window):
    scores = []
    for seed in UNHEARD:
        song = make_note_song(seed)
        notes = heard_in(song, engine, hop, window)
        scores.append(onsets_right(song, notes))
        # The rules are no better.
        assert scores[-1] > onsets_right(song, heard_in(song, engine, hop, window, NoteModel()))
    onset, with_pitch = np.mean(scores, axis=0)
    assert onset > 0.92
    assert with_pitch > 0.84


def test_notes_are_in_order_and_do_not_overlap():
    notes = heard_in(make_note_song(1002), "pyin", 256, 512)
    assert len(notes) > 20
    assert np.all(notes.end_s > notes.onset_s)
    assert np.all(notes.onset_s[1:] >= notes.end_s[:-1])
    assert np.all((notes.velocity >= 1) & (notes.velocity <= 127))


def test_a_model_that_hears_needs_a_level():
    f0 = F0Result(np.arange(9) * 0.01, np.full(9, 220.0, np.float32), np.ones(9, bool), np.ones(9, np.float32))
    with pytest.raises(AnalysisError, match="needs the level of each frame"):
        find_notes(f0, model=HeardModel())
    assert len(find_notes(f0, model=NoteModel(shortest_s=0.01))) == 1


@pytest.mark.parametrize(
    "given", [{"shortest_frames": 0}, {"shortest_frames": 2.5}, {"start_cost": math.nan}, {"pitch_cost": -1.0}]
)
def test_a_model_that_cannot_be_is_refused_by_name(given):
    with pytest.raises(AnalysisError, match=next(iter(given))):
        HeardModel(**given)


@pytest.mark.parametrize("level", [-math.inf, math.nan, 0.0])
def test_a_level_that_says_nothing_is_borne(level):
    n = 200
    f0 = F0Result(np.arange(n) * FRAME_S, np.full(n, 220.0, np.float32), np.ones(n, bool), np.ones(n, np.float32))
    notes = find_notes(f0, loudness=np.full(n, level))
    assert np.all(np.isfinite(notes.onset_s))
    assert np.all(np.isfinite(notes.pitch))


def cost_of(way, frames, probabilities, model):
    """Cost of gaps and notes [(first, end)] as `HeardModel` says it, frame by frame; each note at its best pitch."""
    sung = frames.pitch[frames.voiced]
    grid = np.arange(np.floor(sung.min() / PITCH_STEP) - 1, np.ceil(sung.max() / PITCH_STEP) + 2) * PITCH_STEP
    begins, sounds = probabilities.T
    cost, in_note = 0.0, np.zeros(len(sounds), bool)
    for first, end in way:
        in_note[first:end] = True
        weights = model.pitch_cost * frames.confidence * frames.voiced
        apart = np.minimum(abs(frames.pitch[first:end, None] - grid), model.farthest)
        cost += (weights[first:end, None] * apart).sum(axis=0).min()
        cost += model.start_cost - model.start_weight * math.log(begins[first])
        cost -= model.start_weight * np.log(1 - begins[first + 1 : end]).sum()
    return cost - np.log(sounds[in_note]).sum() - np.log(1 - sounds[~in_note]).sum()


def all_ways(n, least):
    """Every set of notes of at least `least` frames that do not overlap in n frames."""
    spans = [(a, b) for a in range(n) for b in range(a + least, n + 1)]
    for count in range(n // least + 1):
        for way in itertools.combinations(spans, count):
            if all(a[1] <= b[0] for a, b in itertools.pairwise(way)):
                yield way


SHARE = st.floats(0.01, 0.99)


@given(st.lists(st.tuples(SHARE, SHARE, st.integers(-8, 8), st.booleans(), SHARE), min_size=3, max_size=8), st.data())
def test_the_way_is_the_cheapest_of_all(rows, data):
    begins, sounds, steps, voiced, sure = (np.array(column) for column in zip(*rows, strict=True))
    voiced[0] = True
    frames = VoiceFrames(60 + steps / 4, voiced, sure.astype(np.float32), np.zeros(len(rows)))
    model = HeardModel(start_cost=data.draw(st.floats(0, 3)), shortest_frames=data.draw(st.integers(2, 3)))
    probabilities = np.stack([begins, sounds], axis=1)
    first, end = cheapest_notes(frames, probabilities, model)
    found = cost_of(list(zip(first, end, strict=True)), frames, probabilities, model)
    best = min(cost_of(way, frames, probabilities, model) for way in all_ways(len(rows), model.shortest_frames))
    assert found == pytest.approx(best, abs=1e-9)
