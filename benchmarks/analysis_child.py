"""One analysis of a file in a process of its own: prints its time and the peak of memory over what there was before."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from benchmarks.analysis import ALL, FMAX_HZ, FMIN_HZ, FRAME, HOP, SHARED, SR, by_librosa
from gradio_pianoroll.analysis import extract_audio_features
from gradio_pianoroll.formats.audio import load_audio


def main() -> None:
    """``kind path seconds``: kind is f0, shared, all or librosa; only librosa reads `seconds` of the file."""
    kind, path, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    noise = np.random.default_rng(0).normal(0, 0.1, SR).astype(np.float32)

    def work(audio: object, sr: int | None) -> None:
        if kind == "f0":
            options = {"features": ("f0",), "fmin": 50, "fmax": 800, "hop_length": 512, "frame_length": FRAME}
        else:
            features = SHARED if kind == "shared" else ALL
            options = {"features": features, "fmin": FMIN_HZ, "fmax": FMAX_HZ, "hop_length": HOP, "frame_length": FRAME}
        extract_audio_features(audio, sr, cache=False, **options)

    if kind == "librosa":
        by_librosa(noise)
    else:
        work(noise, SR)
    _reset_peak()
    before_mb = _memory_mb("VmRSS")
    start_s, start_cpu_s = time.perf_counter(), time.process_time()
    if kind == "librosa":
        by_librosa(load_audio(path)[0][: int(seconds * SR)])
    else:
        work(path, None)
    done = {
        "seconds": time.perf_counter() - start_s,
        "processor_s": time.process_time() - start_cpu_s,
        "peak_mb": _memory_mb("VmHWM") - before_mb,
    }
    print(json.dumps(done))


def _reset_peak() -> None:
    """Let the kernel forget the highest memory use so far (Linux)."""
    Path("/proc/self/clear_refs").write_text("5")


def _memory_mb(field: str) -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"the system does not say {field}")


if __name__ == "__main__":
    main()
