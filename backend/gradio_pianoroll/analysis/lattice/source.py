"""Sound for a lattice: what may be given, checked and cut into pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.cache import AnalysisCache, choose_cache
from gradio_pianoroll.analysis.checks import AnalysisError, check_audio, check_range
from gradio_pianoroll.analysis.lattice.base import Base, make_base, shapes_of
from gradio_pianoroll.analysis.lattice.columns import Columns
from gradio_pianoroll.analysis.lattice.keep import find, keep, lattice_key
from gradio_pianoroll.analysis.pyin.padding import StreamBuffer
from gradio_pianoroll.analysis.pyin.parameters import PyinParameters
from gradio_pianoroll.analysis.pyin.stream import PIECE_FRAMES
from gradio_pianoroll.i18n.sentence import Sentence

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from gradio_pianoroll.analysis.pyin.padding import Piece

    Progress = Callable[[float], None]


def is_array(audio: Any) -> bool:
    """Whether it is samples, not blocks of them."""
    return hasattr(audio, "__array__") or (isinstance(audio, list | tuple) and all(np.ndim(x) == 0 for x in audio[:1]))


def parameters_of(sr: float, ranges: dict[str, Any], options: dict[str, Any]) -> PyinParameters:
    """Checked parameters.

    Raises
    ------
    AnalysisError
        When they cannot be used, or an option is not known.
    """
    known = set(PyinParameters.__dataclass_fields__) - {"sr", *ranges}
    for name in options:
        if name not in known:
            raise AnalysisError(Sentence("lattice.option", name=name, known=", ".join(sorted(known))))
    if not np.isfinite(sr) or sr <= 0:
        raise AnalysisError(Sentence("analysis.rate", sr=sr))
    check_range(ranges["fmin"], ranges["fmax"], sr, ranges["frame_length"])
    return PyinParameters(**ranges, sr=sr, **options)


def cut(blocks: Iterable[ArrayLike], p: PyinParameters) -> Iterator[Piece]:
    """Blocks of any size as pieces of complete frames."""
    buffer = StreamBuffer(p.frame_length, p.hop_length, p.frame_length // 2, "constant")
    dtype = None
    for block in blocks:
        checked = check_audio(np.asarray(block), p.sr, allow_empty=True)
        if not len(checked):
            continue
        if dtype is not None and checked.dtype != dtype:
            raise AnalysisError(f"the sound began as {dtype} and goes on as {checked.dtype}; convert one of them")
        dtype = checked.dtype
        step = PIECE_FRAMES * p.hop_length
        for start in range(0, len(checked), step):
            buffer.add(np.array(checked[start : start + step]))
            while buffer.frames >= PIECE_FRAMES:
                yield buffer.take(PIECE_FRAMES), PIECE_FRAMES
    if dtype is None:
        raise AnalysisError(Sentence("audio.empty"))
    buffer.end()
    while n := min(buffer.frames, PIECE_FRAMES):
        yield buffer.take(n), n


def made(
    p: PyinParameters,
    pieces: Iterable[Piece],
    n_samples: float | None,
    workers: int,
    tell: Progress,
    map_bytes: int,
) -> Base:
    """Make the base of pieces, and tell how far it is."""
    total = None if n_samples is None else 1 + n_samples // p.hop_length

    def on_frames(n: int) -> None:
        if total:
            tell(min(1.0, n / total))

    return make_base(p, pieces, Columns(shapes_of(p), map_bytes), workers, on_frames)


def known(
    content: Any,
    p: PyinParameters,
    cache: AnalysisCache | bool | None,
    pieces: Callable[[], Iterator[Piece]],
    n_samples: float | None,
    workers: int,
    tell: Progress,
    map_bytes: int,
) -> Base:
    """The base of a sound that is kept, or is made and kept."""
    chosen = choose_cache(cache)
    if chosen is None:
        return made(p, pieces(), n_samples, workers, tell, map_bytes)
    key = lattice_key(chosen.digest(content), p)
    base = find(chosen, key, p)
    if base is None:
        base = made(p, pieces(), n_samples, workers, tell, map_bytes)
        keep(chosen, key, base)
    tell(1.0)
    return base
