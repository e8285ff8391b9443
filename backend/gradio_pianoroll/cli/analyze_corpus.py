"""`gradio-pianoroll analyze CORPUS --out DIR`: a folder of sounds into a data set, on all cores or a cluster."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.cli.command_error import INTERRUPTED, CommandError
from gradio_pianoroll.cli.files import shown
from gradio_pianoroll.i18n.filled import counted

if TYPE_CHECKING:
    from gradio_pianoroll.batch import Progress

BAR_WIDTH = 24
# How often a line is printed when nobody watches a terminal.
LINE_EVERY_S = 10.0
BAR_EVERY_S = 0.1
MANY = 8


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what only a corpus needs."""
    corpus = parser.add_argument_group("a corpus (folders, with --out)")
    corpus.add_argument("--workers", type=int, default=0, metavar="N", help="processes, default one per core")
    corpus.add_argument("--scheduler", metavar="ADDRESS", help="do it on a Dask cluster, e.g. tcp://host:8786")
    corpus.add_argument("--timeout", type=float, metavar="S", help="longest time for one file in seconds")
    corpus.add_argument("--memory", type=float, metavar="MB", help="most memory for one file, local processes only")
    corpus.add_argument("--retry-failed", action="store_true", help="try unreadable files again, too")


def is_corpus(paths: list[Path], arguments: argparse.Namespace) -> bool:
    """Whether this is a matter for a data set: a folder is among the inputs, or workers are asked for."""
    return bool(arguments.workers or arguments.scheduler) or any(path.is_dir() for path in paths)


def analyze_corpus(
    paths: list[Path], arguments: argparse.Namespace, *, out: Path, hop_s: float, formats: tuple[str, ...] = ()
) -> None:
    """Analyse, write the data set and what else is asked for, say what became of it.

    Raises
    ------
    CommandError
        When it cannot begin, or files failed: the report says which.
    """
    from gradio_pianoroll.batch import BatchError, ClusterLostError, Dataset, run
    from gradio_pianoroll.batch.export import check_formats

    watch = _Watch()
    try:
        # Before hours of analysis, not after.
        check_formats(formats)
        report = run(
            paths,
            out,
            engine=arguments.engine,
            fmin=arguments.fmin,
            fmax=arguments.fmax,
            hop_s=hop_s,
            workers=arguments.workers,
            scheduler=arguments.scheduler,
            timeout_s=arguments.timeout,
            memory_mb=arguments.memory,
            retry_failed=arguments.retry_failed,
            on_progress=watch.show,
        )
        watch.end()
        print(report.to_text())
        if formats:
            with Dataset(out) as dataset:
                _say_written(dataset.export(out, formats, theme=arguments.theme), out)
    except ClusterLostError as error:
        watch.end()
        raise CommandError(f"{error}\n{_interrupted(out)}", code=INTERRUPTED) from error
    except (BatchError, ValueError) as error:
        watch.end()
        raise CommandError(str(error)) from error
    except KeyboardInterrupt:
        watch.end()
        print(_interrupted(out), file=sys.stderr)
        raise
    if report.failed:
        raise CommandError(f"{len(report.failed)} of {report.total} files failed; {out / 'report.html'} says why")


def _interrupted(out: Path) -> str:
    return f"interrupted: {out} holds what is done; the same command goes on from there"


def _say_written(paths: list[Path], out: Path) -> None:
    """Name the files when they are few, else count them by kind."""
    if len(paths) <= MANY:
        print(", ".join(shown(path) for path in paths))
        return
    kinds = Counter(path.suffix for path in paths)
    print(f"{shown(out)}: {', '.join(counted(count, f'{suffix} file') for suffix, count in kinds.items())}")


class _Watch:
    """A bar that is redrawn on a terminal, a line now and then elsewhere; on standard error."""

    def __init__(self) -> None:
        self._tty = sys.stderr.isatty()
        self._shown_s = time.monotonic()
        self._drawn = False

    def show(self, now: Progress) -> None:
        """Draw it, unless that was done just now."""
        ended = now.done == now.total
        if not ended and time.monotonic() - self._shown_s < (BAR_EVERY_S if self._tty else LINE_EVERY_S):
            return
        self._shown_s = time.monotonic()
        if self._tty:
            print(f"\r{bar(now)}\x1b[K", end="", file=sys.stderr, flush=True)
            self._drawn = True
        else:
            print(said(now), file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the bar as it is."""
        if self._drawn:
            print(file=sys.stderr, flush=True)
            self._drawn = False


def said(now: Progress) -> str:
    """Progress in words."""
    left = "" if now.left_s is None or now.done == now.total else f", {clock(now.left_s)} left"
    failed = f", {now.failed} failed" if now.failed else ""
    return f"{now.done}/{now.total} files, {now.files_per_s:.1f}/s{left}{failed}"


def bar(now: Progress) -> str:
    """Progress with a bar before it."""
    full = round(BAR_WIDTH * now.done / max(1, now.total))
    return f"{'━' * full}{'─' * (BAR_WIDTH - full)} {said(now)}"


def clock(seconds: float) -> str:
    """Hours, minutes and seconds, as few as needed."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
