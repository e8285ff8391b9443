"""Machine code of numba's functions, compiled once for all workers that run side by side.

    python -m tests.machine_code analysis
    python -m tests.machine_code synth
    python -m tests.machine_code librosa

Each worker has a folder of its own, because numba's cache breaks when two processes write it at once: librosa's compiled
code crashed a worker. Without a copy each would spend half a minute on the same functions.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".pytest_cache" / "numba"
STAMP = "compiled.txt"


def folder_of(worker: str) -> Path:
    return FOLDER / worker


def compile_for_all() -> None:
    """Fill the folder that workers copy; nothing to do where that was done for these sources."""
    common, digest = folder_of("all"), _digest()
    if digest is None or _stamp(common) == digest:
        return
    shutil.rmtree(common, ignore_errors=True)
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(common)}
    command = [sys.executable, "-m", "tests.machine_code"]
    running = [subprocess.Popen([*command, part], cwd=ROOT, env=environment) for part in PARTS]
    ended = [process.wait() for process in running]
    # Who fails here fails in the tests that need it, and says there why.
    if not any(ended):
        (common / STAMP).write_text(digest)


def take_over(worker: str) -> None:
    """Copy what was compiled for all into a worker's folder."""
    common, own = folder_of("all"), folder_of(worker)
    stamp = _stamp(common)
    if stamp is not None and stamp != _stamp(own):
        shutil.copytree(common, own, dirs_exist_ok=True)


def _stamp(folder: Path) -> str | None:
    file = folder / STAMP
    return file.read_text() if file.is_file() else None


def _digest() -> str | None:
    """What decides the code, or None where a package is not there: a base install compiles nothing."""
    try:
        versions = [version(name) for name in ("numba", "librosa", "numpy", "gradio-pianoroll")]
    except PackageNotFoundError:
        return None
    found = hashlib.sha256(repr([sys.version, *versions]).encode())
    package = ROOT / "backend" / "gradio_pianoroll"
    for file in sorted([*(package / "analysis").rglob("*.py"), *(package / "synth").rglob("*kernels.py")]):
        # numba compares the time of a source with that of its code.
        found.update(f"{file} {file.stat().st_mtime_ns}".encode())
    return found.hexdigest()


def _analysis() -> None:
    from gradio_pianoroll.analysis import note_kernels, warmup
    from gradio_pianoroll.analysis.aligning import align_kernels
    from gradio_pianoroll.analysis.compiled import kernels_of
    from gradio_pianoroll.analysis.engines import periodicity_kernels
    from gradio_pianoroll.analysis.lattice import forward_kernels
    from gradio_pianoroll.analysis.pyin import observe_kernels, path_kernels, viterbi_kernels, yin_kernels
    from gradio_pianoroll.analysis.singing_notes import kernels as singing_kernels

    warmup.run_kernels()
    pitch = (observe_kernels, path_kernels, viterbi_kernels, yin_kernels, forward_kernels)
    for kernel, variant in kernels_of(note_kernels, periodicity_kernels, singing_kernels, align_kernels, *pitch):
        kernel.load(variant)


def _synth() -> None:
    from gradio_pianoroll.analysis.compiled import kernels_of
    from gradio_pianoroll.synth import warmup as synth_warmup
    from gradio_pianoroll.synth.resynthesis import psola_kernels

    synth_warmup.run_kernels()
    for kernel, variant in kernels_of(psola_kernels):
        kernel.load(variant)


def _librosa() -> None:
    """What the oracles of the tests call, in both precisions."""
    import librosa
    import numpy as np

    for dtype in (np.float32, np.float64):
        sound = np.sin(np.arange(22_050) / 20).astype(dtype)
        librosa.pyin(sound, fmin=65, fmax=1_000, sr=22_050)
        librosa.yin(sound, fmin=65, fmax=1_000, sr=22_050)
        librosa.feature.zero_crossing_rate(sound)
    librosa.onset.onset_detect(y=sound, sr=22_050)


# Kernels of the package bear that several processes compile them at once.
PARTS = {"analysis": _analysis, "synth": _synth, "librosa": _librosa}


if __name__ == "__main__":
    PARTS[sys.argv[1]]()
