"""`gradio-pianoroll convert`: one format into another."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.cli.files import SCORE_FILE, load_score
from gradio_pianoroll.i18n.filled import counted

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

UNITS = ("Hz", "semitones", "cents", "coarse")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    convert = commands.add_parser("convert", help="a score or F0 from one format to another, by suffix")
    convert.add_argument("input", type=Path, metavar="IN", help=SCORE_FILE)
    convert.add_argument(
        "output",
        type=Path,
        metavar="OUT",
        help="file to write; its suffix says the format (.f0.csv, .notes.csv and .curves.csv are tables of those)",
    )
    convert.add_argument(
        "--encoding",
        metavar="NAME",
        help="of the texts of the file (cp949, shift_jis, cp1252, …); by default it is found out",
    )
    reading = convert.add_argument_group("F0 in IN, what the file does not say itself")
    reading.add_argument("--hop", type=float, metavar="S", help="seconds between the frames of an array of F0")
    reading.add_argument("--start", type=float, metavar="S", help="seconds of the first frame of an array of F0")
    reading.add_argument("--unit", choices=UNITS, help="of the pitch in IN, where it does not say it")
    reading.add_argument("--voiced-above", type=float, metavar="P", help="least confidence of a voiced frame in IN")
    writing = convert.add_argument_group("F0 in OUT")
    writing.add_argument("--curve", metavar="NAME", help="curve that is the pitch of OUT; by default f0")
    writing.add_argument(
        "--out-hop", type=float, metavar="S", help="seconds between the frames of OUT; by default the curve's"
    )
    writing.add_argument("--out-unit", choices=UNITS, help="of the pitch in OUT; by default Hz")
    writing.add_argument("--unvoiced", choices=("zero", "nan", "omit"), help="what stands for an unvoiced frame in OUT")
    writing.add_argument(
        "--header", action="store_true", default=None, help="a line of names in a table of F0 or notes"
    )
    writing.add_argument(
        "--bends",
        type=int,
        nargs="?",
        const=0,
        metavar="SEMITONES",
        help="the notes of the first track sing the F0 in MIDI, by pitch bends of a range (by default the least one)",
    )
    convert.set_defaults(run=_convert)


def _convert(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.errors import FormatError
    from gradio_pianoroll.formats import save

    score = load_score(
        arguments.input,
        arguments.encoding,
        hop_s=arguments.hop,
        start_s=arguments.start,
        unit=arguments.unit,
        voiced_above=arguments.voiced_above,
    )
    options: dict[str, Any] = {
        "curve": arguments.curve,
        "hop_s": arguments.out_hop,
        "unit": arguments.out_unit,
        "unvoiced": arguments.unvoiced,
        "header": arguments.header,
    }
    try:
        if arguments.bends is not None:
            score = _bent(score, options.pop("curve"), arguments.bends)
        save(score, arguments.output, **options)
    except (FormatError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    found = counted(len(score.notes), "note")
    if not len(score.notes) and score.curves:
        found = ", ".join(f"{curve.name} of {counted(len(curve), 'value')}" for curve in score.curves.values())
    print(f"{arguments.output}: {found}")


def _bent(score: Score, curve: str | None, reach: int) -> Score:
    from gradio_pianoroll.formats.pitch import with_pitch_bends

    track = int(score.notes.track[0]) if len(score.notes) else 0
    return with_pitch_bends(score, track, curve=curve, bend_range=reach or None)
