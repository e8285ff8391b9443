"""What the arrays of an archive are called; see `arrays`."""

from __future__ import annotations

F0 = ("f0", "f0_hz", "frequency", "pitch", "pitch_hz")
TIMES = ("times_s", "times", "time", "time_s", "t")
FLAGS = ("voiced", "voiced_flag", "vuv")
SURE = ("voiced_prob", "voiced_probs", "confidence", "periodicity")
ORIGINAL_TIMES = "original_times_s"
OTHERS = ("hop_s", "hop_length", "sr", "start_s", "unit", "uv", ORIGINAL_TIMES)
KNOWN = frozenset((*F0, *TIMES, *FLAGS, *SURE, *OTHERS))
