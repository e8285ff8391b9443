"""Scores from and to the objects of other libraries; each library is imported when its functions are used.

| library | functions | install |
| --- | --- | --- |
| symusic | `from_symusic`, `to_symusic` | ``pip install 'gradio_pianoroll[convert]'`` |
| mido | `from_mido`, `to_mido` | ``pip install 'gradio_pianoroll[convert]'`` |
| pretty_midi | `from_pretty_midi`, `to_pretty_midi` | ``pip install 'gradio_pianoroll[convert]'`` |
| music21 | `from_music21`, `to_music21` | ``pip install 'gradio_pianoroll[convert]'`` |
| pandas | `from_dataframe`, `to_dataframe` | ``pip install 'gradio_pianoroll[table]'`` |
| pyarrow | `from_arrow_table`, `to_arrow_table` | ``pip install 'gradio_pianoroll[table]'`` |
| NumPy | `from_matrix`, `to_matrix` | comes with the package |
"""

from __future__ import annotations

from .arrow import from_arrow_table, to_arrow_table
from .matrix import from_matrix, to_matrix
from .mido import from_mido, to_mido
from .music21 import from_music21, to_music21
from .pandas import from_dataframe, to_dataframe
from .pretty_midi import from_pretty_midi, to_pretty_midi
from .symusic import from_symusic, to_symusic

__all__ = [
    "from_arrow_table",
    "from_dataframe",
    "from_matrix",
    "from_mido",
    "from_music21",
    "from_pretty_midi",
    "from_symusic",
    "to_arrow_table",
    "to_dataframe",
    "to_matrix",
    "to_mido",
    "to_music21",
    "to_pretty_midi",
    "to_symusic",
]
