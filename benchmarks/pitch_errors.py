"""How much work is it to put errors of pitch right: by a gesture each on the lattice, as in Tony, as in Praat?

Errors are injected into sound: every second pulse of a voice gets softer (as in creak), its odd partials fade, it
drowns in noise, and rests hum. What the decoder then gets wrong is corrected by script, with a hand that hits a pitch
within 20 cents and a time within 20 ms. Nobody's judgement is in it: a frame is right when voicing and pitch (within 50
cents) are those of the same decoder on the untouched sound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.f0 import SR, speech
from benchmarks.singing import make_song
from gradio_pianoroll.analysis import ContradictoryPins, Pin, PitchLattice
from gradio_pianoroll.analysis.lattice.laying import laid_over
from gradio_pianoroll.monitoring import Report, Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOP = 256
# Seconds that are sung and spoken, and errors of each kind that are taken from each.
SUNG_S, SPOKEN_S = 300.0, 300.0
QUOTAS = {"octave": 35, "false": 10, "missed": 5}
# Errors are drawn anew with each of these. The first ones, and spoken ones up to 8, were looked at while the gestures
# were made; when those of 31 on were drawn for the first time nothing was changed any more. Since then gestures
# were changed once, without a look at these, and those of 41 on were drawn for the first time after it.
DRAWS = {"sung": (0, 31, 41), "spoken": (1, 31, 32, 41, 42, 43)}
QUICK_S, QUICK_QUOTAS = 30.0, {"octave": 5, "false": 2, "missed": 1}
NEAR_CENTS, HAND_CENTS, HAND_S = 50.0, 20.0, 0.02
# An error is put right when at least so many of its frames are, what is broken beside it counted against them.
RIGHT_SHARE = 0.8
AROUND_S = 0.15
# Five frames are 58 ms: shorter ones at the end of a note are a matter of taste.
EDGE_FRAMES = 5
MOST_GESTURES = 8
# Tony's second analysis: centres from MIDI 45 on, each a minor third above the last, within eight semitones.
TONY_CENTRES, TONY_REACH = range(45, 82, 3), 8.0


@dataclass
class Error:
    """Frames that an injection made wrong."""

    first: int
    stop: int
    kind: str
    wrong: NDArray[np.intp] = field(repr=False)


@dataclass
class Trial:
    """Sound with errors in it, and what is right."""

    lattice: PitchLattice
    truth_hz: NDArray[np.floating]
    errors: list[Error]
    seconds: float

    def wrong(self, f0_hz: NDArray[np.floating], error: Error) -> NDArray[np.intp]:
        """Frames around an error that are not right."""
        around = round(AROUND_S / self.lattice.hop_s)
        first, stop = max(0, error.first - around), min(len(f0_hz), error.stop + around)
        return first + np.flatnonzero(~is_right(f0_hz[first:stop], self.truth_hz[first:stop]))


def is_right(f0_hz: NDArray[np.floating], truth_hz: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Frames with the voicing and the pitch that they have in truth."""
    voiced, true = np.isfinite(f0_hz), np.isfinite(truth_hz)
    off = np.abs(1200 * np.log2(np.where(voiced & true, f0_hz / truth_hz, 1.0)))
    return np.asarray((voiced == true) & (off <= NEAR_CENTS))


# --- what is injected -------------------------------------------------------------------------------------------------


