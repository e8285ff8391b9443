"""One small fault put into a source file, and a fair choice among many."""

import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Mutant:
    """A replacement of the bytes `start` to `end` of a file; `what` says it to a reader."""

    path: str
    start: int
    end: int
    replacement: str
    line: int
    what: str

    def applied_to(self, source: bytes) -> bytes:
        """Give the source with the fault in it."""
        return source[: self.start] + self.replacement.encode() + source[self.end :]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def sample(mutants: Iterable[Mutant], count: int, seed: int) -> list[Mutant]:
    """Choose `count` mutants, from each file in proportion to what it holds but two at least; equal for equal seeds."""
    by_path: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in sorted(mutants):
        by_path[mutant.path].append(mutant)
    total = sum(map(len, by_path.values()))
    chosen: list[Mutant] = []
    for path, found in sorted(by_path.items()):
        # A file's choice depends on that file alone: a change elsewhere leaves it as it was.
        random.Random(f"{seed} {path}").shuffle(found)
        chosen += found[: max(2, round(count * len(found) / total))]
    random.Random(seed).shuffle(chosen)
    return chosen


def in_place_of(root: Path, mutant: Mutant) -> tuple[Path, bytes]:
    """Give the file that a mutant changes, and its bytes with the fault in them."""
    path = root / mutant.path
    return path, mutant.applied_to(path.read_bytes())
