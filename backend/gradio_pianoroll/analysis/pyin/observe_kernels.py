"""From autocorrelation to pitch candidates: the per-frame half of pYIN, compiled.

Every outcome here is a decision (which lag is a trough, which thresholds are above it, which bin it falls into), so two
ways of computing the autocorrelation that decide alike give identical observations. `find_candidates` says of each
frame whether a decision was closer than the rounding of the autocorrelation; such a frame is asked again with the
slower transform that librosa uses.
"""

from __future__ import annotations

import numpy as np

from gradio_pianoroll.analysis.compiled import (
    FloatRows,
    Floats,
    IntegerRows,
    Integers,
    Sound,
    SoundRows,
    SpectrumRows,
    helper,
    kernel,
)
from gradio_pianoroll.analysis.pyin.records import TINY, CandidateRoom, Candidates, Search, ThresholdPrior


@helper
def difference(samples, acf, max_period, energy, d, cumulative):  # type: ignore[no-untyped-def]
    """Difference function of one frame and its running sum, in the precision of the sound.

    `d[k]` for lags 1 to `max_period` (de Cheveigné and Kawahara, 2002, equation 7, by the autocorrelation); as in
    librosa the energy that is taken off lag k is that of the first k samples but for lag 1, where it is nothing.
    """
    total = samples[0] * samples[0]
    energy[1] = total - total
    for k in range(1, max_period):
        total = total + samples[k] * samples[k]
        energy[k + 1] = total
    for k in range(1, max_period + 1):
        x = acf[0] - acf[k]
        d[k] = x + x - energy[k]
    total = d[1]
    cumulative[1] = total
    for k in range(2, max_period + 1):
        total = total + d[k]
        cumulative[k] = total


@helper
def trough_probabilities(idx, n_troughs, weight, scale, decay, active, dense, probs):  # type: ignore[no-untyped-def]
    """Probability of each trough: the prior over troughs (n_troughs, n_thresholds) times that over thresholds.

    The product is dense and left to BLAS as in librosa: rounded otherwise, the last bit of an unvoiced probability
    differs, and with it the pitch of unvoiced frames to which several paths are equally likely.
    """
    n_thresholds = len(weight)
    dense[:n_troughs] = 0.0
    j = 0
    while j < n_thresholds:
        # The next threshold at which another trough comes in, and the troughs that are in before it.
        following = n_thresholds
        below = 0
        for i in range(n_troughs):
            if idx[i] <= j:
                active[below] = i
                below += 1
            elif idx[i] < following:
                following = idx[i]
        for rank in range(below):
            dense[active[rank], j:following] = min(1.0, max(0.0, scale[below] * decay[rank]))
        j = following
    if n_troughs == 1:
        # NumPy takes the scalar product for a matrix of one row.
        probs[0] = np.dot(dense[0], weight)
    else:
        np.dot(dense[:n_troughs], weight, probs[:n_troughs])