def _faded(n: int) -> NDArray[np.float64]:
    ramp = min(n // 4, round(0.01 * SR))
    return np.clip(np.minimum(np.arange(n), np.arange(n)[::-1]) / max(1, ramp), 0, 1)


def _inject(y: NDArray[np.float32], kind: str, span: tuple[float, float], hz: Any, rng: np.random.Generator) -> None:
    """Change the sound of a span; `hz` has its F0 at each sample, or one for a hum."""
    first, stop = (round(at_s * SR) for at_s in span)
    part = y[first:stop].astype(np.float64)
    level, gate, n = float(np.sqrt(np.mean(part**2))), _faded(stop - first), stop - first
    if kind == "creak":
        phase = np.cumsum(hz) / SR
        part *= 1 + gate * rng.uniform(0.4, 0.9) * np.cos(np.pi * phase)
    elif kind == "even":
        back = SR // 20
        late = np.interp(np.arange(n) - 0.5 * SR / hz, np.arange(-back, n), y[first - back : stop])
        part += gate * rng.uniform(0.5, 0.85) * late
    elif kind == "noise":
        part += gate * rng.uniform(1.0, 2.0) * level * rng.standard_normal(n)
    else:
        phase = np.cumsum(np.full(n, hz)) / SR
        part += gate * 0.02 * sum(np.cos(2 * np.pi * k * phase) / k for k in range(1, 6))
    y[first:stop] = part


def _runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def make_trial(y: NDArray[np.float32], quotas: dict[str, int], seed: int) -> Trial:
    """Inject errors everywhere where there is room, and take as many that became some as are wanted."""
    rng = np.random.default_rng(seed)
    clean = PitchLattice.of(y, SR, hop_length=HOP, cache=False)
    truth, hop_s = clean.path.f0_hz.astype(np.float64), clean.hop_s
    dirty, places = y.copy(), []
    for kinds, mask, least_s in (
        (("creak", "even", "noise"), np.isfinite(truth), 0.15),
        (("hum",), np.isnan(truth), 0.3),
    ):
        for first, stop in _runs(mask):
            inner = 0.05 if kinds == ("hum",) else 0.0
            start_s, end_s = first * hop_s + inner, stop * hop_s - inner
            if end_s - start_s < least_s or start_s < 0.2 or end_s > len(y) / SR - 0.2 or rng.random() < 0.35:
                continue
            length_s = min(end_s - start_s, float(rng.uniform(0.2, 0.7)))
            start_s += float(rng.uniform(0, end_s - start_s - length_s))
            if places and start_s - places[-1][1] < 2 * AROUND_S and places[-1][0] < start_s:
                continue
            kind = str(rng.choice(kinds, p=(0.45, 0.4, 0.15) if len(kinds) == 3 else None))
            places.append((start_s, start_s + length_s, kind))
    taken: list[tuple[float, float]] = []
    for start_s, end_s, kind in places:
        if any(a < end_s + 2 * AROUND_S and start_s < b + 2 * AROUND_S for a, b in taken):
            continue
        taken.append((start_s, end_s))
        at_s = np.arange(round(start_s * SR), round(end_s * SR)) / SR
        known = np.isfinite(truth)
        hz: Any = np.interp(at_s, clean.path.times_s[known], truth[known])
        _inject(dirty, kind, (start_s, end_s), hz if kind != "hum" else float(rng.uniform(90, 300)), rng)
    lattice = PitchLattice.of(dirty, SR, hop_length=HOP, cache=False)
    return Trial(lattice, truth, _errors(lattice, truth, taken, quotas, rng), len(y) / SR)


def _errors(
    lattice: PitchLattice, truth: Any, taken: list[tuple[float, float]], quotas: dict[str, int], rng: Any
) -> list[Error]:
    f0_hz, found = lattice.path.f0_hz.astype(np.float64), []
    left = dict(quotas)
    for number in rng.permutation(len(taken)):
        first, stop = (round(at_s / lattice.hop_s) for at_s in taken[number])
        wrong = first + np.flatnonzero(~is_right(f0_hz[first:stop], truth[first:stop]))
        if len(wrong) < max(6, 0.4 * (stop - first)):
            continue
        voiced, true = np.isfinite(f0_hz[wrong]), np.isfinite(truth[wrong])
        octaves = np.abs(np.log2(np.where(voiced & true, f0_hz[wrong] / truth[wrong], 1.0)))
        shares = {
            "octave": np.mean(voiced & true & (np.abs(octaves - np.rint(octaves)) < 0.1) & (octaves > 0.9)),
            "false": np.mean(voiced & ~true),
            "missed": np.mean(~voiced & true),
        }
        kind = max(shares, key=lambda name: float(shares[name]))
        if shares[kind] < 0.6 or not left[kind]:
            continue
        left[kind] -= 1
        found.append(Error(first, stop, kind, wrong))
    return sorted(found, key=lambda error: error.first)


# --- on the lattice ---------------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What became of an error, and how much work it was."""

    error: Error
    right_at_once: bool
    broken: int
    actions: int
    right: bool


def _middle(frames: NDArray[np.intp], trial: Trial, rng: np.random.Generator) -> tuple[float, float]:
    """Time and true pitch in the middle of some frames, as a hand hits them; the pitch is NaN where there is none."""
    at = int(frames[len(frames) // 2])
    hz = float(trial.truth_hz[at]) * 2 ** (float(rng.normal(0, HAND_CENTS / 2)) / 1200)
    return at * trial.lattice.hop_s, hz


def _put(lattice: PitchLattice, pins: list[Pin], new: list[Pin]) -> list[Pin]:
    """Pins with those of a gesture over them, as a page lays them."""
    laid = laid_over(pins, new)
    try:
        lattice.update(laid)
    except ContradictoryPins:
        return pins
    return laid


def on_lattice(trial: Trial, strokes: bool = True, seed: int = 1) -> list[Outcome]:
    """One gesture each; what is not right then is drawn over, or unvoiced, run by run.

    A segment that sounds where nothing is sung is unvoiced. One that holds most of an error is touched at its pitch; an
    error in pieces gets a rough stroke along all of it (`strokes`), else the touch as well.
    """
    rng, lattice, pins = np.random.default_rng(seed), trial.lattice, list[Pin]()
    lattice.update([])
    outcomes = []
    for error in trial.errors:
        time_s, hz = _middle(error.wrong, trial, rng)
        before = trial.wrong(lattice.path.f0_hz, error)
        segment = lattice.segment(time_s)
        first, stop = (round(at_s / lattice.hop_s) for at_s in (segment.start_s, segment.end_s))
        is_whole = np.mean((before >= first) & (before < stop)) >= RIGHT_SHARE
        if error.kind == "false":
            made = [Pin.unvoiced(segment.start_s, segment.end_s)]
        elif strokes and not (is_whole and segment.is_voiced):
            made = list(lattice.stroke(_line(trial, before, rng)))
        else:
            made = list(lattice.touch(time_s, hz))
        pins = _put(lattice, pins, made)
        after = trial.wrong(lattice.path.f0_hz, error)
        broken = len(np.setdiff1d(after, before))
        at_once = len(after) <= (1 - RIGHT_SHARE) * len(before)
        gestures, now = 1, after
        while len(now) > (1 - RIGHT_SHARE) * len(before) and gestures < MOST_GESTURES:
            pins = _put(lattice, pins, [_drawn(trial, now, rng)])
            gestures += 1
            now = trial.wrong(lattice.path.f0_hz, error)
        right = len(now) <= (1 - RIGHT_SHARE) * len(before)
        outcomes.append(Outcome(error, at_once, broken, gestures, right))
    return outcomes


def _line(trial: Trial, wrong: NDArray[np.intp], rng: np.random.Generator) -> list[tuple[float, float]]:
    """A line along what is right over all that is wrong, which may be off by 20 ms at its ends."""
    hop_s, slack = trial.lattice.hop_s, HAND_S / trial.lattice.hop_s
    sung = wrong[np.isfinite(trial.truth_hz[wrong])]
    first, last = (round(float(at + rng.uniform(-slack, slack))) for at in (sung[0], sung[-1]))
    known = np.flatnonzero(np.isfinite(trial.truth_hz))
    at = np.unique(np.linspace(max(0, first), max(first + 1, last), max(2, (last - first) // 4)).round().astype(int))
    hz = np.interp(at, known, trial.truth_hz[known]) * 2 ** (rng.normal(0, HAND_CENTS / 2, len(at)) / 1200)
    return [(float(i * hop_s), float(f)) for i, f in zip(at, hz, strict=True)]


def _drawn(trial: Trial, wrong: NDArray[np.intp], rng: np.random.Generator) -> Pin:
    """A stroke along what is right over the longest run of wrong frames that are alike."""
    true = np.isfinite(trial.truth_hz[wrong])
    parts = np.split(wrong, np.flatnonzero((np.diff(wrong) > 3) | np.diff(true)) + 1)
    run = max(parts, key=len)
    hop_s = trial.lattice.hop_s
    start_s, end_s = run[0] * hop_s, (run[-1] + 1) * hop_s
    if not np.isfinite(trial.truth_hz[run[0]]):
        return Pin.unvoiced(start_s, end_s)
    at = np.unique(np.linspace(run[0], run[-1], 6).round().astype(int))
    at = at[np.isfinite(trial.truth_hz[at])]
    hz = trial.truth_hz[at] * 2 ** (rng.normal(0, HAND_CENTS / 2, len(at)) / 1200)
    points = [(float(i * hop_s), float(f)) for i, f in zip(at, hz, strict=True)]
    return Pin.near(points if len(points) > 1 else [points[0], (end_s, points[0][1])], 60.0)


# --- as Tony and Praat describe it ------------------------------------------------------------------------------------


def _as_peer(trial: Trial, correct: Callable[[Any, Error, slice], tuple[Any, int]], seed: int) -> list[Outcome]:
    """Correct a copy of the path; the range is selected with a hand that is 20 ms off at both ends."""
    rng, lattice = np.random.default_rng(seed), trial.lattice
    lattice.update([])
    start_hz = lattice.path.f0_hz.astype(np.float64)
    outcomes = []
    for error in trial.errors:
        before = trial.wrong(start_hz, error)
        off = rng.uniform(-HAND_S, HAND_S, 2) / lattice.hop_s
        chosen = slice(max(0, round(before[0] + off[0])), min(len(start_hz), round(before[-1] + 1 + off[1])))
        f0_hz, actions = correct(start_hz.copy(), error, chosen)
        after = trial.wrong(f0_hz, error)
        right = len(after) <= (1 - RIGHT_SHARE) * len(before)
        outcomes.append(Outcome(error, right, len(np.setdiff1d(after, before)), actions, right))
    return outcomes


def as_tony(trial: Trial, seed: int = 1) -> list[Outcome]:
    """Select a range, go through what a second analysis offers, or remove the pitch (Mauch et al. 2015)."""
    lattice = trial.lattice

    def correct(f0_hz: Any, error: Error, chosen: slice) -> tuple[Any, int]:
        if error.kind == "false":
            f0_hz[chosen] = np.nan
            return f0_hz, 2
        start_s, end_s = chosen.start * lattice.hop_s, chosen.stop * lattice.hop_s
        offered: list[Any] = []
        for centre in TONY_CENTRES:
            low, high = (440 * 2 ** ((centre + side * TONY_REACH - 69) / 12) for side in (-1, 1))
            box = Pin(start_s, end_s, max(low, 65.5), min(high, 990.0), unvoiced_weight=0)
            track = lattice.decode([box]).f0_hz[chosen].astype(np.float64)
            is_new = all(not is_right(track, other).mean() > 0.8 for other in offered)
            if np.isfinite(track).mean() > 0.5 and is_new:
                offered.append(track)
        if not offered:
            # Without candidates the keys move the range by an octave.
            ratio = trial.truth_hz[error.wrong] / f0_hz[error.wrong]
            known = ratio[np.isfinite(ratio)]
            f0_hz[chosen] *= 2.0 ** np.rint(np.log2(np.median(known))) if len(known) else 1.0
            return f0_hz, 2
        offered.sort(key=np.nanmedian)
        best = max(range(len(offered)), key=lambda i: is_right(offered[i], trial.truth_hz[chosen]).mean())
        f0_hz[chosen] = offered[best]
        return f0_hz, 1 + min(best + 1, len(offered) - best)

    return _as_peer(trial, correct, seed)


def as_praat(trial: Trial, seed: int = 1) -> list[Outcome]:
    """Select and move by an octave or unvoice; what is still wrong, frame by frame (the manual's page PitchEditor)."""
    lattice = trial.lattice

    def correct(f0_hz: Any, error: Error, chosen: slice) -> tuple[Any, int]:
        found = lattice.candidates(chosen.start * lattice.hop_s, chosen.stop * lattice.hop_s)
        frames = np.rint(found.times_s / lattice.hop_s).astype(int)
        actions = 0

        def take(frame: int, near_hz: float, within_cents: float) -> bool:
            own = found.hz[frames == frame]
            off = np.abs(1200 * np.log2(own / near_hz)) if len(own) else np.array([np.inf])
            if off.min() > within_cents:
                return False
            f0_hz[frame] = own[off.argmin()]
            return True

        if error.kind == "false":
            f0_hz[chosen] = np.nan
            actions = 2
        elif error.kind == "octave":
            up = np.nanmedian(trial.truth_hz[error.wrong] / f0_hz[error.wrong]) > 1
            for frame in range(chosen.start, chosen.stop):
                if np.isfinite(f0_hz[frame]):
                    take(frame, f0_hz[frame] * (2.0 if up else 0.5), 200.0)
            actions = 2
        for frame in range(chosen.start, chosen.stop):
            if is_right(f0_hz[frame : frame + 1], trial.truth_hz[frame : frame + 1])[0]:
                continue
            if np.isnan(trial.truth_hz[frame]):
                f0_hz[frame] = np.nan
                actions += 1
            elif take(frame, trial.truth_hz[frame], NEAR_CENTS):
                actions += 1
        return f0_hz, max(actions, 1)

    return _as_peer(trial, correct, seed)


# --- the report -------------------------------------------------------------------------------------------------------


def add_errors(report: Report, quick: bool = False) -> None:
    """Measure, and add the rows to a report."""
    sung_s, spoken_s = (QUICK_S, QUICK_S) if quick else (SUNG_S, SPOKEN_S)
    songs = [make_song(seed, 30.0).audio for seed in range(100, 100 + round(sung_s / 30))]
    sounds = {"sung": np.concatenate(songs), "spoken": 0.7 * speech(spoken_s)}
    for name, y in sounds.items():
        seeds = DRAWS[name][:1] if quick else DRAWS[name]
        done = [_Draw.of(y.astype(np.float32), QUICK_QUOTAS if quick else QUOTAS, seed) for seed in seeds]
        _rows(report, name, done)
    report.notes.append(
        f"Errors: {(sung_s + spoken_s) / 60:.0f} min, half of it songs by the package's own voice, half recorded "
        f"sentences, several draws of errors of each; right is what has {RIGHT_SHARE:.0%} of its wrong frames right, "
        "those broken beside it counted against it. Tony and Praat: their procedures on the same candidates, as Mauch "
        "et al. (2015) and the manual's page PitchEditor describe them."
    )


@dataclass
class _Draw:
    """What became of one draw of errors, by each way to correct them."""

    errors: list[Error]
    outcomes: dict[str, list[Outcome]]
    unreachable: int

    @classmethod
    def of(cls, y: NDArray[np.float32], quotas: dict[str, int], seed: int) -> _Draw:
        trial = make_trial(y, quotas, seed)
        ways = {
            "lattice": on_lattice(trial),
            "touches": on_lattice(trial, strokes=False),
            "Tony": as_tony(trial),
            "Praat": as_praat(trial),
        }
        trial.lattice.update([])
        return cls(trial.errors, ways, sum(_is_lost(trial, error) for error in trial.errors if error.kind != "missed"))


def _is_lost(trial: Trial, error: Error) -> bool:
    """Whether the true pitch has no candidate left in more frames than may be wrong."""
    frames = trial.wrong(trial.lattice.path.f0_hz, error)
    sung = frames[np.isfinite(trial.truth_hz[frames])]
    hop_s = trial.lattice.hop_s
    lost = 0
    for frame in sung:
        found = trial.lattice.candidates(frame * hop_s, frame * hop_s)
        off = np.abs(1200 * np.log2(found.hz / trial.truth_hz[frame]))
        lost += not len(off) or float(off.min()) > NEAR_CENTS
    return lost > (1 - RIGHT_SHARE) * len(frames)


def _rows(report: Report, name: str, draws: list[_Draw]) -> None:
    def outcomes(way: str) -> list[Outcome]:
        return [outcome for draw in draws for outcome in draw.outcomes[way]]

    ours = outcomes("lattice")
    for label, kinds, reach in (
        ("octave and false voicing", ("octave", "false"), "≥ 95 %"),
        ("missed voice", ("missed",), ""),
    ):
        mine = [outcome.right_at_once for outcome in ours if outcome.error.kind in kinds]
        if not mine:
            continue
        alone = [outcome.right_at_once for outcome in outcomes("touches") if outcome.error.kind in kinds]
        each = [
            np.mean([o.right_at_once for o in draw.outcomes["lattice"] if o.error.kind in kinds] or [np.nan])
            for draw in draws
        ]
        note = f"{len(mine)} errors; {np.mean(alone):.0%} by touches alone, without strokes"
        if len(draws) > 1:
            note += f"; of each draw {', '.join(f'{share:.0%}' for share in each)}"
        if reach:
            note += f"; in {sum(draw.unreachable for draw in draws)} the true pitch has no candidate left"
        report.add(
            Row(f"{name}, right after one gesture: {label}", "%", 100 * float(np.mean(mine)), reach=reach, note=note)
        )
    edges = [outcome.broken >= EDGE_FRAMES for outcome in ours]
    wrong = sum(len(error.wrong) for draw in draws for error in draw.errors)
    note = f"{EDGE_FRAMES} frames (58 ms) and more; {sum(o.broken for o in ours)} frames, {wrong} were wrong"
    report.add(Row(f"{name}, new errors at edges", "%", 100 * float(np.mean(edges)), reach="≤ 5 %", note=note))
    counts = Counter(error.kind for draw in draws for error in draw.errors)
    what = ", ".join(f"{counts[kind]} {kind}" for kind in QUOTAS)
    for way, label, reach in (
        ("lattice", "on the lattice", "≤ 1.3 an error"),
        ("Tony", "as in Tony", ""),
        ("Praat", "as in Praat", ""),
    ):
        done = outcomes(way)
        right = np.mean([outcome.right for outcome in done])
        actions = sum(outcome.actions for outcome in done)
        note = f"{actions} for {len(done)} errors ({what}); {right:.0%} right then"
        report.add(Row(f"{name}, actions an error, {label}", "", actions / len(done), reach=reach, note=note))


if __name__ == "__main__":
    made = Report("Errors of pitch")
    add_errors(made)
    print(made.to_table())
