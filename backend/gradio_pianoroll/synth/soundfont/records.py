"""Records of a SoundFont file and the numbers of its generators.

Source: SoundFont Technical Specification 2.04, sections 7 (records) and 8.1.3 (generators).
"""

from __future__ import annotations

import numpy as np

#: Generators that are named here; the others are read and kept by their number.
START_OFFSET, END_OFFSET, LOOP_START_OFFSET, LOOP_END_OFFSET, START_COARSE = 0, 1, 2, 3, 4
END_COARSE, INSTRUMENT, KEY_RANGE, VELOCITY_RANGE = 12, 41, 43, 44
LOOP_START_COARSE, KEYNUM, VELOCITY, LOOP_END_COARSE, SAMPLE_ID, SAMPLE_MODES = 45, 46, 47, 50, 53, 54
SCALE_TUNING, EXCLUSIVE_CLASS, ROOT_KEY = 56, 57, 58
N_GENERATORS = 60
#: Last one that the specification knows.
LAST_GENERATOR = 58

#: What holds where a zone says nothing; the others are 0.
DEFAULTS = {
    8: 13_500, 21: -12_000, 23: -12_000, 25: -12_000, 26: -12_000, 27: -12_000, 28: -12_000, 30: -12_000,
    33: -12_000, 34: -12_000, 35: -12_000, 36: -12_000, 38: -12_000,
    KEYNUM: -1, VELOCITY: -1, SCALE_TUNING: 100, ROOT_KEY: -1,
}  # fmt: skip
#: Generators that a preset may not say: places in the sample, loop, keys, exclusive class.
INSTRUMENT_ONLY = frozenset(
    (
        START_OFFSET, END_OFFSET, LOOP_START_OFFSET, LOOP_END_OFFSET, START_COARSE, END_COARSE, LOOP_START_COARSE,
        KEYNUM, VELOCITY, LOOP_END_COARSE, SAMPLE_MODES, EXCLUSIVE_CLASS, ROOT_KEY,
    )
)  # fmt: skip

#: Columns of a zone's row after its generators.
SAMPLE, KEY_LOW, KEY_HIGH, VELOCITY_LOW, VELOCITY_HIGH, FIRST_MODULATOR, N_MODULATORS = range(60, 67)
N_ZONE_COLUMNS = 67
#: Columns of a modulator's row: as in the file.
SOURCE, DESTINATION, AMOUNT, AMOUNT_SOURCE, TRANSFORM = range(5)
N_MODULATOR_COLUMNS = 5
#: Columns of a sample's row: places in the sound, Hz, key, cents.
PCM_START, PCM_END, PCM_LOOP_START, PCM_LOOP_END, PCM_RATE, PCM_ROOT, PCM_CORRECTION = range(7)
N_SAMPLE_COLUMNS = 7

NAME = "S20"
PRESET = np.dtype([("name", NAME), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "V12")])
BAG = np.dtype([("generator", "<u2"), ("modulator", "<u2")])
MODULATOR = np.dtype(
    [("source", "<u2"), ("destination", "<u2"), ("amount", "<i2"), ("by", "<u2"), ("transform", "<u2")]
)
GENERATOR = np.dtype([("number", "<u2"), ("amount", "<i2")])
INSTRUMENT_HEAD = np.dtype([("name", NAME), ("bag", "<u2")])
SAMPLE_HEAD = np.dtype(
    [
        ("name", NAME), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"), ("loop_end", "<u4"),
        ("rate", "<u4"), ("root", "u1"), ("correction", "i1"), ("link", "<u2"), ("kind", "<u2"),
    ]
)  # fmt: skip
RECORDS = {
    b"phdr": PRESET, b"pbag": BAG, b"pmod": MODULATOR, b"pgen": GENERATOR, b"inst": INSTRUMENT_HEAD,
    b"ibag": BAG, b"imod": MODULATOR, b"igen": GENERATOR, b"shdr": SAMPLE_HEAD,
}  # fmt: skip

#: Bits of a sample's kind: in a ROM that nobody has, and coded as Ogg Vorbis (SF3).
IN_ROM, IS_OGG = 0x8000, 0x10

# (source, destination, amount, amount source, transform): what holds without a word in the font (section 8.4).
# Velocity to the filter's cutoff is left out: most fonts switch it off, and so do the synthesizers that people know.
# Balance (controller 8) is no part of the specification: a value of 64 changes nothing.
BALANCE = 59
DEFAULT_MODULATORS = (
    (0x0502, 48, 960, 0, 0),
    (0x000D, 6, 50, 0, 0),
    (0x0081, 6, 50, 0, 0),
    (0x0587, 48, 960, 0, 0),
    (0x028A, 17, 500, 0, 0),
    (0x058B, 48, 960, 0, 0),
    (0x020E, 52, 12_700, 0x0010, 0),
    (0x0288, BALANCE, 960, 0, 0),
)
