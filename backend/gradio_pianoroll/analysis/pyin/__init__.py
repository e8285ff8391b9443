"""Probabilistic YIN: librosa's results, whole or streamed, a hundred times faster.

`pyin` analyses a sound in memory, `PyinStream` and `stream_f0` one that comes in blocks. Nothing is compiled before the
first analysis; `gradio_pianoroll.analysis.warmup` does it in the background.
"""

from gradio_pianoroll.analysis.pyin.stream import PyinFrames, PyinStream, stream_f0
from gradio_pianoroll.analysis.pyin.whole import pyin

__all__ = ["PyinFrames", "PyinStream", "pyin", "stream_f0"]
