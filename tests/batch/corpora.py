"""Small corpora of real recordings, and what can be wrong with a file."""

import shutil
from pathlib import Path

import numpy as np
import soundfile

from scripts import fetch_test_data


def real_recordings(folder: Path, count: int = 6) -> list[Path]:
    """Copy so many short spoken prompts, some of them in other formats, into `folder` and a folder below it."""
    prompts = sorted(fetch_test_data.prompts().glob("*.wav"), key=lambda path: (path.stat().st_size, path.name))
    chosen = [path for path in prompts if path.stat().st_size > 8_000][:count]
    (folder / "below").mkdir(parents=True, exist_ok=True)
    made = []
    for number, path in enumerate(chosen):
        target = folder / ("below" if number % 2 else ".") / path.name
        if number % 3 == 2:
            sound, sr = soundfile.read(path, dtype="float32")
            target = target.with_suffix(".flac")
            soundfile.write(target, sound, sr)
        else:
            shutil.copy(path, target)
        made.append(target)
    return made


def spoil(folder: Path) -> dict[str, str]:
    """Put files into `folder` that cannot be analysed; returns how each failure must be called."""
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.wav").write_text("this is no sound at all, " * 20)
    soundfile.write(folder / "whole.flac", np.sin(np.arange(40_000) / 9).astype(np.float32), 22_050)
    whole = (folder / "whole.flac").read_bytes()
    (folder / "whole.flac").unlink()
    third = len(whole) // 3
    (folder / "damaged.flac").write_bytes(whole[:third] + bytes(third) + whole[2 * third :])
    soundfile.write(folder / "silent-length.wav", np.zeros(0, np.float32), 8_000)
    return dict.fromkeys(("empty.wav", "text.wav", "damaged.flac", "silent-length.wav"), "unreadable")


def endless(path: Path, channels: int = 1, sr: int = 8_000, size: int = 1 << 30) -> Path:
    """A WAV file of `size` bytes of silence (1 GB, 18 hours), which takes no room on the disk: nobody is done with it soon."""
    head = b"RIFF" + (size + 36).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    form = (1).to_bytes(2, "little") + channels.to_bytes(2, "little") + sr.to_bytes(4, "little")
    form += (
        (sr * channels * 2).to_bytes(4, "little") + (channels * 2).to_bytes(2, "little") + (16).to_bytes(2, "little")
    )
    with path.open("wb") as file:
        file.write(head + form + b"data" + size.to_bytes(4, "little"))
        file.truncate(44 + size)
    return path
