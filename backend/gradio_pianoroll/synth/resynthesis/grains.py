"""Sound of a run of grains."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth.resynthesis.plan import Run
from gradio_pianoroll.synth.resynthesis.sources import Source, read_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Sound around what is asked for, in grains: so far their levels depend on each other.
CONTEXT_GRAINS = 5


def render_run(source: Source, run: Run, first: int, end: int) -> NDArray[np.float32]:
    """Sound of a run from sample `first` to `end` of the edited sound, shape (channels, n), as loud as its sources.

    What comes out for a sample does not depend on where the span begins and ends.
    """
    from gradio_pianoroll.synth.resynthesis.psola_kernels import TAPS, add_grains, level_grains

    around = int(CONTEXT_GRAINS * run.reach) + 2
    low, high = first - around, end + around
    near = slice(int(np.searchsorted(run.places, low - run.reach)), int(np.searchsorted(run.places, high + run.reach)))
    places, sources = run.places[near], run.sources[near]
    before, after, periods = run.before[near], run.after[near], run.periods[near]
    margin = int(run.reach) + TAPS + 2
    sound_from = int(min(sources.min(), low + _shift(run, 0), first + _shift(run, -1))) - margin
    sound_end = int(max(sources.max(), end + _shift(run, 0), high + _shift(run, -1))) + margin
    sound = read_rows(source, sound_from, sound_end)
    out = np.zeros((source.channels, high - low), np.float32)
    # Beyond the run the recording goes on; the levels at its ends are compared with it.
    for begin, stop, shift in ((low, run.first, _shift(run, 0)), (run.end, high, _shift(run, -1))):
        begin, stop = max(begin, low), min(stop, high)
        if stop > begin:
            out[:, begin - low : stop - low] = sound[:, begin + shift - sound_from : stop + shift - sound_from]
    room = int(2 * run.reach) + 4
    work = np.zeros(2 * TAPS), np.zeros(room, np.float32), np.zeros(room, np.float32)
    add_grains(sound, sound_from, places, sources, before, after, out, low, run.first, run.end, *work)
    changed = np.ones(len(places), np.int64)
    if near.start == 0:
        changed[0] = 0
    if near.stop >= len(run.places):
        changed[-1] = 0
    level_grains(sound, sound_from, places, sources, periods, changed, out, low, np.zeros(len(places)))
    return out[:, first - low : end - low]


def _shift(run: Run, end: int) -> int:
    """Samples from a place in the edited sound to that in the recording, at an end of a run."""
    return round(float(run.sources[end] - run.places[end]))
