"""English letters to sounds, for words that no dictionary has.

Each letter is read by the last of its surroundings (`WINDOWS`) that `letters.txt` has; that table was counted from
CMUdict (`scripts/make_letter_rules.py`), a tenth of whose words it has not seen.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# How many letters to the left and to the right are looked at; what comes later is taken before.
WINDOWS = (
    (0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (2, 3), (3, 2), (3, 3), (2, 4), (3, 4), (4, 4),
)  # fmt: skip
EDGE = "_"
_PAD = EDGE * 4


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Sounds of a letter by its surroundings, ``left[letter]right``; read once."""
    found = {}
    for line in files(__package__).joinpath("letters.txt").read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            surroundings, _, sounds = line.partition(" ")
            found[surroundings] = tuple(sounds.split())
    return found


def surroundings(padded: str, place: int, window: tuple[int, int]) -> str:
    """Letter of a padded word with what stands at its sides."""
    left, right = window
    return f"{padded[place - left : place]}[{padded[place]}]{padded[place + 1 : place + 1 + right]}"


def sounds_of(word: str) -> list[str]:
    """ARPAbet of a word in small letters, without stress; other signs are passed over."""
    table = _table()
    padded = f"{_PAD}{word}{_PAD}"
    sounds: list[str] = []
    for place in range(len(_PAD), len(padded) - len(_PAD)):
        for window in reversed(WINDOWS):
            said = table.get(surroundings(padded, place, window))
            if said is not None:
                sounds += said
                break
    return sounds
