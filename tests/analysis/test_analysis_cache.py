"""The cache: what is known is not computed again, and only that."""

import logging
import os
import time

import numpy as np
import pytest
import soundfile

from gradio_pianoroll.analysis import blob_store, extract_audio_features
from gradio_pianoroll.analysis import cache as cache_module
from gradio_pianoroll.analysis import features as features_module
from gradio_pianoroll.analysis.blob_store import BlobStore
from gradio_pianoroll.analysis.cache import AnalysisCache, choose_cache, default_cache
from gradio_pianoroll.settings import get_settings
from tests.analysis.signals import SR, constant, harmonic_tone
from tests.analysis.test_extract import assert_same

TONE = harmonic_tone(constant(220, 0.7))
ALL = ("f0", "voicing", "loudness", "a_weighted", "harmonicity", "zero_crossing_rate", "programme", "peaks")


@pytest.fixture
def cache(tmp_path):
    with BlobStore(tmp_path / "cache.sqlite") as store:
        yield AnalysisCache(store)


@pytest.fixture
def computed(monkeypatch):
    """Names of what was really computed, call by call."""
    calls = []
    real = features_module.run_pass

    def spy(stream, wanted, *arguments, **named):
        calls.append(sorted(wanted))
        return real(stream, wanted, *arguments, **named)

    monkeypatch.setattr(features_module, "run_pass", spy)
    return calls


def test_a_second_time_nothing_is_computed(cache, computed):
    first = extract_audio_features(TONE, SR, features=ALL, cache=cache)
    shares = []
    again = extract_audio_features(TONE, SR, features=ALL, cache=cache, on_progress=shares.append)
    assert_same(first, again)
    cache.clear_memory()
    from_disk = extract_audio_features(TONE.copy(), SR, features=ALL, cache=cache)
    assert_same(first, from_disk)
    assert len(computed) == 1
    assert shares == [1]


def test_a_changed_parameter_recomputes_what_depends_on_it(cache, computed):
    def run(**options):
        computed.clear()
        extract_audio_features(TONE, SR, **{"features": ALL, "cache": cache, **options})
        return computed[0] if computed else []

    everything = run()
    assert everything == sorted(["f0", "rms", "a_weighted", "harmonicity", "zero_crossing_rate", "programme", "peaks"])
    assert run(fmax=800) == ["f0", "harmonicity"]
    assert run(engine="piptrack") == ["f0"]
    assert run(engine_options={"switch_prob": 0.02}) == ["f0"]
    assert run(engine_options={"workers": 2}) == []
    assert run(floor_db=-50, reference="peak", voicing="binary") == []
    assert run(hop_length=300) == [name for name in everything if name not in ("programme", "peaks")]
    assert run(analysis_sr=16_000) == [name for name in everything if name not in ("programme", "peaks")]
    assert run(features=("spectral_centroid", "loudness")) == ["spectral_centroid"]
    assert run() == []


def test_a_new_version_knows_nothing_of_the_old_results(cache, computed, monkeypatch):
    extract_audio_features(TONE, SR, cache=cache)
    monkeypatch.setattr(blob_store, "ANALYSIS_VERSION", blob_store.ANALYSIS_VERSION + 1)
    extract_audio_features(TONE, SR, cache=cache)
    assert len(computed) == 2


def test_a_file_is_known_by_its_content(cache, computed, tmp_path):
    for name in ("a.wav", "b.wav"):
        soundfile.write(tmp_path / name, TONE, SR)
    first = extract_audio_features(tmp_path / "a.wav", cache=cache)
    assert_same(first, extract_audio_features(tmp_path / "b.wav", cache=cache))
    assert len(computed) == 1
    # The same size, written again within the same tick of the clock perhaps.
    soundfile.write(tmp_path / "a.wav", -TONE * 0.5, SR)
    assert not np.array_equal(extract_audio_features(tmp_path / "a.wav", cache=cache).loudness_db, first.loudness_db)
    assert len(computed) == 2


def test_the_hash_of_a_file_that_rests_is_remembered(cache, tmp_path, monkeypatch):
    hashed = []
    real = cache_module.content_digest
    monkeypatch.setattr(cache_module, "content_digest", lambda content: hashed.append(1) or real(content))
    path = tmp_path / "a.wav"
    soundfile.write(path, TONE, SR)
    now = time.time()
    cache.digest(path)
    cache.digest(path)
    assert len(hashed) == 2
    monkeypatch.setattr(cache_module.time, "time", lambda: now + 60)
    assert cache.digest(path) == cache.digest(path) == real(path)
    assert len(hashed) == 3
    # Its time stamp set back does not hide that it was written.
    soundfile.write(path, -TONE, SR)
    os.utime(path, (now - 1000, now - 1000))
    assert cache.digest(path) == real(path)


def test_memory_is_bounded():
    cache = AnalysisCache(memory_bytes=50_000)
    for i in range(20):
        cache.put(str(i), blob_store.Blob({"x": np.zeros(1000, np.float64)}))
    assert [cache.get(str(i)) is not None for i in range(20)] == [False] * 14 + [True] * 6
    cache.put("large", blob_store.Blob({"x": np.zeros(10_000)}))
    assert cache.get("large") is None


def test_entries_cannot_be_changed_by_who_gets_them(cache):
    found = extract_audio_features(TONE, SR, cache=cache)
    with pytest.raises(ValueError, match="read-only"):
        found.f0_hz[0] = 1


def test_a_disk_that_fails_costs_a_warning_and_not_the_analysis(tmp_path, caplog, computed):
    store = BlobStore(tmp_path / "cache.sqlite")
    cache = AnalysisCache(store)
    store.close()
    with caplog.at_level(logging.WARNING):
        found = extract_audio_features(TONE, SR, cache=cache)
        assert_same(found, extract_audio_features(TONE, SR, cache=cache))
    assert len(computed) == 1
    assert [record.message for record in caplog.records if "not kept on disk" in record.message]


def test_the_settings_decide(tmp_path, monkeypatch, computed):
    assert default_cache() is None
    assert choose_cache(None) is None
    own = AnalysisCache()
    assert choose_cache(own) is own
    assert choose_cache(False) is None
    assert choose_cache(True) is choose_cache(True) is not None
    monkeypatch.setenv("GRADIO_PIANOROLL_ENABLE_CACHE", "true")
    monkeypatch.setenv("GRADIO_PIANOROLL_CACHE_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("GRADIO_PIANOROLL_CACHE_MAX_MB", "7")
    get_settings.cache_clear()
    extract_audio_features(TONE, SR)
    extract_audio_features(TONE, SR)
    assert len(computed) == 1
    extract_audio_features(TONE, SR, cache=False)
    assert len(computed) == 2
    cache = default_cache()
    assert cache.store.path == tmp_path / "kept" / "analysis.sqlite"
    assert cache.store.max_bytes == 7_000_000
    assert len(cache.store) == 3
