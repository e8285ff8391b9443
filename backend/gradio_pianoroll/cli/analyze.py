"""`gradio-pianoroll analyze`: F0, loudness, voicing and notes of sounds."""

from __future__ import annotations

import argparse
from pathlib import Path

from gradio_pianoroll.cli import analyze_corpus
from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.cli.files import shown
from gradio_pianoroll.cli.progress import FileProgress
from gradio_pianoroll.i18n.filled import counted

FORMATS = ("csv", "json", "parquet", "midi", "textgrid", "png", "svg")
DEFAULT_FORMATS = ("csv",)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    from gradio_pianoroll.analysis.engines.types import F0Options
    from gradio_pianoroll.batch.parameters import ANALYSIS_SR

    analyze = commands.add_parser(
        "analyze",
        help="F0, loudness, voicing and notes of sounds",
        epilog="Of one file: --csv, --json, or --out. Of several, or of folders: --out DIR. "
        "Exit code 1 when a file could not be analysed; the others are written.",
    )
    analyze.add_argument("input", type=Path, nargs="+", metavar="FILE", help="sounds, or folders of them")
    analyze.add_argument("--csv", type=Path, metavar="OUT", help="one file's frames as a table")
    analyze.add_argument("--json", type=Path, metavar="OUT", help="one file's frames and notes")
    analyze.add_argument("--out", type=Path, metavar="DIR", help="folder for results, one for each file and format")
    analyze.add_argument(
        "--format",
        default="",
        help=f"some of {','.join(FORMATS)}, with --out; default csv for files, the data set alone for folders",
    )
    analyze.add_argument(
        "--engine",
        default=F0Options.engine,
        help="pyin (default), yin, swift, rapt, harvest, dio or piptrack; see the extras",
    )
    low, high = F0Options.fmin, F0Options.fmax
    analyze.add_argument("--fmin", type=float, default=low, help=f"lowest F0 in Hz, default {low:g}")
    analyze.add_argument("--fmax", type=float, default=high, help=f"highest F0 in Hz, default {high:g}")
    analyze.add_argument(
        "--hop",
        type=int,
        default=F0Options.hop_length,
        help=f"samples between frames at {ANALYSIS_SR} Hz, default {F0Options.hop_length}: "
        f"{1000 * F0Options.hop_length / ANALYSIS_SR:.1f} ms, whatever the sound's own rate",
    )
    analyze.add_argument("--theme", choices=("light", "dark"), default="light", help="of a picture")
    analyze_corpus.add_options(analyze)
    analyze.set_defaults(run=_analyze)


def _analyze(arguments: argparse.Namespace) -> None:
    paths: list[Path] = arguments.input
    formats = _formats(arguments.format)
    if analyze_corpus.is_corpus(paths, arguments):
        if not arguments.out:
            raise CommandError("a folder of sounds needs a place for its results: --out DIR")
        if arguments.csv or arguments.json:
            raise CommandError(
                "--csv and --json take the results of one file; use --out DIR --format csv,json for more"
            )
        analyze_corpus.analyze_corpus(paths, arguments, out=arguments.out, hop_s=_hop_s(arguments), formats=formats)
        return
    formats = formats or DEFAULT_FORMATS
    targets = [path for path in (arguments.csv, arguments.json) if path]
    if len(targets) + bool(arguments.out) == 0:
        raise CommandError("where shall the results go? --csv OUT or --json OUT for one file, --out DIR for more")
    if targets and len(paths) > 1:
        raise CommandError("--csv and --json take the results of one file; use --out DIR for several")
    if arguments.out:
        try:
            arguments.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"cannot make the folder {arguments.out}: {error.strerror}") from error
    _all_files(paths, targets, formats, arguments)


def _formats(said: str) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip().lower() for part in said.split(",") if part.strip()))
    for name in formats:
        if name not in FORMATS:
            raise CommandError(f"there is no format {name!r}; choose from {', '.join(FORMATS)}")
    return formats


def _hop_s(arguments: argparse.Namespace) -> float:
    from gradio_pianoroll.batch.parameters import ANALYSIS_SR

    if arguments.hop < 1:
        raise CommandError(f"--hop must be at least 1 sample, not {arguments.hop}")
    return float(arguments.hop / ANALYSIS_SR)


def _all_files(paths: list[Path], targets: list[Path], formats: tuple[str, ...], arguments: argparse.Namespace) -> None:
    """Analyse one after the other: a bad file costs that file."""
    progress = FileProgress(len(paths))
    failed = []
    for path, stem in zip(paths, _stems(paths), strict=True):
        progress.begin(path.name)
        try:
            line = _one_file(path, targets + _outputs(stem, formats, arguments), progress, arguments)
        except (ValueError, OSError) as error:
            if len(paths) == 1:
                raise CommandError(str(error)) from error
            failed.append(path)
            # Errors of files begin with their name; others do not know it.
            reason = str(error) if path.name in str(error) else f"{path.name}: {error}"
            progress.end(reason, failed=True)
        else:
            progress.end(line)
    if failed:
        names = ", ".join(path.name for path in failed)
        raise CommandError(f"{len(failed)} of {len(paths)} files could not be analysed: {names}")


def _stems(paths: list[Path]) -> list[str]:
    """Names of results: the file's own without suffix, with it where two would be the same."""
    stems = [path.stem for path in paths]
    named = [path.name if stems.count(path.stem) > 1 else path.stem for path in paths]
    return [f"{name}-{number}" if named.count(name) > 1 else name for number, name in enumerate(named, 1)]


def _outputs(stem: str, formats: tuple[str, ...], arguments: argparse.Namespace) -> list[Path]:
    from gradio_pianoroll.analysis.export import EXPORT_FORMATS

    return [arguments.out / f"{stem}{EXPORT_FORMATS[name]}" for name in formats] if arguments.out else []


def _one_file(path: Path, targets: list[Path], progress: FileProgress, arguments: argparse.Namespace) -> str:
    from gradio_pianoroll.analysis import extract_audio_features, notes_from_f0
    from gradio_pianoroll.analysis.export import export_analysis
    from gradio_pianoroll.formats.audio import audio_info
    from gradio_pianoroll.settings import get_settings

    analysis_sr = min(audio_info(path).sr, get_settings().sample_rate)
    found = extract_audio_features(
        path,
        features=("f0", "loudness", "short_loudness", "voicing"),
        engine=arguments.engine,
        fmin=arguments.fmin,
        fmax=arguments.fmax,
        hop_length=max(1, round(_hop_s(arguments) * analysis_sr)),
        analysis_sr=analysis_sr,
        on_progress=progress.share,
    )
    score = notes_from_f0(found).replace(name=shown(path.stem))
    for target in targets:
        export_analysis(found, target, score=score, theme=arguments.theme, title=shown(path.name))
    tuning = f", voice tuned {score.extra['tuning_cents']:+.0f} cents from A = 440 Hz" if len(score.notes) else ""
    what = f"{counted(found.n_frames, 'frame')}, {counted(len(score.notes), 'note')}"
    return f"{', '.join(map(shown, targets))}: {what}{tuning}"
