"""Notes of a voice while it sings: what lies behind a rest is final, the rest is found again as more is heard."""

from __future__ import annotations

import cmath
import itertools

import numpy as np
from numpy.typing import NDArray

# So much silence behind a note, and nothing that comes later can change it.
REST_S = 0.5
# A window longer than this is cut behind its last note but one, so that a song without rests costs no more.
LONGEST_S = 8.0
# So many new final frames are worth another look.
STEP_FRAMES = 10

LiveNote = tuple[float, float, int, int, float]


class LiveNotes:
    """Notes from final frames of F0, found again in a window that moves on.

    The window's notes come from `analysis.notes.find_notes`. They are written in the voice's own tuning, which is that
    of all notes so far, by their length: it settles with the first of them, and follows from there without a jump.

    Parameters
    ----------
    hop_s
        Seconds between frames.

    Attributes
    ----------
    notes
        ``(onset_s, end_s, pitch, velocity, cents)`` in seconds of the stream, MIDI numbers, and how far the median F0
        is from the pitch at 440 Hz tuning.
    n_final
        How many of them never change again.
    tuning
        Semitones by which the voice is above 440 Hz tuning.
    """

    def __init__(self, hop_s: float) -> None:
        self.hop_s = hop_s
        self.notes: list[LiveNote] = []
        self.n_final = 0
        self.tuning = 0.0
        # Lengths of final notes as arrows, turned by how far their pitch is above a semitone.
        self._turned_s = 0j
        self._from = 0
        self._seen = 0

    def is_due(self, n_frames: int) -> bool:
        """Return True if so many final frames are worth another look."""
        return n_frames - self._seen >= STEP_FRAMES

    def update(
        self,
        f0_hz: NDArray[np.float64],
        voiced_prob: NDArray[np.float64],
        level_db: NDArray[np.float64],
        *,
        finished: bool = False,
    ) -> None:
        """Look at the final frames of the stream so far, all of shape (n,), Hz with NaN where unvoiced, 0-1, dB."""
        end = len(f0_hz)
        self._seen = end
        found = self._find(f0_hz[self._from :], voiced_prob[self._from :], level_db[self._from :])
        n_final = len(found) if finished else self._settled(found, end)
        self.notes[self.n_final :] = found
        self.n_final += n_final
        self._turned_s += _turned_s(found[:n_final])
        if n_final:
            # A frame is centred at its time: the next window begins behind the last note.
            self._from = max(self._from, round(found[n_final - 1][1] / self.hop_s))

    def _settled(self, found: list[LiveNote], end: int) -> int:
        end_s = end * self.hop_s
        n_final = len(found)
        if found and end_s - found[-1][1] < REST_S:
            starts = [later[0] - earlier[1] >= REST_S for earlier, later in itertools.pairwise(found)]
            n_final = max((number + 1 for number, rest in enumerate(starts) if rest), default=0)
        if n_final == 0 and end_s - self._from * self.hop_s > LONGEST_S:
            n_final = max(0, len(found) - 1)
        return n_final

    def _find(
        self, f0_hz: NDArray[np.float64], voiced_prob: NDArray[np.floating], level_db: NDArray[np.floating]
    ) -> list[LiveNote]:
        from gradio_pianoroll.analysis.engines.types import F0Result
        from gradio_pianoroll.analysis.notes import find_notes, written_pitch

        if len(f0_hz) < 2:
            return []
        times_s = np.asarray(np.arange(len(f0_hz)) * self.hop_s, np.float64)
        found = find_notes(
            F0Result(times_s, np.asarray(f0_hz, np.float64), np.isfinite(f0_hz), np.asarray(voiced_prob, np.float64)),
            loudness=level_db,
            tuning=self.tuning if self._turned_s else None,
        )
        turned_s = self._turned_s + np.sum((found.end_s - found.onset_s) * np.exp(2j * np.pi * found.pitch))
        if turned_s:
            fraction = float(np.angle(turned_s)) / (2 * np.pi)
            # The nearest of the tunings that are the same but for whole semitones: half a semitone sharp stays sharp.
            self.tuning = fraction + (round(self.tuning - fraction) if self._turned_s else 0)
        pitch = written_pitch(found.pitch, self.tuning)
        cents = np.round(100 * (found.pitch - pitch), 1)
        begin_s = self._from * self.hop_s
        columns = (found.onset_s + begin_s, found.end_s + begin_s, pitch, found.velocity, cents)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def _turned_s(notes: list[LiveNote]) -> complex:
    return sum(((end - onset) * cmath.exp(2j * cmath.pi * cents / 100) for onset, end, _, _, cents in notes), 0j)
