"""DiffSinger's phrases: ``.ds``, a list of objects in JSON, and ``transcriptions.csv``, a row for each recording.

Both have the phones (``ph_seq``, ``ph_dur``), how many of them each word has (``ph_num``: a word begins with its vowel
and ends with the consonants before the next one), and the notes (``note_seq`` as names with cents, ``note_dur``,
``note_slur``) as values between blanks. A ``.ds`` has the F0 (``f0_seq``, ``f0_timestep``) and other parameters frame
by frame besides.

Source: the readers of openvpi/DiffSinger (inference/ds_variance.py, inference/ds_acoustic.py) and
openvpi/MakeDiffSinger (variance-temp-solution), versions of 2025.
"""

from .read import fits, read, score_of
from .table import score_of_table, write_table
from .write import write

__all__ = ["fits", "read", "score_of", "score_of_table", "write", "write_table"]
