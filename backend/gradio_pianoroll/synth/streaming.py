"""Our own voices block by block: what `render` gives before its room and its peak, sample for sample."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.extras import require
from gradio_pianoroll.synth.playing import SYNTHESIZER, Job, PlayedTrack, Tones, TrackSound
from gradio_pianoroll.synth.singing_track import SungTrack
from gradio_pianoroll.synth.soundfont.movement import Movement, points_of
from gradio_pianoroll.synth.soundfont.performance import parts_of
from gradio_pianoroll.synth.tracks import VOICE, place_gains, sounding_tracks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.score import Score, Track

BLOCK = 1 << 16
TAIL_S = 0.6


def stream_voices(
    score: Score,
    sr: int = 44_100,
    *,
    voice: str | Mapping[int, str] | None = None,
    stereo: bool = True,
    f0_curve: str | None = None,
    loudness_curve: str | None = None,
    tracks: Sequence[int] | None = None,
    threads: int | None = None,
) -> Iterator[NDArray[np.float32]]:
    """Play a score with our own voices in blocks, for songs of any length; arguments as those of `render`.

    `tracks` are the numbers of the only ones that sound, even if they are muted. `threads` make tones at once, None for
    one for each core; the sound does not depend on it.

    Yields
    ------
    float32 array, shape (n,) or (n, 2), without a room; not limited
    """
    f0 = points_of(score, f0_curve) if f0_curve else None
    loudness = points_of(score, loudness_curve) if loudness_curve else None
    if len(score.notes) == 0:
        return
    require("numba", SYNTHESIZER)
    from gradio_pianoroll.synth.mix_kernels import add_track

    channels = 2 if stereo else 1
    tones, movement = Tones(sr), Movement(f0, None)
    parts = {part.number: part for part in parts_of(score, sr, tracks)}
    playing: list[tuple[TrackSound, Track, NDArray[np.float32]]] = []
    for number, track, name in sounding_tracks(score, voice, tracks):
        if name == VOICE and not track.is_drum:
            sound: TrackSound = SungTrack(score, number, f0, sr, channels)
        else:
            sound = PlayedTrack(parts[number], name, movement, tones, channels)
        playing.append((sound, track, track.volume * place_gains(track.pan, channels)))
    last_s = float(np.max(np.asarray(score.tempo_map.seconds_at(score.notes.end_beats))))
    n = max([int((last_s + TAIL_S) * sr), *(sound.n_samples for sound, _, _ in playing)])
    swell = None if loudness is None else Movement(None, loudness)
    workers = threads or os.cpu_count() or 1
    with ThreadPoolExecutor(max(workers - 1, 1)) as pool:
        for first in range(0, n, BLOCK):
            end = min(first + BLOCK, n)
            jobs = [job for sound, _, _ in playing for job in sound.jobs(first, end)]
            # One part for each thread, of which this is one: handing over costs more than many a tone.
            shares = [jobs[i::workers] for i in range(workers)] if len(jobs) > 1 else [jobs]
            others = [pool.submit(_do, share) for share in shares[1:] if share]
            _do(shares[0])
            for other in others:
                other.result()
            mix = np.zeros((end - first, channels), np.float32)
            for sound, track, gains in playing:
                piece = sound.take(first, end)
                if swell is not None and not track.is_drum:
                    piece *= swell.gain(np.arange(first, end) / sr).astype(np.float32)[:, None]
                add_track(piece, mix, float(gains[0]), float(gains[-1]))
            yield mix if stereo else mix[:, 0]


def _do(jobs: Iterable[Job]) -> None:
    for job in jobs:
        job()
