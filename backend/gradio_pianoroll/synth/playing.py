"""A track that is played, piece by piece, and the tones that it plays."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.i18n.sentence import Sentence
from gradio_pianoroll.synth.expression import Expression
from gradio_pianoroll.synth.instruments import INSTRUMENTS, ToneInPieces, drum, drum_samples, note_hz

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.synth.soundfont.movement import Movement
    from gradio_pianoroll.synth.soundfont.performance import Part

SYNTHESIZER = Sentence("needs.synthesizer")
CACHED_SAMPLES = 1 << 24
# Longer tones are made piece by piece; a piece begins at a whole hop of the tone.
LONG, PIECE = 1 << 19, 1 << 16
Job = Callable[[], object]
Key = tuple[str, int, int, int]


class Tones:
    """Tones made once: songs repeat notes. The oldest are dropped."""

    def __init__(self, sr: int) -> None:
        self.sr = sr
        self._kept: OrderedDict[Key, NDArray[np.float32]] = OrderedDict()
        self._n_samples = 0
        self._lock = threading.Lock()

    def get(self, key: Key) -> NDArray[np.float32]:
        """Tone of an instrument (name, pitch, velocity, samples of its gate), or of a drum (``drum``, pitch, 0, 0)."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
                return kept
        name, pitch, velocity, gate = key
        if name == "drum":
            made = drum(pitch, self.sr)
        else:
            made = INSTRUMENTS[name].tone(note_hz(pitch), gate, self.sr, velocity / 127)
        with self._lock:
            if key not in self._kept:
                self._n_samples += len(made)
            self._kept[key] = made
            while len(self._kept) > 1 and self._n_samples > CACHED_SAMPLES:
                self._n_samples -= len(self._kept.popitem(last=False)[1])
        return made


class TrackSound:
    """Sound of a track: notes are added as their time comes, samples are taken off the front.

    Attributes
    ----------
    n_samples
        Samples until the track is silent, at most.
    """

    n_samples = 0

    def __init__(self, channels: int) -> None:
        self._pending = np.zeros((0, channels), np.float32)

    def jobs(self, first: int, end: int) -> Iterator[Job]:
        """What can be done at once with other tracks before the samples from `first` to `end` are taken."""
        yield from ()

    def take(self, first: int, end: int) -> NDArray[np.float32]:
        """Samples from `first` to `end`, shape (n, channels)."""
        self._start(first, end)
        self._grow(end - first)
        out, self._pending = self._pending[: end - first], self._pending[end - first :]
        return out

    def _start(self, first: int, end: int) -> None:
        raise NotImplementedError

    def _grow(self, length: int) -> None:
        if length > len(self._pending):
            more = np.zeros((length - len(self._pending), self._pending.shape[1]), np.float32)
            self._pending = np.concatenate([self._pending, more])

    def _add(self, sound: NDArray[np.float32], at: int, left: float = 1.0, right: float = 1.0) -> None:
        from gradio_pianoroll.synth.mix_kernels import mix

        skipped = max(-at, 0)
        self._grow(at + len(sound))
        mix(sound[skipped:], self._pending, at + skipped, left, right)


def stands_at(pitch: int, is_drum: bool) -> float:
    """Place of a note between left (-1) and right (1) of its track.

    Low notes stand a little to the left, high ones to the right, as in front of a keyboard; neighbouring drums apart,
    the bass drums in the middle.
    """
    if is_drum:
        return 0.0 if pitch < 37 else 0.25 * float(np.sin(pitch * 2.4))
    return 0.22 * max(-1.0, min(1.0, (pitch - 62) / 30))


class PlayedTrack(TrackSound):
    """A track that an instrument or the drums play."""

    def __init__(self, part: Part, name: str, movement: Movement, tones: Tones, channels: int) -> None:
        require("numba", SYNTHESIZER)
        super().__init__(channels)
        self._part, self._tones, self._channels = part, tones, channels
        self._name = "drum" if part.track.is_drum else name
        self._expression = Expression(part, movement, tones.sr)
        self._next = 0
        self._made: dict[int, NDArray[np.float32]] = {}
        self._long: list[tuple[int, ToneInPieces, int]] = []
        self._gain = (part.velocity / 127.0) ** 1.5
        if self._name == "drum":
            lengths = {pitch: drum_samples(pitch, tones.sr) for pitch in np.unique(part.pitch).tolist()}
            self._lengths = np.array([lengths[pitch] for pitch in part.pitch.tolist()])
        else:
            rest = INSTRUMENTS[self._name].n_samples(0, tones.sr)
            self._lengths = part.end - part.onset + rest
        self.n_samples = int((part.onset + self._lengths).max())

    def jobs(self, first: int, end: int) -> Iterator[Job]:
        """Make the tones that begin before `end`."""
        rows = range(self._next, int(np.searchsorted(self._part.onset, end)))
        asked: set[Key] = set()
        for row in rows:
            if self._lengths[row] > LONG and self._name != "drum":
                continue
            curves = self._curves(row)
            if curves[0] is None and curves[1] is None:
                key = self._key(row)
                if key not in asked:
                    asked.add(key)
                    yield partial(self._tones.get, key)
            else:
                yield partial(self._make, row, curves)

    def _curves(self, row: int) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
        return (None, None) if self._name == "drum" else self._expression.of(row, int(self._lengths[row]))

    def _make(self, row: int, curves: tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]) -> None:
        part = self._part
        gate = int(part.end[row] - part.onset[row])
        tone = INSTRUMENTS[self._name].tone
        hz, velocity = note_hz(float(part.pitch[row])), float(part.velocity[row] / 127)
        self._made[row] = tone(hz, gate, self._tones.sr, velocity, *curves)

    def _key(self, row: int) -> Key:
        part = self._part
        pitch = int(part.pitch[row])
        if self._name == "drum":
            return ("drum", pitch, 0, 0)
        return (self._name, pitch, int(part.velocity[row]), int(part.end[row] - part.onset[row]))

    def _start(self, first: int, end: int) -> None:
        part = self._part
        last = int(np.searchsorted(part.onset, end))
        for row in range(self._next, last):
            at = int(part.onset[row]) - first
            if self._lengths[row] > LONG and self._name != "drum":
                gate = int(part.end[row] - part.onset[row])
                curves = self._expression.of(row, int(self._lengths[row]))
                instrument, velocity = INSTRUMENTS[self._name], float(part.velocity[row] / 127)
                hz = note_hz(float(part.pitch[row]))
                tone = ToneInPieces(instrument, hz, gate, self._tones.sr, velocity, *curves)
                self._long.append((row, tone, int(part.onset[row])))
                continue
            made = self._made.pop(row, None)
            if made is None:
                made = self._tones.get(self._key(row))
            self._place(row, made, at)
        self._next = last
        self._go_on(first, end)

    def _go_on(self, first: int, end: int) -> None:
        """Add what is heard of long tones before `end`."""
        still = []
        for row, tone, at in self._long:
            while at < end and not tone.is_over:
                self._place(row, tone.take(PIECE), at - first)
                at += PIECE
            if not tone.is_over:
                still.append((row, tone, at))
        self._long = still

    def _place(self, row: int, tone: NDArray[np.float32], at: int) -> None:
        is_drum = self._name == "drum"
        gain = float(self._gain[row]) if is_drum else 1.0
        place = stands_at(int(self._part.pitch[row]), is_drum) if self._channels == 2 else 0.0
        self._add(tone, at, gain * (1 - place), gain * (1 + place))
