"""Boundaries of words and phonemes in a recording of them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from gradio_pianoroll.analysis.checks import AnalysisError
from gradio_pianoroll.analysis.features import open_source
from gradio_pianoroll.analysis.one_pass import AnalysisCancelled
from gradio_pianoroll.i18n.sentence import Sentence

from .frames import HOP_S, measure_frames
from .model import model
from .path import best_path
from .sounds import CLASSES, is_known, is_pause, parts_of
from .states import chain_of, log_likelihoods
from .text import Text, onsets_of, text_of, text_of_score

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gradio_pianoroll.analysis.engines.types import Progress
    from gradio_pianoroll.g2p import Notation, Pronunciations
    from gradio_pianoroll.score import Tier
    from gradio_pianoroll.score.score_data import ScoreT

WORDS, PHONES = "words", "phones"
NAMED = 5
# Below this nothing tells consonants apart.
LEAST_SR = 4_000
# A vowel begins about here around the onset of its note, and being farther off costs no more than this.
NOTE_SPREAD_S, NOTE_COST = 0.04, 1000.0
# What a vowel is worth that begins with a note when nobody said which one.
NOTE_REWARD = 6.0
# Shares of the work: measuring the frames, their sounds, the way through them.
_MEASURED, _HEARD = 0.6, 0.85


@dataclass(frozen=True)
class LyricAlignment:
    """Where words and phonemes are in a recording, in its seconds.

    Attributes
    ----------
    words, phones
        Tiers ``"words"`` and ``"phones"``. Confidence, 0-1, is how well the sounds go with the name: the geometric mean
        over the frames of the probability of its kind of sound.
    duration_s
        Of the recording.
    unknown
        Names of phonemes that nothing is known of; they were taken for any sound.
    """

    words: Tier
    phones: Tier
    duration_s: float
    unknown: tuple[str, ...] = ()

    @property
    def tiers(self) -> tuple[Tier, Tier]:
        """Both tiers, as `set_tier` takes them."""
        return self.words, self.phones

    def on(self, score: ScoreT) -> ScoreT:
        """Return a score with both tiers, in place of those of the same names, where its recording lies."""
        from gradio_pianoroll.score import set_tier

        start_s = score.audio.start_s if score.audio is not None else 0.0
        for tier in self.tiers:
            score = set_tier(score, tier.replace(start_s=tier.start_s + start_s, end_s=tier.end_s + start_s))
        return score


def align_lyrics(
    audio: Any,
    sr: int | None = None,
    words: str | Sequence[str] | None = None,
    *,
    phonemes: str | Sequence[str] | None = None,
    notes: Any = None,
    language: str = "ko",
    notation: str | Notation | None = None,
    dictionary: Pronunciations | None = None,
    on_progress: Progress | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> LyricAlignment:
    """Find the boundaries of words and phonemes in a recording of them: good enough to start correcting from.

    A small network tells twenty kinds of sounds apart (silence, six vowels, nasals, fricatives, stops …); dynamic
    programming finds the boundaries with which the text goes best with them. Everything that is said must be in the
    text, in its order; pauses may be between words without being written. Memory does not grow with the length of the
    recording but for 140 bytes a frame of 5 ms.

    Parameters
    ----------
    audio, sr
        A file, or mono samples and their rate in Hz, as in `extract_audio_features`.
    words
        Lyrics: a text with blanks between its words, or its words.
    phonemes
        Phonemes of each word, with blanks between them, when they are known already: of ``words``, or by themselves.
        A text is phonemes one by one. ARPAbet, the IPA, Jamo, and the notations of `g2p` are known; ``SP``, ``AP``,
        ``sil`` and ``pau`` are pauses.
    notes
        What is sung: vowels begin with notes. A `Score` (without ``words`` and ``phonemes`` it is its notes' lyrics
        that are aligned, each near its own note), found notes, or onsets in seconds of the recording.
    language, notation, dictionary
        As in `g2p.phonemes`, for ``words`` without ``phonemes``.
    on_progress
        Called with the share done, 0-1.
    is_cancelled
        Asked between blocks; when it answers True, the work stops.

    Returns
    -------
    LyricAlignment

    Raises
    ------
    AnalysisError
        When there is no text, it does not fit the recording, or the sound cannot be used; the message says what to do.
    AnalysisCancelled
        When `is_cancelled` answered True.
    FormatError
        When the file cannot be read.
    G2PError
        When there is no such language or notation.

    Warns
    -----
    PianoRollWarning
        With the phonemes that nothing is known of.

    Examples
    --------
    >>> import numpy as np
    >>> from gradio_pianoroll import NoteTable, Score
    >>> from gradio_pianoroll.analysis import align_lyrics
    >>> from gradio_pianoroll.synth import render
    >>> score = Score(NoteTable.from_columns([1, 2], 1, [60, 64], lyric=["나", "비"]))
    >>> sung = render(score, 16_000, voice="voice", reverb=0)
    >>> align_lyrics(sung, 16_000, "나비").phones.text.to_list()
    ['n', 'a', 'b', 'i']
    """
    if notes is not None and hasattr(notes, "tempo_map") and words is None and phonemes is None:
        text, reward_s = text_of_score(notes, language, notation, dictionary), np.zeros(0)
    else:
        text = text_of(words, phonemes, language, notation, dictionary)
        reward_s = np.zeros(0) if notes is None else onsets_of(notes)
    unknown = tuple(dict.fromkeys(p.name for p in text.phones if not is_pause(p.name) and not is_known(p.name)))
    if unknown:
        _say_unknown(unknown)

    def look(share: float) -> None:
        if is_cancelled is not None and is_cancelled():
            raise AnalysisCancelled("the alignment was cancelled")
        if on_progress is not None:
            on_progress(share)

    with open_source(audio, sr) as stream:
        if stream.source_sr < LEAST_SR:
            raise AnalysisError(Sentence("align.rate", least=LEAST_SR, sr=stream.source_sr))
        features = measure_frames(stream, lambda share: look(share * _MEASURED), is_cancelled)
        duration_s = stream.read_samples / stream.source_sr
    probabilities = model().probabilities(features, lambda share: look(_MEASURED + share * (_HEARD - _MEASURED)))
    del features
    begins, ends = _boundaries(text, probabilities, reward_s, lambda share: look(_HEARD + share * (1 - _HEARD)))
    found = _tiers(text, begins, ends, probabilities, duration_s)
    look(1.0)
    return LyricAlignment(*found, duration_s, unknown)


def _boundaries(
    text: Text, probabilities: NDArray[np.float32], reward_s: NDArray[np.float64], look: Callable[[float], None]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First frame of each phone, and the first after it."""
    chain, final = chain_of(text.phones, HOP_S)
    states, mixture, prior = chain.states(), chain.mixture(), model().prior
    n_frames = len(probabilities)
    spread = NOTE_SPREAD_S / HOP_S
    reward = np.zeros(n_frames)
    at = np.arange(n_frames)
    for onset in reward_s / HOP_S:
        near = slice(max(int(onset - 4 * spread), 0), max(int(onset + 4 * spread) + 1, 0))
        bell = NOTE_REWARD * np.exp(-0.5 * ((at[near] - onset) / spread) ** 2)
        reward[near] = np.maximum(reward[near], bell)

    def emissions(first: int, end: int) -> NDArray[np.float64]:
        return log_likelihoods(probabilities[first:end], prior, mixture)

    path = best_path(n_frames, emissions, states, final, reward, spread, NOTE_COST, look)
    if path is None:
        least_s = sum(sum(part.least for part in parts_of(phone.name)) for phone in text.phones) * HOP_S
        raise AnalysisError(
            Sentence("align.short", phonemes=len(text.phones), duration=n_frames * HOP_S, least=least_s)
        )
    phone = np.array(chain.phone)[path]
    edges = np.flatnonzero(np.r_[True, phone[1:] != phone[:-1]])
    stops = np.r_[edges[1:], n_frames]
    kept = phone[edges] >= 0
    return edges[kept], stops[kept]


