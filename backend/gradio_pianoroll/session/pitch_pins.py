"""Lets a page say what is known of the pitch of its recording, and tells it what follows."""

from __future__ import annotations

import base64
import dataclasses
import math
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.errors import TransportError, collected_warnings
from gradio_pianoroll.i18n.sentence import Sentence, sentence_of

from .other_engines import OtherEngines, other_engines
from .pitch_lattices import Copy, Lattices, Recording
from .pitch_question import USUAL_HOP_S, Frames, PitchQuestion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis import Pin, PitchLattice, Reading

    Spans = Iterable[tuple[int, int]]

# More dots are no picture.
MOST_CANDIDATES = 40_000
# Doubtful places come with the first answer where they are few.
DOUBTS_PATIENCE_S = 0.2
# Other places are right most of the time: nobody is shown them.
WORTH_A_LOOK = 0.5
# How far around an octave of the present path it may be, where that is no octave of the one without pins.
OCTAVE_CENTS = 150.0


class PitchPins:
    """Pitches of the recordings of pages, under the pins of each page's document."""

    def __init__(self) -> None:
        self._lattices = Lattices()
        self._engines = OtherEngines()

    def answer(self, payload: Any, allowed: Callable[[Path], bool]) -> dict[str, Any]:
        """Answer a question of a page (docs/internals.md).

        Parameters
        ----------
        payload
            As `PitchQuestion.of` reads it.
        allowed
            Whether a file may be read.

        Returns
        -------
        dict
            ``{working}``, the share done, while the recording is observed; ``{refused, pins}`` with the reason and the
            pins that contradict each other; else ``{frames, pins, changes, drawn, warnings}`` and what was asked for.

        Raises
        ------
        TransportError
            When there is no such sound, or it cannot be analysed.
        """
        question = PitchQuestion.of(payload)
        if not allowed(question.path) or not question.path.is_file():
            raise TransportError(Sentence("sound.gone"))
        if question.engine:
            return self._by_engine(question)
        hop_s = question.frames.hop_s if question.frames else USUAL_HOP_S
        name, recording = self._lattices.recording(question.path, hop_s)
        if isinstance(recording, float):
            return {"working": recording}
        from gradio_pianoroll.analysis import AnalysisError, ContradictoryPins

        if question.changes:
            recording.hand_came()
        copy = self._lattices.copy(name, recording, question.page)
        try:
            with copy.lock, collected_warnings() as warned:
                answer = _Answer(question, copy, recording).whole()
        except ContradictoryPins as error:
            shift_s = -(question.frames.start_s if question.frames else 0.0)
            guilty = [moved(pin, shift_s).to_json() for pin in error.pins]
            return {"refused": sentence_of(error), "pins": guilty}
        except AnalysisError as error:
            raise TransportError(sentence_of(error)) from error
        return answer | self._doubts(question, recording) | {"warnings": warned}

    @staticmethod
    def _doubts(question: PitchQuestion, recording: Recording) -> dict[str, Any]:
        """Doubtful places, those under pins as well: the page is told them once, whatever is said of them since.

        Who waits for them keeps nobody from setting pins.
        """
        if not question.doubts:
            return {}
        doubts = recording.doubts(DOUBTS_PATIENCE_S)
        if isinstance(doubts, float):
            return {"doubting": doubts}
        shift_s = question.frames.start_s if question.frames else 0.0
        return {
            "doubts": [
                {
                    "start_s": one.start_s - shift_s,
                    "end_s": one.end_s - shift_s,
                    "doubt": one.doubt,
                    "name": one.reading.name,
                }
                for one in doubts
                if one.doubt > WORTH_A_LOOK
            ]
        }

    def _by_engine(self, question: PitchQuestion) -> dict[str, Any]:
        """F0 of another engine, from the beginning of the sound."""
        if question.engine == "?":
            return {"engines": other_engines()}
        found = self._engines.f0(question.path, question.engine)
        if isinstance(found, float):
            return {"working": found}
        f0_hz, hop_s = found
        return {"frames": {"start_s": 0.0, "hop_s": hop_s, "n": len(f0_hz)}, "values": packed(f0_hz)}


