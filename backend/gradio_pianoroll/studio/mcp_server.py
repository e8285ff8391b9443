"""What an MCP client sees of the studio: the four tools, answers in JSON, and files however it has them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from gradio_client import handle_file

from gradio_pianoroll.formats.audio import AUDIO_SUFFIXES
from gradio_pianoroll.gradio_compat import (
    FILE_ROUTE,
    cache_folder,
    download,
    offer_tools,
    with_root_address,
    wrap_tool_answers,
    wrap_tool_calls,
)
from gradio_pianoroll.studio.nearby import may_name_files
from gradio_pianoroll.studio.opening import SCORE_SUFFIXES
from gradio_pianoroll.studio.session import StudioError
from gradio_pianoroll.studio.tools import TOOL_NAMES
from gradio_pianoroll.wire.verified import is_file_mark

# The arguments of the tools that are files, and what may be in them.
FILES = {"audio": AUDIO_SUFFIXES, "score": SCORE_SUFFIXES}
WAYS = "give an address on the internet, a data URI, or the address of a file that was uploaded to the studio"


class _Found(str):
    """Path of a file on this machine that the client may use."""


def prepare_server(mcp: Any) -> None:
    """Narrow Gradio's MCP server to the studio's tools, find the files that are named, and answer in JSON.

    Gradio offers every endpoint as a tool, also those that work on an open page; it fetches files by address alone,
    says nothing of why it could not, and answers with Python's spelling of an object.

    Parameters
    ----------
    mcp
        `gradio_compat.mcp_server_of` the studio.
    """
    offer_tools(mcp, TOOL_NAMES)
    wrap_tool_calls(mcp, _called_with_files, _converted_but_found)
    wrap_tool_answers(mcp, _in_json)


async def _called_with_files(called: Any, request: Any, call: Callable[[Any], Awaitable[Any]]) -> Any:
    from mcp import types

    given = dict(called.params.arguments or {})
    try:
        for name in FILES.keys() & given.keys():
            given[name] = await _found(name, given[name], request)
    except StudioError as error:
        said = types.TextContent(type="text", text=str(error))
        return types.ServerResult(types.CallToolResult(content=[said], isError=True))
    called.params.arguments = given
    return await call(called)


def _converted_but_found(
    value: Mapping[str, Any], convert: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    own = {name: handle_file(said) for name, said in value.items() if isinstance(said, _Found)}
    return {**convert({name: said for name, said in value.items() if name not in own}), **own}


async def _found(name: str, said: Any, request: Any) -> Any:
    """File argument as Gradio takes it: a data URI as it is, everything else as a file that is here."""
    if not isinstance(said, str) or said.startswith("data:"):
        return said
    if said.startswith(("http://", "https://")):
        uploaded = uploaded_file(said)
        return _Found(uploaded if uploaded is not None else await _fetched(said))
    return _Found(_local_file(name, said, request))


async def _fetched(address: str) -> str:
    try:
        return await download(address)
    except Exception as error:  # whatever the network answers, the caller gets a sentence
        raise StudioError(f"{address} cannot be fetched ({_reason(error)}): {WAYS}") from error


def _reason(error: Exception) -> str:
    return f"{error}".splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__


def _local_file(name: str, said: str, request: Any) -> Path:
    path = Path(url2pathname(urlsplit(said).path) if said.startswith("file://") else said)
    if not may_name_files(request):
        raise StudioError(f"a path is taken from a program on the studio's own machine alone: {WAYS}")
    if path.suffix.lower() not in FILES[name]:
        raise StudioError(f"{path.name}: {name} must be one of {', '.join(FILES[name])}")
    if not path.is_absolute():
        raise StudioError(f"{said}: give the whole path, from the root on")
    if not path.is_file():
        raise StudioError(f"{path}: no such file")
    return path


def _in_json(data: Any, root: str, as_gradio_does: Callable[[], list[Any]]) -> list[Any]:
    from mcp import types

    if all(isinstance(output, str) or is_file_mark(output) for output in data):
        return as_gradio_does()
    return [
        types.TextContent(type="text", text=json.dumps(output, ensure_ascii=False, allow_nan=False))
        for output in with_root_address(list(data), root)
    ]


def uploaded_file(address: Any) -> Path | None:
    """File behind an address of the file route, if it is one that somebody uploaded here; else None."""
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return None
    route = urlsplit(address).path
    if FILE_ROUTE not in route:
        return None
    path = Path(unquote(route.split(FILE_ROUTE, 1)[1])).resolve()
    folder = cache_folder()
    return path if folder in path.parents and path.is_file() else None