def _tiers(
    text: Text,
    begins: NDArray[np.int64],
    ends: NDArray[np.int64],
    probabilities: NDArray[np.float32],
    duration_s: float,
) -> tuple[Tier, Tier]:
    from gradio_pianoroll.score import Tier

    n_frames = len(probabilities)
    # A frame stands for what is around its middle.
    edges_s = np.clip((np.arange(n_frames + 1) - 0.5) * HOP_S, 0, duration_s)
    edges_s[-1] = duration_s
    sure = np.empty(len(begins))
    for number, (begin, end) in enumerate(zip(begins.tolist(), ends.tolist(), strict=True)):
        name = text.phones[number].name
        classes = {"silence"} if is_pause(name) else {one for part in parts_of(name) for one in part.classes}
        share = probabilities[begin:end, [CLASSES.index(one) for one in sorted(classes)]].sum(axis=1)
        sure[number] = np.exp(np.log(np.minimum(share, 1) + 1e-6).mean())
    phones = Tier.from_columns(
        PHONES, edges_s[begins], edges_s[ends], [phone.name for phone in text.phones], np.round(sure, 3)
    )
    of_word = np.array([phone.word for phone in text.phones])
    is_sound = np.array([not is_pause(phone.name) for phone in text.phones])
    numbers = [number for number in range(len(text.words)) if (is_sound & (of_word == number)).any()]
    rows = [np.flatnonzero(is_sound & (of_word == number)) for number in numbers]
    words = Tier.from_columns(
        WORDS,
        edges_s[[begins[row[0]] for row in rows]],
        edges_s[[ends[row[-1]] for row in rows]],
        [text.words[number] for number in numbers],
        [round(float(np.average(sure[row], weights=ends[row] - begins[row])), 3) for row in rows],
    )
    return words, phones


def _say_unknown(names: tuple[str, ...]) -> None:
    from gradio_pianoroll.score import PianoRollWarning

    shown = ", ".join(map(repr, names[:NAMED])) + (" …" if len(names) > NAMED else "")
    warnings.warn(Sentence("align.unknown", count=len(names), names=shown), PianoRollWarning, stacklevel=3)