class _Answer:
    """One question on the page's own lattice."""

    def __init__(self, question: PitchQuestion, copy: Copy, recording: Recording) -> None:
        self._q, self._lattice, self._recording = question, copy.lattice, recording
        lattice, self._f0_hz = copy.lattice, copy.f0_hz
        self._frames = question.frames or Frames(0.0, lattice.hop_s, lattice.n_frames)
        # Seconds of the curve are so many behind those of the sound.
        self._shift_s = self._frames.start_s

    def whole(self) -> dict[str, Any]:
        from gradio_pianoroll.analysis.lattice.pins import checked_pins

        q = self._q
        before = [moved(pin, self._shift_s) for pin in checked_pins(q.pins)]
        told = self._begin(before)
        pins = before
        if q.changes:
            pins, also = self._wanted(before)
            told = [*told, *also, *self._follow(pins)]
        if q.frames is None:
            told = [(0, self._lattice.n_frames)]
        changes, drawn = self._changes(told)
        frames = self._frames
        answer: dict[str, Any] = {
            "frames": {"start_s": frames.start_s, "hop_s": frames.hop_s, "n": frames.n},
            "pins": [moved(pin, -self._shift_s).to_json() for pin in pins],
            "changes": changes,
            "drawn": drawn,
        }
        return answer | self._seen()

    def _begin(self, before: list[Pin]) -> Spans:
        """Let the pins of the document hold, as they did when the page last asked, or after undo, reload, restart.

        Pins of a document that contradict each other (a program's) hold nowhere; what they say something of is told.
        """
        from gradio_pianoroll.analysis import ContradictoryPins

        try:
            self._follow(before)
        except ContradictoryPins:
            if not self._q.changes:
                raise
            self._follow([])
            return [self._span(pin.start_s, pin.end_s) for pin in before]
        return ()

    def _follow(self, pins: list[Pin]) -> Spans:
        """Let pins hold; tells the frames whose F0 is another now, which are fewer than those that were decoded."""
        told: list[tuple[int, int]] = []
        for change in self._lattice.update(pins):
            before = self._f0_hz[change.start : change.stop]
            differs = (before != change.f0_hz) & ~(np.isnan(before) & np.isnan(change.f0_hz))
            edges = np.flatnonzero(np.diff(np.concatenate([[False], differs, [False]]))) + change.start
            told += zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
            before[:] = change.f0_hz
        return told

    def _span(self, start_s: float, end_s: float) -> tuple[int, int]:
        part = self._lattice.part(start_s, end_s)
        return part.start, part.stop

    # -- which pins are to hold

    def _wanted(self, before: list[Pin]) -> tuple[list[Pin], Spans]:
        from gradio_pianoroll.analysis import Pin
        from gradio_pianoroll.analysis.lattice.laying import laid_over
        from gradio_pianoroll.analysis.lattice.pins import checked_pins

        q, lattice = self._q, self._lattice
        gone = set(q.remove)
        added = [moved(pin, self._shift_s) for pin in checked_pins(q.add)]
        if q.touch is not None:
            added += lattice.touch(q.touch[0] + self._shift_s, q.touch[1])
        if q.stroke is not None:
            added += lattice.stroke((time_s + self._shift_s, hz) for time_s, hz in q.stroke)
        if q.unvoice is not None:
            added.append(Pin.unvoiced(*self._stretch(*q.unvoice)))
        if q.clear is not None:
            gone |= _middle_in(before, [self._stretch(*q.clear)])
        if q.octave is not None:
            start_s, end_s = self._stretch(*q.octave[:2])
            former = _middle_in(before, [(start_s, end_s)])
            gone |= former
            added += self._octave(start_s, end_s, q.octave[2], [before[i] for i in former])
        # The one frame that a touch makes voiced goes with the box that it made.
        boxes = [(before[i].start_s, before[i].end_s) for i in gone if before[i].kind == "box"]
        points = [i for i, pin in enumerate(before) if pin.kind == "voiced" and pin.start_s == pin.end_s]
        gone |= {i for i in points if any(a <= before[i].start_s <= b for a, b in boxes)}
        kept = [pin for i, pin in enumerate(before) if i not in gone]
        wanted = [*kept, *added] if q.keeps else laid_over(kept, added)
        # What was said of a span is told anew, also where it says what the recording says.
        stays = set(wanted)
        spoken = [*added, *(pin for pin in before if pin not in stays)]
        return wanted, [self._span(pin.start_s, pin.end_s) for pin in spoken]

    def _stretch(self, start_s: float, end_s: float) -> tuple[float, float]:
        """A span in seconds of the sound; of a single time the segment there."""
        if end_s > start_s:
            return start_s + self._shift_s, end_s + self._shift_s
        segment = self._lattice.segment(start_s + self._shift_s)
        return segment.start_s, segment.end_s

    def _octave(self, start_s: float, end_s: float, octaves: int, former: list[Pin]) -> list[Pin]:
        from gradio_pianoroll.analysis import Pin, PinError
        from gradio_pianoroll.analysis.lattice.readings import line_through

        if all(pin.kind == "octave" for pin in former) and self._is_sung(self._recording.lattice, start_s, end_s):
            total = octaves + (former[-1].octaves if former else 0)
            return [] if total == 0 else [Pin.octave(start_s, end_s, total)]
        now = self._lattice.part(start_s, end_s)
        if not np.isfinite(now.f0_hz).any():
            raise PinError(Sentence("pins.no_pitch"))
        times_s = np.arange(now.start, now.stop) * self._lattice.hop_s
        line = line_through(times_s, now.f0_hz.astype(np.float64) * 2.0**octaves)
        return [Pin(start_s, end_s, kind="near", points=line, cents=OCTAVE_CENTS, unvoiced_weight=0.0)]

    @staticmethod
    def _is_sung(lattice: PitchLattice, start_s: float, end_s: float) -> bool:
        return bool(np.isfinite(lattice.part(start_s, end_s).f0_hz).any())

    # -- what follows

    def _changes(self, told: Spans) -> tuple[list[dict[str, Any]], bool]:
        """Values of the page's curve that may be others now, each at its nearest frame."""
        frames, hop_s = self._frames, self._lattice.hop_s
        changes, any_drawn = [], False
        for start, stop in _merged(told):
            low = math.floor(((start - 1) * hop_s - frames.start_s) / frames.hop_s)
            high = math.ceil(((stop + 1) * hop_s - frames.start_s) / frames.hop_s) + 1
            samples = np.arange(max(0, low), min(frames.n, high))
            nearest = np.rint((frames.start_s + samples * frames.hop_s) / hop_s).astype(np.int64)
            inside = (nearest >= start) & (nearest < stop)
            if not inside.any():
                continue
            part = self._lattice.part(start * hop_s, stop * hop_s)
            values = part.f0_hz[nearest[inside] - part.start]
            any_drawn |= bool(part.drawn.any())
            changes.append({"start": int(samples[inside][0]), "values": packed(values)})
        return changes, any_drawn

    def _seen(self) -> dict[str, Any]:
        q, lattice, shift_s = self._q, self._lattice, self._shift_s
        seen: dict[str, Any] = {}
        if q.look is not None:
            found = lattice.candidates(q.look[0] + shift_s, q.look[1] + shift_s)
            kept = np.arange(len(found))
            if len(found) > MOST_CANDIDATES:
                kept = np.sort(np.argpartition(found.probability, -MOST_CANDIDATES)[-MOST_CANDIDATES:])
            columns = (found.times_s[kept] - shift_s, found.hz[kept], found.probability[kept])
            seen["candidates"] = dict(zip(("times_s", "hz", "probability"), map(packed, columns), strict=True))
        if q.readings is not None:
            start_s, end_s = self._stretch(*q.readings[:2])
            found_ = lattice.alternatives(start_s, end_s, q.readings[2])
            seen["readings"] = [self._reading(reading) for reading in found_]
            seen["span"] = {"start_s": start_s - shift_s, "end_s": end_s - shift_s}
        if q.segment is not None:
            segment = lattice.segment(q.segment + shift_s)
            seen["segment"] = {
                "start_s": segment.start_s - shift_s,
                "end_s": segment.end_s - shift_s,
                "is_voiced": segment.is_voiced,
            }
        return seen

    def _reading(self, reading: Reading) -> dict[str, Any]:
        return {
            "name": reading.name,
            "cents": reading.cents if math.isfinite(reading.cents) else None,
            "loss_nats": reading.loss_nats,
            "pin": moved(reading.pin, -self._shift_s).to_json(),
        }


def moved(pin: Pin, by_s: float) -> Pin:
    """A pin at another time."""
    if by_s == 0:
        return pin
    points = tuple((time_s + by_s, hz) for time_s, hz in pin.points)
    return dataclasses.replace(pin, start_s=pin.start_s + by_s, end_s=pin.end_s + by_s, points=points)


def packed(values: NDArray[Any]) -> str:
    """Base64 of little-endian float32, NaN where there is no pitch."""
    return base64.b64encode(np.asarray(values, "<f4").tobytes()).decode("ascii")


def _middle_in(pins: list[Pin], spans: Iterable[tuple[float, float]]) -> set[int]:
    """Numbers of the pins whose middle lies in one of some spans."""
    places = list(spans)
    middles = [(pin.start_s + pin.end_s) / 2 for pin in pins]
    return {i for i, middle in enumerate(middles) if any(a <= middle <= b for a, b in places)}


def _merged(spans: Spans) -> list[tuple[int, int]]:
    from gradio_pianoroll.analysis.lattice.geometry import Span, merged

    return [(span.first, span.stop) for span in merged(Span(*span) for span in spans)]
