"""Songs that nobody has sung, with every F0 and every note known: what engines and note finding are judged by.

A melody is invented (phrases, leaps, repeated notes, held vowels, rests), sung by the package's own voice with
portamento, scoops, late vibrato, drift and consonants, voiced or not, with a breath before each phrase, and then heard
clean, in noise, or in a room. The same seed gives the same song.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from gradio_pianoroll.synth import Manner, add_reverb, make_line, parse_syllable, sing, sung_f0
from gradio_pianoroll.synth.articulation import articulate
from gradio_pianoroll.synth.melody import CONTROL_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.synth import Line, Syllable

SR = 22_050
CONDITIONS = ("clean", "10 dB", "0 dB", "reverb")
# Keys of a bass up to those of a soprano; a song spans a tenth and a bit.
LOW_KEY, HIGH_KEY, TOP_DEGREE = 46, 62, 10
SCALE = (0, 2, 4, 5, 7, 9, 11)
STEPS, STEP_CHANCES = (-4, -3, -2, -1, 0, 1, 2, 3, 4), (0.04, 0.06, 0.13, 0.2, 0.14, 0.2, 0.13, 0.06, 0.04)
BEATS, BEAT_CHANCES = (0.5, 1.0, 1.5, 2.0, 3.0), (0.34, 0.36, 0.1, 0.14, 0.06)
ONSETS = ("", "n", "m", "r", "g", "d", "b", "s", "h", "k", "t", "ch", "kk")
VOWELS = ("a", "eo", "o", "u", "i", "e", "ae", "eu")
CODAS = ("", "", "", "n", "ng", "l", "m")
HELD_SYLLABLE_CHANCE = 0.15
# Where the voice is softer than this nobody hears a pitch.
VOICED_LEVEL = 0.04
# A note is heard from where the voice rises above this share of the note's own level until it falls below that.
BEGIN_SHARE, END_SHARE = 0.15, 0.3
BREATH_S, BREATH_LEVEL = 0.25, 0.012
ROOM_WET = 0.35
QUIET_NOTE_LEVEL = 1e-6


@dataclass(frozen=True)
class Song:
    """What was sung.

    Attributes
    ----------
    audio
        float32, shape (n,), clean.
    sr
        In Hz.
    times_s, f0_hz, voiced
        The truth every 5 ms, shape (m,); F0 is defined everywhere.
    onset_s, end_s, pitch
        The notes as a listener hears them (`audible_notes`), shape (n_notes,); pitch as a MIDI number.
    """

    audio: NDArray[np.float32]
    sr: int
    times_s: NDArray[np.float64]
    f0_hz: NDArray[np.float64]
    voiced: NDArray[np.bool_]
    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    pitch: NDArray[np.float64]


def turned_back(degree: int) -> int:
    """A step beyond the voice's range goes the other way."""
    return -degree if degree < 0 else 2 * TOP_DEGREE - degree if degree > TOP_DEGREE else degree


