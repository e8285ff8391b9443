"""What the batch benchmark has done in other processes; they import it from here."""

from __future__ import annotations

import time
from typing import Any


def hold(seconds: float) -> None:
    """Keep a worker busy, so that another one comes up too."""
    time.sleep(seconds)


def our_features(path: str) -> Any:
    """The task of a corpus run, without its pool."""
    from gradio_pianoroll.batch import BatchParameters
    from gradio_pianoroll.batch.task import FileTask, analyse_file

    return analyse_file(FileTask(path, BatchParameters(("f0", "loudness", "voicing"))))


def librosa_features(path: str) -> Any:
    """F0, voicing and level as one computes them with librosa."""
    import librosa

    sound, sr = librosa.load(path, sr=None, mono=True)
    f0_hz, _, voiced_prob = librosa.pyin(sound, sr=sr, fmin=65, fmax=1_000, frame_length=2_048, hop_length=256)
    level_db = librosa.amplitude_to_db(librosa.feature.rms(y=sound, frame_length=2_048, hop_length=256)[0])
    return f0_hz, voiced_prob, level_db
