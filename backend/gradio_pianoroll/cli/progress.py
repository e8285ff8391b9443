"""How far a command is: a bar with rate and time left on a terminal, plain lines elsewhere; on standard error."""

from __future__ import annotations

import sys
import time

BAR_WIDTH = 24
BAR_EVERY_S = 0.1


def clock(seconds: float) -> str:
    """Hours, minutes and seconds, as few as needed."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class FileProgress:
    """Progress over some files, each of which tells its own share.

    Parameters
    ----------
    total
        Number of files.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._name = ""
        self._tty = sys.stderr.isatty()
        self._began_s = time.monotonic()
        self._drawn_s = 0.0
        self._drawn = False

    def begin(self, name: str) -> None:
        """Say which file is next."""
        self._name = name
        if self._tty:
            self.share(0.0)

    def share(self, of_file: float) -> None:
        """Redraw the bar with the share of the present file, 0-1; nothing elsewhere than on a terminal."""
        now_s = time.monotonic()
        if not self._tty or (self._drawn and now_s - self._drawn_s < BAR_EVERY_S):
            return
        self._drawn_s, self._drawn = now_s, True
        done = (self._done + of_file) / self._total
        full = round(BAR_WIDTH * done)
        took_s = now_s - self._began_s
        left = f", {clock(took_s / done - took_s)} left" if done > 0 else ""
        rate = f", {self._done / took_s:.1f} files/s" if self._done and took_s > 0 else ""
        bar = "━" * full + "─" * (BAR_WIDTH - full)
        print(f"\r{bar} {self._done}/{self._total} {self._name}{rate}{left}\x1b[K", end="", file=sys.stderr, flush=True)

    def end(self, line: str, failed: bool = False) -> None:
        """Print what became of the present file: results on standard output, failures on standard error."""
        self._done += 1
        self.clear()
        print(line, file=sys.stderr if failed else sys.stdout, flush=True)

    def clear(self) -> None:
        """Take the bar away."""
        if self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = False
