"""Files of the cache as an answer over the network: compressed for those who are not on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from gradio_pianoroll.errors import TransportError
from gradio_pianoroll.wire.packed import is_on_this_machine, pack_plain, pack_snapshot
from gradio_pianoroll.wire.verified import is_inside

#: How each kind of file is compressed. Sound and MIDI are not in question here.
PACKERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    ".arrows": pack_snapshot,
    ".layers": pack_plain,
    ".spectrogram": pack_plain,
}


def packed_file(payload: Any, cache: Path, request: Request | None) -> Response:
    """A file of the cache, compressed unless the request surely comes from this machine.

    Parameters
    ----------
    payload
        ``{path}`` as it stands in a handle.
    cache
        Gradio's cache; nothing outside of it is opened, and in it only files that Gradio's own file route serves too.
    request
        None counts as one from elsewhere.

    Returns
    -------
    starlette.responses.Response
        404 when there is no such file.
    """
    path = _allowed(payload, cache)
    if path is None:
        return Response("no such file", status_code=404)
    if request is not None and is_local(request):
        return FileResponse(path)
    try:
        data = path.read_bytes()
        pieces = PACKERS[path.suffix](data)
        first = next(pieces)
    except (TransportError, StopIteration):
        return FileResponse(path)
    except OSError:
        return Response("no such file", status_code=404)
    return StreamingResponse(
        _all(first, pieces),
        media_type="application/octet-stream",
        # `no-transform`: a proxy that unpacks it to look inside would spoil the progress of loading.
        headers={"Content-Encoding": "gzip", "Cache-Control": "private, no-transform"},
    )


def is_local(request: Request) -> bool:
    """Whether a request surely comes from this machine; `uvicorn` has put in the address that a proxy forwarded."""
    server = request.scope.get("server") or (None,)
    return is_on_this_machine(request.client.host if request.client else None, server[0], request.headers)


def _allowed(payload: Any, cache: Path) -> Path | None:
    named = payload.get("path") if isinstance(payload, Mapping) else None
    if not isinstance(named, str) or "\0" in named:
        return None
    path = Path(named).resolve()
    return path if path.suffix in PACKERS and is_inside(path, cache) and path.is_file() else None


def _all(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
