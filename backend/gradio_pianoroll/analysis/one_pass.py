"""One pass over a sound, block by block, for everything that is wanted of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.collectors import (
    FRAME_FEATURES,
    Collector,
    FrameCollector,
    FrameOptions,
    PeaksCollector,
    ProgrammeCollector,
    PyinCollector,
    WholeF0Collector,
    check_whole_sound,
)
from gradio_pianoroll.formats.audio_stream import StreamResampler, mix_down

if TYPE_CHECKING:
    from gradio_pianoroll.analysis.blob_store import Blob
    from gradio_pianoroll.formats.audio_stream import AudioStream

Progress = Callable[[float], None]
# Reading is the smaller part of the work when an engine begins only after it.
_READING_SHARE = 0.1


class AnalysisCancelled(Exception):
    """The analysis was stopped before its end."""


def run_pass(
    stream: AudioStream,
    wanted: Iterable[str],
    options: FrameOptions,
    *,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> dict[str, Blob]:
    """Compute raw features while the sound passes once.

    Parameters
    ----------
    stream
        The sound.
    wanted
        Some of `f0`, `programme`, `peaks` and `collectors.FRAME_FEATURES`.
    options
        Frames and range.
    on_progress
        Called with the share done, 0-1, at most once a block.
    is_cancelled
        Asked between blocks.

    Returns
    -------
    dict
        Arrays by feature; each entry's meta has `n_samples` and `source_sr` of the sound.

    Raises
    ------
    AnalysisCancelled
        When `is_cancelled` said so.
    AnalysisError
        When the options do not fit the sound, or the sound is empty.
    FormatError
        When the file is damaged.
    """
    tell, asks = on_progress or (lambda share: None), is_cancelled or (lambda: False)

    def look() -> None:
        if asks():
            raise AnalysisCancelled("the analysis was cancelled")

    names = set(wanted)
    is_whole = "f0" in names and options.f0.engine != "pyin"

    def tell_engine(share: float) -> None:
        look()
        tell(_READING_SHARE + (1 - _READING_SHARE) * share)

    collectors = _collectors(names, stream, options, tell_engine)
    resampler = StreamResampler(stream.source_sr, options.sr)
    with closing(stream.raw_blocks()) as blocks:
        for native in blocks:
            look()
            mono = resampler.push(mix_down(native))
            for collector in collectors:
                collector.push(native, mono)
            if (share := stream.share_read) is not None:
                tell(share * _READING_SHARE if is_whole else share)
    rest, none = resampler.finish(), native[:0]
    found: dict[str, Blob] = {}
    for collector in collectors:
        look()
        collector.push(none, rest)
        found |= collector.finish()
    tell(1.0)
    sound = {"n_samples": stream.read_samples, "source_sr": stream.source_sr}
    return {name: replace(blob, meta={**blob.meta, **sound}) for name, blob in found.items()}


def _collectors(names: set[str], stream: AudioStream, options: FrameOptions, tell_engine: Progress) -> list[Collector]:
    unknown = names - {"f0", "programme", "peaks", *FRAME_FEATURES}
    if unknown:
        raise AnalysisError(f"there is no raw feature {sorted(unknown)[0]!r}")
    made: list[Collector] = []
    if framed := tuple(name for name in FRAME_FEATURES if name in names):
        made.append(FrameCollector(framed, options))
    if "programme" in names:
        made.append(ProgrammeCollector(stream.source_sr, stream.channels))
    if "peaks" in names:
        made.append(PeaksCollector(stream.source_sr))
    if "f0" in names:
        if options.f0.engine == "pyin":
            made.append(PyinCollector(options))
        else:
            check_whole_sound(stream.duration_s or 0.0, options.f0.engine)
            made.append(WholeF0Collector(options, tell_engine))
    return made
