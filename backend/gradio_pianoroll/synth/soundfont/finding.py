"""Where fonts are: those that the system and Python's packages bring, one of the settings, a path."""

from __future__ import annotations

import os
import site
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gradio_pianoroll.settings import get_settings

from .errors import SoundFontError
from .fetching import ADDRESSES, fetched
from .font import SoundFont

if TYPE_CHECKING:
    from os import PathLike

#: Variable of the environment that names the font to play with.
VARIABLE = "GRADIO_PIANOROLL_SOUNDFONT"
SUFFIXES = (".sf2", ".sf3")
# Debian's alternatives say which font is to be the system's; then those that are known to be whole.
_FIRST = ("default-GM.sf3", "default-GM.sf2")
_FOLDERS = (
    "/usr/share/sounds/sf3", "/usr/share/sounds/sf2", "/usr/share/soundfonts", "/usr/local/share/soundfonts",
    "/usr/local/share/sounds/sf2", "/opt/homebrew/share/soundfonts",
)  # fmt: skip
# Packages of PyPI that bring one.
_PACKAGES = ("pretty_midi", "soundfonts")


def find_soundfonts() -> list[Path]:
    """List the SoundFonts of this machine: that of the settings, the system's, those of Python's packages.

    Each once, however many names lead to it.
    """
    named = get_settings().soundfont
    # An empty variable says nothing.
    found = [named.expanduser()] if named and named != Path() else []
    for folder in _folders():
        if folder.is_dir():
            inside = [path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file()]
            found += sorted(inside, key=lambda path: (path.name not in _FIRST, path.name.lower()))
    listed: dict[Path, Path] = {}
    for path in found:
        listed.setdefault(path.resolve(), path)
    return list(listed.values())


def _folders() -> list[Path]:
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local/share")
    packages = {*site.getsitepackages(), site.getusersitepackages(), *sys.path}
    inside = [Path(folder) / package for folder in sorted(packages) if folder for package in _PACKAGES]
    return [Path(data) / "soundfonts", Path(data) / "sounds/sf2", *map(Path, _FOLDERS), *inside]


def open_soundfont(font: str | PathLike[str] | SoundFont | bool) -> SoundFont:
    """Open a font.

    Parameters
    ----------
    font
        A path; an address (``https://…``), whose file is kept in the cache folder; True for the first one of
        `find_soundfonts`; a font stays itself.

    Raises
    ------
    SoundFontError
        If it cannot be read, or none is found.
    """
    if isinstance(font, SoundFont):
        return font
    if isinstance(font, bool):
        paths = find_soundfonts()
        if not paths:
            raise SoundFontError(
                "SoundFont",
                f"none is found; install one (Debian: apt install timgm6mb-soundfont), or set {VARIABLE}",
            )
        return SoundFont(paths[0])
    if isinstance(font, str) and font.startswith(ADDRESSES):
        return SoundFont(fetched(font))
    return SoundFont(Path(font).expanduser())
