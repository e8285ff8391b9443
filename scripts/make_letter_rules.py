"""Counts how English letters are read in CMUdict and writes the table of `g2p/english/letters.txt`.

    python scripts/make_letter_rules.py

Needs the extra ``g2p-en``; takes a minute. Each letter of a word is matched with none, one or two of its sounds (the
best way by what was counted before, five times over). A surrounding becomes a rule when it reads at least two words
more rightly than what would be taken without it. Every tenth word is withheld, so that the documentation's figure can
be measured again.
"""

import math
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from gradio_pianoroll.g2p.english import dictionary
from gradio_pianoroll.g2p.english.letters import EDGE, WINDOWS, surroundings

FILE = Path(__file__).parents[1] / "backend" / "gradio_pianoroll" / "g2p" / "english" / "letters.txt"
Sounds = tuple[str, ...]
ROUNDS, LEAST_GAIN = 5, 2
HEAD = """\
# How English letters are read: left[letter]right, then the sounds (ARPAbet). Of those that fit the last window holds.
# Counted from the CMU Pronouncing Dictionary, Copyright (C) 1993-2015 Carnegie Mellon University; its licence is beside
# this file, LICENSE.cmudict.
"""


def is_withheld(word: str) -> bool:
    """Every tenth word, the same ones always."""
    return zlib.crc32(word.encode()) % 10 == 0


def words() -> Iterator[tuple[str, Sounds]]:
    """Words of letters alone with their sounds, without stress."""
    for word, sounds in dictionary().items():
        if re.fullmatch("[a-z]+", word):
            yield word, tuple(re.sub(r"\d", "", sounds).split())


def aligned(word: str, sounds: Sounds, cost: Callable[[str, Sounds], float]) -> tuple[Sounds, ...] | None:
    """Sounds of each letter, the cheapest way; None when there are more than two for each."""
    best = {0: (0.0, ())}
    for letter in word:
        following = {}
        for at, (so_far, taken) in best.items():
            for n in (0, 1, 2):
                if at + n <= len(sounds):
                    total = so_far + cost(letter, sounds[at : at + n])
                    if at + n not in following or total < following[at + n][0]:
                        following[at + n] = (total, (*taken, sounds[at : at + n]))
        best = following
    return best[len(sounds)][1] if len(sounds) in best else None


def align(pairs: list[tuple[str, Sounds]]) -> list[tuple[str, tuple[Sounds, ...]]]:
    """Sounds of each letter of each word."""
    counts, totals = defaultdict(lambda: 1.0), defaultdict(lambda: 1.0)

    def flat(letter: str, said: Sounds) -> float:
        return (2.0, 1.0, 3.0)[len(said)]

    def counted(letter: str, said: Sounds) -> float:
        return -math.log(counts[letter, said] / totals[letter]) if (letter, said) in counts else 15.0

    found = []
    for number in range(ROUNDS):
        found = [(word, aligned(word, sounds, counted if number else flat)) for word, sounds in pairs]
        counts.clear(), totals.clear()
        for word, said in found:
            for letter, of in zip(word, said or (), strict=False):
                counts[letter, of] += 1
                totals[letter] += 1
    return [(word, said) for word, said in found if said]


def rules(found: list[tuple[str, tuple[Sounds, ...]]]) -> dict[str, Sounds]:
    """Surroundings and their sounds that read more rightly than what is taken without them."""
    pad = EDGE * 4
    places = [(f"{pad}{word}{pad}", rank + len(pad), of) for word, said in found for rank, of in enumerate(said)]
    taken = [None] * len(places)
    table = {}
    for window in WINDOWS:
        counts = defaultdict(Counter)
        keys = [surroundings(padded, place, window) for padded, place, _ in places]
        for key, (_, _, of), before in zip(keys, places, taken, strict=True):
            counts[key][of] += 1
            counts[key][None] += before == of
        chosen = {}
        for key, of in counts.items():
            right_before = of.pop(None)
            said, right = of.most_common(1)[0]
            if window == (0, 0) or right - right_before >= LEAST_GAIN:
                chosen[key] = said
        table |= chosen
        taken = [chosen.get(key, before) for key, before in zip(keys, taken, strict=True)]
    return table


def main() -> None:
    """Write the table."""
    found = align([(word, sounds) for word, sounds in words() if not is_withheld(word)])
    table = rules(found)
    lines = [f"{key} {' '.join(said)}".rstrip() for key, said in sorted(table.items())]
    FILE.write_text(HEAD + "\n".join(lines) + "\n", encoding="ascii")
    print(f"{len(found)} words, {len(table)} rules, {FILE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