@kernel
def find_candidates(
    samples: Sound,
    which: Integers,
    acf: SoundRows,
    tolerance: float,
    search: Search,
    prior: ThresholdPrior,
    found: Candidates,
    room: CandidateRoom,
) -> None:
    """Find the candidates of the frames `which` of a block.

    Parameters
    ----------
    samples : (n,)
        The block; frame f starts at f * hop_length.
    which : (m,)
        Numbers of the frames.
    acf : (m, >= max_period + 1)
        Their autocorrelations.
    tolerance
        Largest error of the difference function relative to the energy; 0 when there is nothing to compare with.
    search, prior
        What is looked for.
    found
        Outputs, for all frames of the block.
    room
        To work in.
    """
    search = Search(*search)
    # Taken out of their records once: what is read in a loop must be known not to change.
    hop, min_period, max_period = search.hop_length, search.min_period, search.max_period
    sr, fmin, bins_per_octave, n_bins = search.sr, search.fmin, search.bins_per_octave, search.n_pitch_bins
    prior_heights, weight, below, scale, decay = prior
    out_bins, out_probs, counts, voiced, unsure = found
    sums, reals, integers, dense = room
    n_lags = max_period - min_period + 1
    n_thresholds = len(weight)
    energy, d, cumulative = sums[0], sums[1], sums[2]
    x, margin, probs = reals[0], reals[1], reals[2]
    trough, idx, active = integers[0], integers[1], integers[2]
    for row in range(len(which)):
        frame = which[row]
        difference(samples[frame * hop :], acf[row], max_period, energy, d, cumulative)
        floor = tolerance * abs(np.float64(acf[row, 0]))
        for i in range(n_lags):
            k = min_period + i
            mean = np.float64(cumulative[k]) / k
            x[i] = np.float64(d[k]) / (mean + TINY)
            # Error of d, and of the running mean, which sums up k of them and rounds each time.
            margin[i] = (floor / abs(mean) if mean != 0.0 else 0.0) * (1.0 + abs(x[i])) + tolerance * abs(x[i])
        risk = False
        high_tie = np.inf
        n_troughs = 0
        for i in range(n_lags):
            if i == 0:
                is_trough = x[0] < x[1]
            elif i == n_lags - 1:
                is_trough = x[i] < x[i - 1]
            else:
                is_trough = x[i] < x[i - 1] and x[i] <= x[i + 1]
            if i + 1 < n_lags and abs(x[i + 1] - x[i]) < margin[i] + margin[i + 1]:
                near = margin[i] + margin[i + 1]
                under = min(x[i], x[i + 1]) - near
                if not (0 < i < n_lags - 2 and x[i - 1] < under - margin[i - 1] and x[i + 2] < under - margin[i + 2]):
                    # Not the top of a hill. Above all thresholds only the lowest trough counts.
                    if under > 1.0:
                        high_tie = min(high_tie, under)
                    else:
                        risk = True
            if is_trough:
                trough[n_troughs] = i
                n_troughs += 1
        counts[frame] = 0
        voiced[frame] = 0.0
        if n_troughs == 0:
            unsure[frame] = risk or high_tie < np.inf
            continue
        lowest = 0
        for t in range(n_troughs):
            i = trough[t]
            if x[i] < x[trough[lowest]]:
                lowest = t
            # Number of thresholds that are not above the trough.
            guess = int(min(max(x[i] * n_thresholds, 0.0), float(n_thresholds))) - 1
            j = max(guess, 0)
            while j > 0 and prior_heights[j - 1] > x[i]:
                j -= 1
            while j < n_thresholds and prior_heights[j] <= x[i]:
                j += 1
            idx[t] = j
            if j < n_thresholds and prior_heights[j] - x[i] < margin[i]:
                risk = True
            if j > 0 and x[i] - prior_heights[j - 1] < margin[i]:
                risk = True
        if idx[lowest] > 0:
            for t in range(n_troughs):
                if t != lowest and x[trough[t]] - x[trough[lowest]] < margin[trough[t]] + margin[trough[lowest]]:
                    risk = True
        if x[trough[lowest]] + margin[trough[lowest]] >= high_tie:
            risk = True
        trough_probabilities(idx, n_troughs, weight, scale, decay, active, dense, probs)
        probs[lowest] += search.no_trough_prob * below[idx[lowest]]
        # Longer lags first: bins come out rising, and of two troughs in one bin the one with the longer lag counts.
        n = 0
        total = 0.0
        for t in range(n_troughs - 1, -1, -1):
            if probs[t] == 0.0:
                continue
            i = trough[t]
            shift = 0.0
            slack = 0.0
            if 0 < i < n_lags - 1:
                a = x[i + 1] + x[i - 1] - 2 * x[i]
                b = (x[i + 1] - x[i - 1]) / 2
                error = margin[i - 1] + margin[i + 1]
                if abs(abs(b) - abs(a)) < 2 * error + 2 * margin[i]:
                    risk = True
                if abs(b) < abs(a):
                    shift = -b / a
                    slack = (error + abs(shift) * (error + 2 * margin[i])) / abs(a)
            period = min_period + i + shift
            place = bins_per_octave * np.log2(sr / period / fmin)
            if abs(place - np.floor(place) - 0.5) < 1.5 * bins_per_octave * slack / period:
                risk = True
            bin_index = int(min(max(np.rint(place), 0.0), float(n_bins)))
            if bin_index < n_bins and (n == 0 or out_bins[frame, n - 1] != bin_index):
                out_bins[frame, n] = bin_index
                out_probs[frame, n] = probs[t]
                total += probs[t]
                n += 1
        counts[frame] = n
        voiced[frame] = min(total, 1.0)
        unsure[frame] = risk


@kernel
def pack(
    bins: IntegerRows, probs: FloatRows, counts: Integers, flat_bins: Integers, flat_probs: Floats, ends: Integers
) -> None:
    """Put the candidates of all frames one after another; `ends[f]` is where those of frame f end."""
    at = 0
    for frame in range(len(counts)):
        for i in range(counts[frame]):
            flat_bins[at] = bins[frame, i]
            flat_probs[at] = probs[frame, i]
            at += 1
        ends[frame] = at


@kernel
def cross_spectra(
    spectra: SpectrumRows, step: int, n_parts: int, out: SpectrumRows, power: SoundRows, cross: SpectrumRows
) -> None:
    """Make the spectra of frames' autocorrelation from those of the `n_parts` segments that a frame consists of.

    The segments of length S were transformed with 2 S points, where a shift by S is a change of sign of the odd bins.
    `power` and `cross` are room to work in, of the shape of `spectra`.
    """
    n_frames, n_bins = out.shape
    n_segments = len(spectra)
    for s in range(n_segments):
        for f in range(n_bins):
            z = spectra[s, f]
            power[s, f] = z.real * z.real + z.imag * z.imag
    for s in range(n_segments - step):
        for f in range(n_bins):
            a = spectra[s, f]
            b = spectra[s + step, f]
            z = complex(a.real * b.real + a.imag * b.imag, a.real * b.imag - a.imag * b.real)
            cross[s, f] = -z if f & 1 else z
    for frame in range(n_frames):
        for f in range(n_bins):
            out[frame, f] = power[frame, f]
        for part in range(n_parts - 1):
            s = frame + part * step
            for f in range(n_bins):
                out[frame, f] += cross[s, f] + power[s + step, f]
