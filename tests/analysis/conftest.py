"""Tests of analysis compute; only those of the cache, which bring their own, may find results from before."""

import pytest

from gradio_pianoroll.settings import get_settings


@pytest.fixture(autouse=True)
def _no_results_from_before(monkeypatch):
    monkeypatch.setenv("GRADIO_PIANOROLL_ENABLE_CACHE", "false")
    get_settings.cache_clear()
    yield
    monkeypatch.undo()
    get_settings.cache_clear()
