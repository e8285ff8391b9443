"""`gradio-pianoroll align`: words and phonemes of a recording, as a TextGrid, labels or any format with tiers."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gradio_pianoroll.cli.command_error import CommandError
from gradio_pianoroll.cli.files import load_score, shown
from gradio_pianoroll.cli.progress import FileProgress
from gradio_pianoroll.i18n.filled import counted

if TYPE_CHECKING:
    from gradio_pianoroll.score import Score

LANGUAGES = ("ko", "en", "ja")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command's parser."""
    align = commands.add_parser("align", help="words and phonemes of a recording with their times, from its lyrics")
    align.add_argument("audio", type=Path, metavar="AUDIO", help="the recording")
    align.add_argument("output", type=Path, metavar="OUT", help="TextGrid, .lab, .json … : by its suffix")
    text = align.add_mutually_exclusive_group(required=True)
    text.add_argument("--lyrics", metavar="TEXT", help="what is sung, words with blanks between them")
    text.add_argument("--lyrics-file", type=Path, metavar="FILE", help="the same, in a text file (UTF-8)")
    text.add_argument("--score", type=Path, metavar="FILE", help="a score whose notes have the lyrics")
    align.add_argument("--language", choices=LANGUAGES, default="ko", help="of the lyrics, default ko")
    align.add_argument("--notation", metavar="NAME", help="of the phonemes: roman, ipa, jamo, diffsinger, arpabet …")
    align.set_defaults(run=_align)


def _align(arguments: argparse.Namespace) -> None:
    from gradio_pianoroll.analysis import align_lyrics
    from gradio_pianoroll.errors import PianoRollError
    from gradio_pianoroll.formats import save
    from gradio_pianoroll.score import AudioRef, Score

    score: Score | None = load_score(arguments.score) if arguments.score else None
    said: dict[str, Any] = {"notes": score} if score is not None else {"words": _lyrics(arguments)}
    progress = FileProgress(1)
    progress.begin(arguments.audio.name)
    try:
        found = align_lyrics(
            arguments.audio, language=arguments.language, notation=arguments.notation,
            on_progress=progress.share, **said,
        )  # fmt: skip
        if score is None:
            score = Score(name=shown(arguments.audio.stem), audio=AudioRef(str(arguments.audio)))
        save(found.on(score), arguments.output)
    except (PianoRollError, ValueError, OSError) as error:
        raise CommandError(str(error)) from error
    finally:
        progress.clear()
    words, phones = counted(len(found.words), "word"), counted(len(found.phones), "phoneme")
    print(f"{shown(arguments.output)}: {words}, {phones}")


def _lyrics(arguments: argparse.Namespace) -> str:
    if arguments.lyrics is not None:
        return str(arguments.lyrics)
    try:
        text = arguments.lyrics_file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{shown(arguments.lyrics_file)} cannot be read as a text in UTF-8: {error}") from error
    # Lines of headings ([Verse 1]) are not sung.
    return re.sub(r"^\s*\[[^\]]*\]\s*$", "", text, flags=re.MULTILINE)
