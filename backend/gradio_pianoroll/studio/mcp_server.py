"""What an MCP client sees of the studio: the four tools, and its own uploads as their files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gradio.utils import get_upload_folder
from gradio_client import handle_file

from gradio_pianoroll.studio.tools import TOOL_NAMES

FILE_ROUTE = "/gradio_api/file="


def prepare_server(server: Any) -> None:
    """Narrow Gradio's MCP server to the studio's tools and let it find files that were uploaded to it.

    Gradio offers every endpoint as a tool, also those that work on an open page. And it fetches each file by its
    address, but none from an address of this machine or network: a client that uploaded a file to a studio nearby could
    not name it.

    Parameters
    ----------
    server
        `gradio.mcp.GradioMCPServer`.
    """
    server.tool_to_endpoint = {
        name: endpoint for name, endpoint in server.tool_to_endpoint.items() if name in TOOL_NAMES
    }
    fetch = server.convert_strings_to_filedata

    def convert(value: Mapping[str, Any], positions: list[list[str | int]]) -> dict[str, Any]:
        names = [place[0] for place in positions if len(place) == 1]
        own = {name: path for name in names if (path := uploaded_file(value.get(str(name)))) is not None}
        rest = fetch({name: said for name, said in value.items() if name not in own}, positions)
        return {**rest, **{name: handle_file(path) for name, path in own.items()}}

    server.convert_strings_to_filedata = convert


def uploaded_file(address: Any) -> Path | None:
    """The file behind an address of the file route, if it is one that somebody uploaded here; else None."""
    if not isinstance(address, str) or not address.startswith(("http://", "https://")):
        return None
    route = urlsplit(address).path
    if FILE_ROUTE not in route:
        return None
    path = Path(unquote(route.split(FILE_ROUTE, 1)[1])).resolve()
    folder = Path(get_upload_folder()).resolve()
    return path if folder in path.parents and path.is_file() else None
