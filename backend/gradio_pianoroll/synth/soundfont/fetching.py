"""A font from the web, kept in the cache folder: it is fetched once."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from pathlib import Path

from gradio_pianoroll.settings import get_settings

from .errors import SoundFontError

ADDRESSES = ("https://", "http://")
# The largest fonts that people use have one and a half gigabytes.
MAX_BYTES = 4 << 30
TIMEOUT_S = 30
_PIECE = 1 << 20


def fetched(address: str) -> Path:
    """File of an address in the cache folder.

    Raises
    ------
    SoundFontError
        If it cannot be fetched; the message has the address.
    """
    name = re.sub(r"[^\w.-]+", "_", Path(urllib.parse.unquote(urllib.parse.urlsplit(address).path)).name) or "font.sf2"
    digest = hashlib.blake2b(address.encode(), digest_size=8).hexdigest()
    path = get_settings().cache_dir / "soundfonts" / digest / name
    if path.is_file():
        return path
    part = path.with_name(f"{name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer, part.open("wb") as file:
            size = 0
            while piece := answer.read(_PIECE):
                size += len(piece)
                if size > MAX_BYTES:
                    raise SoundFontError(name, f"{address} has more than {MAX_BYTES >> 30} GB; fetch it yourself")
                file.write(piece)
            told = answer.headers.get("Content-Length", "")
            if told.isdigit() and int(told) != size:
                raise SoundFontError(name, f"{address} ended after {size} of {told} bytes; try again")
        part.replace(path)
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        if isinstance(error, SoundFontError):
            raise
        reason = getattr(error, "reason", None) or error
        raise SoundFontError(name, f"{address} cannot be fetched: {reason}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return path