def _melody(rng: np.random.Generator, seconds: float) -> Line:
    """A tune in a major key that walks about, with rests; durations from eighths to dotted halves."""
    beat_s = 60 / rng.uniform(76, 126)
    key, degree = int(rng.integers(LOW_KEY, HIGH_KEY)), int(rng.integers(2, 8))
    onset, duration, pitch, velocity = [], [], [], []
    at_s, in_phrase = 0.6, 0
    while True:
        length_s = float(rng.choice(BEATS, p=BEAT_CHANCES)) * beat_s
        if at_s + length_s > seconds - 0.4:
            break
        degree = turned_back(degree + int(rng.choice(STEPS, p=STEP_CHANCES)))
        midi = key + 12 * (degree // 7) + SCALE[degree % 7]
        # Sung a little shorter than written: in legato not at all.
        short = float(rng.choice((0.0, 0.0, 0.0, 0.02, 0.08)))
        onset.append(at_s), duration.append(max(0.12, length_s - short)), pitch.append(midi)
        velocity.append(int(rng.integers(70, 118)))
        at_s += length_s
        in_phrase += 1
        if in_phrase >= 4 and rng.random() < 0.25:
            at_s += float(rng.choice((0.5, 1.0))) * beat_s + 0.15
            in_phrase = 0
    return make_line(np.array(onset), np.array(duration), np.array(pitch), np.array(velocity))


def syllables_for(rng: np.random.Generator, line: Line, held_chance: float = HELD_SYLLABLE_CHANCE) -> list[Syllable]:
    """Syllables to sing; some notes go on with the vowel before, unless they repeat its pitch or follow a breath."""
    texts: list[str] = []
    for number, starts in enumerate(line.starts_phrase):
        repeats = number > 0 and line.pitch[number] == line.pitch[number - 1]
        if number and not starts and not repeats and rng.random() < held_chance:
            texts.append(next(p for p in reversed(texts[-1].split()) if p in VOWELS))
            continue
        # The same note twice is only two notes when a consonant parts them.
        onset = rng.choice(ONSETS[1:]) if repeats else rng.choice(ONSETS)
        parts = (str(onset), str(rng.choice(VOWELS)), str(rng.choice(CODAS)))
        texts.append(" ".join(part for part in parts if part))
    return [parse_syllable(text) for text in texts]


def add_breaths(audio: NDArray[np.float32], line: Line, sr: int, rng: np.random.Generator) -> None:
    """Air drawn in before each phrase: noise, never a pitch."""
    from scipy.signal import butter, sosfilt

    band = butter(2, (600, 5000), "bandpass", fs=sr, output="sos")
    n = int(BREATH_S * sr)
    for begin in line.onset_s[line.starts_phrase]:
        at = int((begin - 0.12 - BREATH_S) * sr)
        if at > 0:
            air = sosfilt(band, rng.standard_normal(n)) * np.hanning(n) * BREATH_LEVEL
            audio[at : at + n] += air.astype(np.float32)


def audible_notes(line: Line, level: NDArray[np.floating]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Onsets and ends in seconds as a listener marks them.

    A written onset is where the vowel falls on the beat; heard is the voice when it comes up after a consonant or a
    rest. Where it does not go down between two notes, the second begins on its beat.

    Parameters
    ----------
    line
        The notes.
    level
        Of the voice, `CONTROL_HZ` values a second.
    """
    onset_s, end_s = line.onset_s.copy(), line.end_s.copy()
    first, last = (np.rint(edge_s * CONTROL_HZ).astype(int) for edge_s in (line.onset_s, line.end_s))
    middle = (first + last) // 2
    for number, centre in enumerate(middle):
        before = middle[number - 1] if number else 0
        after = middle[number + 1] if number + 1 < len(middle) else len(level)
        own = np.percentile(level[first[number] : max(last[number], first[number] + 2)], 90)
        soft = np.flatnonzero(level[before:centre] < BEGIN_SHARE * own)
        if len(soft):
            onset_s[number] = (before + soft[-1] + 1) / CONTROL_HZ
        soft = np.flatnonzero(level[centre:after] < END_SHARE * own)
        if len(soft):
            end_s[number] = (centre + soft[0]) / CONTROL_HZ
        elif number + 1 < len(middle):
            end_s[number] = line.onset_s[number + 1]
    end_s[:-1] = np.minimum(end_s[:-1], onset_s[1:])
    return onset_s, end_s


@lru_cache(maxsize=8)
def make_song(seed: int, seconds: float = 30.0, sr: int = SR) -> Song:
    """Sing a song of about `seconds`; men's and women's ranges, plain and rich vibrato, by the seed."""
    rng = np.random.default_rng(seed)
    line = _melody(rng, seconds)
    syllables = syllables_for(rng, line)
    manner = Manner(
        vibrato=float(rng.uniform(0.2, 0.6)),
        vibrato_hz=float(rng.uniform(4.8, 6.4)),
        glide_s=float(rng.uniform(0.07, 0.15)),
        scoop=float(rng.uniform(0.3, 1.2)),
        drift=float(rng.uniform(0.03, 0.08)),
    )
    audio = sing(line, syllables, sr, manner=manner, seed=seed)
    add_breaths(audio, line, sr, rng)
    n_frames = int(np.ceil(len(audio) / sr * CONTROL_HZ))
    f0_hz = sung_f0(line, n_frames, manner, seed)
    level = articulate(line, syllables, n_frames).voice
    times_s = np.arange(n_frames) / CONTROL_HZ
    audio.setflags(write=False)
    return Song(audio, sr, times_s, f0_hz, level > VOICED_LEVEL, *audible_notes(line, level), line.pitch)


def pink_noise(n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Noise with equal power in each octave, unit RMS: what rooms and streets sound like."""
    spectrum = rng.standard_normal(n // 2 + 1) + 1j * rng.standard_normal(n // 2 + 1)
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 20))
    noise = np.fft.irfft(spectrum, n)
    return noise / np.sqrt(np.mean(noise**2))


def heard(song: Song, condition: str, seed: int = 0) -> NDArray[np.float32]:
    """The song as it is heard, shape (n,).

    Parameters
    ----------
    song
        What was sung.
    condition
        One of `CONDITIONS`: a signal-to-noise ratio against pink noise over the voiced parts, or a room.
    seed
        Of the noise.
    """
    if condition == "clean":
        return song.audio
    if condition == "reverb":
        return add_reverb(song.audio, song.sr, ROOM_WET)[: len(song.audio)]
    ratio_db = float(condition.removesuffix(" dB"))
    sounding = np.interp(np.arange(len(song.audio)) / song.sr, song.times_s, song.voiced) > 0.5
    power = float(np.mean(song.audio[sounding].astype(np.float64) ** 2))
    noise = pink_noise(len(song.audio), np.random.default_rng(1000 + seed))
    return (song.audio + noise * np.sqrt(power / 10 ** (ratio_db / 10))).astype(np.float32)
