"""Real MIDI files for tests; fetched at the first use (scripts/fetch_test_data.py)."""

from functools import lru_cache
from pathlib import Path

from scripts import fetch_test_data


@lru_cache
def song(name: str = "k525MIDIMvt1.mid") -> Path:
    """Mozart, K. 525: five parts, 6398 notes, many tempos; also test04.mid (an orchestra), test21.mid (EUC-KR lyrics) …"""
    return fetch_test_data.songs() / name


def songs() -> list[Path]:
    """All of them, and those of a game."""
    found = [*fetch_test_data.songs().glob("*.mid"), *fetch_test_data.game_songs().glob("*.mid")]
    return sorted(found, key=lambda path: path.name)
