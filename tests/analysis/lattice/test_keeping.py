"""Lattices are found again by the content of their sound, and lie in mapped files beyond a size."""

import json
import logging
import mmap

import numpy as np
import pytest

from gradio_pianoroll.analysis import Pin, PitchLattice
from gradio_pianoroll.analysis.blob_store import BlobStore
from gradio_pianoroll.analysis.cache import AnalysisCache
from gradio_pianoroll.analysis.lattice import keep, source
from tests.analysis.lattice.sounds import SMALL, SR, sentence, sounds
from tests.recordings import spoken_sentences


@pytest.fixture
def cache(tmp_path):
    with BlobStore(tmp_path / "analysis.sqlite", max_bytes=50_000_000) as store:
        yield AnalysisCache(store)


@pytest.fixture
def made(monkeypatch):
    """How often something was observed."""
    count, make = [], source.make_base

    def counting(*arguments):
        count.append(1)
        return make(*arguments)

    monkeypatch.setattr(source, "make_base", counting)
    return count


@pytest.fixture(params=["entry", "files"])
def kind(request, monkeypatch):
    """Small lattices as entries of the store, or all of them in files."""
    if request.param == "files":
        monkeypatch.setattr(keep, "MOST_ENTRY_BYTES", 0)
    return request.param


def assert_same(a, b):
    for name, array in a._base.arrays().items():
        np.testing.assert_array_equal(b._base.arrays()[name], array, err_msg=name)
        assert b._base.arrays()[name].dtype == array.dtype


def test_the_same_sound_is_observed_once(cache, made, kind, tmp_path):
    y = sounds()["speech"]
    first = PitchLattice.of(y, SR, cache=cache, **SMALL)
    cache.clear_memory()
    again = PitchLattice.of(y.copy(), SR, cache=cache, **SMALL)
    assert len(made) == 1
    assert_same(first, again)
    assert (tmp_path / "lattices").is_dir() == (kind == "files")
    for pins in ([Pin.unvoiced(0.2, 0.5)], [Pin(0.3, 0.6, 100, 200, weight=5)], []):
        np.testing.assert_array_equal(first.decode(pins).f0_hz, again.decode(pins).f0_hz)
    # Another sound, another parameter: another lattice.
    PitchLattice.of(y[:-100], SR, cache=cache, **SMALL)
    PitchLattice.of(y, SR, cache=cache, **{**SMALL, "fmin": 80})
    PitchLattice.of(y, SR, cache=cache, **SMALL, switch_prob=0.02)
    assert len(made) == 4


def test_a_file_is_known_by_its_content(cache, made, kind, tmp_path):
    first = PitchLattice.of(spoken_sentences("vm-intro.wav"), cache=cache)
    copy = tmp_path / "copy.wav"
    copy.write_bytes(spoken_sentences("vm-intro.wav").read_bytes())
    assert_same(first, PitchLattice.of(str(copy), cache=cache))
    assert len(made) == 1


def test_what_is_in_files_is_mapped_and_not_read(cache, monkeypatch):
    monkeypatch.setattr(keep, "MOST_ENTRY_BYTES", 0)
    y = sentence()
    PitchLattice.of(y, SR, cache=cache)
    lattice = PitchLattice.of(y, SR, cache=cache)
    for array in (lattice._base.frames.words, lattice._base.rows.unvoiced):
        below = array
        while isinstance(below.base, np.ndarray):
            below = below.base
        assert isinstance(below.base, mmap.mmap)
        assert not array.flags.writeable


def test_a_large_lattice_is_mapped_while_it_is_made():
    y = sentence()
    small, large = (PitchLattice.of(y, SR, cache=False, map_bytes=n) for n in (10**9, 5_000))
    assert_same(small, large)
    below = large._base.rows.unvoiced
    while isinstance(below.base, np.ndarray):
        below = below.base
    assert isinstance(below.base, mmap.mmap)
    pins = [Pin.unvoiced(1, 2), Pin(2.5, 3, 100, 200, weight=8)]
    np.testing.assert_array_equal(small.decode(pins).f0_hz, large.decode(pins).f0_hz)


@pytest.mark.parametrize("harm", ["cut", "gone", "other", "sizes"])
def test_damaged_files_are_made_anew(cache, made, monkeypatch, caplog, tmp_path, harm):
    monkeypatch.setattr(keep, "MOST_ENTRY_BYTES", 0)
    y = sounds()["speech"]
    first = PitchLattice.of(y, SR, cache=cache, **SMALL)
    (folder,) = (tmp_path / "lattices").iterdir()
    words = folder / "frames_words.npy"
    if harm == "cut":
        words.write_bytes(words.read_bytes()[:-100])
    elif harm == "gone":
        words.unlink()
    elif harm == "other":
        np.save(words, np.zeros(3, np.uint64))
    else:
        (folder / "sizes.json").write_text(json.dumps({"path": [3]}), "utf-8")
    with caplog.at_level(logging.WARNING):
        again = PitchLattice.of(y, SR, cache=cache, **SMALL)
    assert "damaged" in caplog.text
    assert len(made) == 2
    assert_same(first, again)
    PitchLattice.of(y, SR, cache=cache, **SMALL)
    assert len(made) == 2


def test_the_oldest_files_go_when_there_are_too_many(monkeypatch, tmp_path, made):
    monkeypatch.setattr(keep, "MOST_ENTRY_BYTES", 0)
    y = sounds()["speech"]

    def size_and_number():
        folders = list((tmp_path / "lattices").iterdir())
        return sum(file.stat().st_size for folder in folders for file in folder.iterdir()), len(folders)

    with BlobStore(tmp_path / "analysis.sqlite") as store:
        PitchLattice.of(y, SR, cache=AnalysisCache(store), **SMALL)
    most = int(3.5 * size_and_number()[0])
    with BlobStore(tmp_path / "analysis.sqlite", max_bytes=most) as store:
        cache = AnalysisCache(store)
        for n in range(1, 6):
            PitchLattice.of(y[n:], SR, cache=cache, **SMALL)
        size, number = size_and_number()
        assert size <= most
        assert number == 3
        assert len(made) == 6
        PitchLattice.of(y[5:], SR, cache=cache, **SMALL)
        assert len(made) == 6


def test_a_folder_that_cannot_be_written_costs_a_warning(cache, monkeypatch, caplog, tmp_path):
    monkeypatch.setattr(keep, "MOST_ENTRY_BYTES", 0)
    (tmp_path / "lattices").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        lattice = PitchLattice.of(sounds()["speech"], SR, cache=cache, **SMALL)
    assert "not kept on disk" in caplog.text
    assert lattice.n_frames > 100
