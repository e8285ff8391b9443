"""Sing, mix and analyse the example; the result is kept on disk, so that a second start takes no time."""

from __future__ import annotations

import atexit
import hashlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis import Features, analyze
from gradio_pianoroll.formats.audio import save_audio
from gradio_pianoroll.session.arirang import arirang_score
from gradio_pianoroll.settings import get_settings
from gradio_pianoroll.synth import render

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score

logger = logging.getLogger(__name__)

SR = 44_100
FMIN_HZ, FMAX_HZ = 220.0, 700.0
FEATURES = ("f0", "loudness", "voicing")
_PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Example:
    """Song with its curves and sound, and the voice alone, which is what was analysed."""

    score: Score
    voice_path: Path


def example_folder() -> Path:
    """Folder in which the settings keep what was computed, or a fresh temporary one where that cannot be written."""
    folder = get_settings().cache_dir / "example"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError as error:
        logger.debug("the example cannot be kept in %s: %s", folder, error)
    passing = tempfile.mkdtemp(prefix="gradio_pianoroll-")
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return Path(passing)


def _recipe_hash() -> str:
    """Changes whenever the song, the synthesizer or the analysis does."""
    digest = hashlib.blake2b(digest_size=8)
    for folder in ("studio/example", "synth", "analysis"):
        for source in sorted((_PACKAGE / folder).glob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()


def _voice_alone(score: Score) -> Score:
    voice, *others = score.tracks
    return score.replace(tracks=(voice, *(replace(track, muted=True) for track in others)))


def _write(write: Callable[[Path], object], path: Path) -> None:
    """Write beside and rename: a second studio that starts meanwhile never reads half a file."""
    beside = path.with_name(f".{os.getpid()}-{path.name}")
    write(beside)
    os.replace(beside, path)


def _features(voice: NDArray[np.float32]) -> Features:
    return analyze(voice, SR, fmin=FMIN_HZ, fmax=FMAX_HZ, features=FEATURES)


def _make(score: Score, mix_path: Path, voice_path: Path, features_path: Path) -> None:
    voice = render(_voice_alone(score), SR, reverb=0)
    found = _features(voice)
    columns: dict[str, Any] = {"f0": found.f0_hz, "loudness": found.loudness_db, "voicing": found.voicing}
    _write(lambda path: np.savez(path, hop_s=found.hop_s, duration_s=found.duration_s, **columns), features_path)
    _write(lambda path: save_audio(path, voice, SR), voice_path)
    _write(lambda path: save_audio(path, render(score, SR, stereo=True), SR), mix_path)


def build_example(folder: Path | None = None) -> Example:
    """Example with its sound (rendered here) and curves (found by analysing the sung voice).

    Parameters
    ----------
    folder
        Where sound and features are kept; the cache folder of the settings by default.
    """
    folder = folder or example_folder()
    stem = f"arirang-{_recipe_hash()}"
    mix_path, voice_path, features_path = (folder / f"{stem}{end}" for end in (".flac", "-voice.flac", ".npz"))
    score = arirang_score()
    # The mix is written last: when it is there, everything is.
    if not mix_path.exists():
        _make(score, mix_path, voice_path, features_path)
    with np.load(features_path) as kept:
        found = Features(float(kept["hop_s"]), float(kept["duration_s"]), kept["f0"], kept["loudness"], kept["voicing"])
    from gradio_pianoroll.score import AudioRef

    score = score.replace(curves=found.to_curves(), audio=AudioRef(str(mix_path)), use_backend_audio=True)
    return Example(score, voice_path)
