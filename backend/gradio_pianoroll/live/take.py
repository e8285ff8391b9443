"""One recording of one user: F0, notes and the sound itself, from blocks in any order."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.live.frames import FrameLevels, Growing
from gradio_pianoroll.live.notes import LiveNotes
from gradio_pianoroll.live.recording import Recording
from gradio_pianoroll.realtime import LiveError, LiveSession

PCM_SCALE = 32_768


class Take:
    """`LiveSession` with its recording and notes.

    Parameters
    ----------
    session
        Analyses the blocks.
    path
        Where the recording is written.

    Attributes
    ----------
    is_kept
        Whether the recording belongs to a score and is not to be removed with the take.
    """

    def __init__(self, session: LiveSession, path: Path) -> None:
        self.session = session
        self.is_kept = False
        self.recording = Recording(path, session.options.sr)
        self._lock = threading.Lock()
        self._f0_hz, self._prob = Growing(np.nan), Growing(0.0)
        self._levels = FrameLevels(session.options.sr, session.hop_s)
        self._notes = LiveNotes(session.hop_s)
        self._seen: set[int] = set()
        self._finished: dict[str, Any] | None = None

    def push(self, seq: int, pcm: bytes, *, have_frames: int = 0, have_notes: int = 0) -> dict[str, Any]:
        """Take one or more whole blocks; only the last block of a stream may be shorter.

        Parameters
        ----------
        seq
            Number of the first block, from 0.
        pcm
            Little-endian int16, mono.
        have_frames, have_notes
            Final frames and final notes that the caller has: the answer begins there, so a lost answer costs nothing.

        Returns
        -------
        dict
            As of `LiveSession.push`, without `voiced` and with `notes` (rows of onset and end in seconds, pitch,
            velocity, cents from the pitch) from number `first_note` on, of which `n_final_notes` never change again.

        Raises
        ------
        LiveError
            When the blocks cannot be used, or the take is over.
        """
        size = self.session.options.block_samples
        if not pcm or len(pcm) % 2:
            raise LiveError(Sentence("live.pcm", count=len(pcm)))
        samples = np.frombuffer(pcm, "<i2")
        with self._lock:
            if self._finished is not None:
                raise LiveError(Sentence("live.finished"))
            answers = [
                self._push_block(seq + number, samples[at : at + size])
                for number, at in enumerate(range(0, len(samples), size))
            ]
            self._find_notes()
            return self._told(answers, have_frames, have_notes)

    def finish(self, *, have_frames: int = 0, have_notes: int = 0) -> dict[str, Any]:
        """End the take: everything is final and the recording is whole; asked again, it says the same."""
        with self._lock:
            if self._finished is None:
                last = self.session.finish(have_frames=len(self._f0_hz))
                self._keep(last)
                self._find_notes(finished=True)
                self.recording.finish()
                self._finished = last
            return self._told([self._finished], have_frames, have_notes)

    def discard(self) -> None:
        """Remove the recording."""
        with self._lock:
            self.recording.discard()

    def _push_block(self, seq: int, block: NDArray[np.int16]) -> dict[str, Any]:
        samples = (block / np.float32(PCM_SCALE)).astype(np.float32)
        answer = self.session.push(seq, samples, have_frames=len(self._f0_hz))
        # A block whose answer got lost comes again.
        if seq not in self._seen:
            self._seen.add(seq)
            position = seq * self.session.options.block_samples
            self.recording.write(position, block.tobytes())
            self._levels.push(position, samples)
        self._keep(answer)
        return answer

    def _keep(self, answer: dict[str, Any]) -> None:
        n, first = answer["n_final"], answer["first_frame"]
        self._f0_hz.put(first, np.array(answer["f0_hz"][:n], np.float64))
        self._prob.put(first, np.array(answer["voiced_prob"][:n], np.float64))

    def _find_notes(self, finished: bool = False) -> None:
        end = len(self._f0_hz)
        if finished or self._notes.is_due(end):
            level_db = self._levels.level_db(end)
            self._notes.update(self._f0_hz.values, self._prob.values, level_db, finished=finished)

    def _told(self, answers: list[dict[str, Any]], have_frames: int, have_notes: int) -> dict[str, Any]:
        last = answers[-1]
        end = len(self._f0_hz)
        first = min(max(0, have_frames), end)
        first_note = min(max(0, have_notes), self._notes.n_final)
        guess = last["f0_hz"][last["n_final"] :]
        final = [round(value, 3) if value == value else None for value in self._f0_hz.values[first:].tolist()]
        return {
            "answer": last["answer"],
            "next_seq": last["next_seq"],
            "waiting": last["waiting"],
            "lost": last["lost"],
            "hop_s": self.session.hop_s,
            "first_frame": first,
            "n_final": end - first,
            "f0_hz": final + guess,
            "level_db": max((a["level_db"] for a in answers if a["level_db"] is not None), default=None),
            "first_note": first_note,
            "n_final_notes": self._notes.n_final - first_note,
            "notes": self._notes.notes[first_note:],
        }
