"""`gradio-pianoroll render`: a score as sound, as a picture or as a video."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.cli.files import SCORE_FILE, load_score
from gradio_pianoroll.cli.progress import FileProgress

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

PICTURES = (".png", ".svg", ".pdf")
VIDEOS = (".mp4", ".mkv", ".webm")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    render = commands.add_parser("render", help="a score as sound, as a picture or as a video")
    render.add_argument("input", type=Path, metavar="IN", help=SCORE_FILE)
    render.add_argument(
        "output", type=Path, metavar="OUT",
        help="sound (.wav, .flac, .ogg, .opus, .mp3), a picture (.png, .svg, .pdf) or a video (.mp4, .mkv, .webm)",
    )  # fmt: skip
    sound = render.add_argument_group("sound")
    sound.add_argument("--sr", type=int, default=44_100, help="sample rate in Hz, default 44100")
    sound.add_argument("--voice", help="one voice for all tracks instead of what their programs say")
    sound.add_argument("--mono", action="store_true", help="one channel")
    sound.add_argument(
        "--soundfont", metavar="FONT",
        help="SoundFont that plays in place of the package's voices: a .sf2 or .sf3 file, or auto for one found here",
    )  # fmt: skip
    sound.add_argument("--loudness", type=float, metavar="LUFS", help="integrated loudness of the file, such as -14")
    sound.add_argument("--stems", action="store_true", help="a file for each track, too")
    seen = render.add_argument_group("picture and video")
    seen.add_argument("--theme", choices=("light", "dark"), help="default: light for a picture, dark for a video")
    seen.add_argument("--size", metavar="WxH", help="pixels, default 2100x960 for a picture, 1280x720 for a video")
    seen.add_argument("--fps", type=int, default=30, help="frames a second of a video, default 30")
    seen.add_argument("--audio", type=Path, help="sound of a video instead of the synthesizer's")
    render.set_defaults(run=_render)


def _render(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.errors import FormatError, MissingPackageError

    if not 4_000 <= arguments.sr <= 384_000:
        raise CommandError(f"the sample rate must lie between 4000 and 384000 Hz, not {arguments.sr}")
    score = load_score(arguments.input)
    suffix = arguments.output.suffix.lower()
    if len(score.notes) == 0 and suffix not in PICTURES:
        raise CommandError(f"{arguments.input.name} has no notes to play")
    act = _picture if suffix in PICTURES else _video if suffix in VIDEOS else _sound
    for name in _MEANINGLESS[act]:
        if getattr(arguments, name):
            raise CommandError(f"--{name} says nothing of a {suffix} file; leave it out")
    try:
        told = act(score, arguments)
    except (FormatError, MissingPackageError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    print(f"{arguments.output}: {told}")


def _sound(score: Score, arguments: argparse.Namespace) -> str:
    from gradio_pianoroll.synth import render_file

    shown = FileProgress(1)
    shown.begin(arguments.output.name)
    try:
        done = render_file(
            score, arguments.output, arguments.sr, voice=arguments.voice, stereo=not arguments.mono,
            soundfont=_font(arguments), loudness_lufs=arguments.loudness, stems=arguments.stems,
            on_progress=shown.share,
        )  # fmt: skip
    finally:
        shown.clear()
    told = f"{done.length_s:.1f} s, {done.loudness_lufs:.1f} LUFS"
    return told + "".join(f"\n{path}" for path in done.stems)


def _font(arguments: argparse.Namespace) -> str | bool | None:
    font: str | None = arguments.soundfont
    return True if font == "auto" else font


def _picture(score: Score, arguments: argparse.Namespace) -> str:
    wide, high = _size(arguments.size, (2_100, 960))
    dpi = 300
    score.plot(arguments.output, theme=arguments.theme or "light", size_in=(wide / dpi, high / dpi), dpi=dpi)
    return f"{wide} x {high} pixels"


def _video(score: Score, arguments: argparse.Namespace) -> str:
    from gradio_pianoroll.video import render_video

    if arguments.audio and arguments.soundfont:
        raise CommandError("--audio and --soundfont both say what is heard; leave one out")
    shown = FileProgress(1)
    shown.begin(arguments.output.name)
    try:
        length_s = render_video(
            score, arguments.output, audio=arguments.audio, soundfont=_font(arguments),
            size_px=_size(arguments.size, (1_280, 720)), fps=arguments.fps, theme=arguments.theme or "dark",
            on_progress=lambda done, total: shown.share(done / total),
        )  # fmt: skip
    finally:
        shown.clear()
    return f"{length_s:.1f} s"


def _size(text: str | None, default: tuple[int, int]) -> tuple[int, int]:
    if text is None:
        return default
    try:
        wide, high = (int(part) for part in text.lower().split("x"))
    except ValueError:
        raise CommandError(f"--size must look like 1280x720, not {text!r}") from None
    return wide, high


# Arguments of the other kinds of files.
_MEANINGLESS = {
    _sound: ("theme", "size", "audio"),
    _picture: ("voice", "mono", "audio", "soundfont", "loudness", "stems"),
    _video: ("voice", "mono", "loudness", "stems"),
}
