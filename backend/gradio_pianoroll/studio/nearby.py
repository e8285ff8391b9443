"""Which clients may name a file by its path: those of the user who runs the studio, on its own machine."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path

from starlette.requests import Request

from gradio_pianoroll.session.serving import is_local

TABLES = ("/proc/net/tcp", "/proc/net/tcp6")


def may_name_files(request: Request | None) -> bool:
    """Return True if a request comes from a program that could read the files of this process anyway.

    That is one on this machine (not a web page, which would name its origin) whose user is ours. Where the system does
    not tell the user of a connection, the machine has to do.

    Parameters
    ----------
    request
        None counts as one from elsewhere.
    """
    if request is None or request.client is None or not is_local(request) or "origin" in request.headers:
        return False
    owner = owner_of(request.client.host, request.client.port)
    return owner is None or owner in (0, os.getuid())


def owner_of(host: str, port: int) -> int | None:
    """User id of the process at the other end of a connection on this machine; None when it is not known."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return next((uid for at, of, uid in _connections() if of == port and _same(at, address)), None)


def _connections() -> Iterator[tuple[ipaddress.IPv4Address | ipaddress.IPv6Address, int, int]]:
    """Own address, own port and user of each TCP connection that Linux knows of."""
    for table in TABLES:
        try:
            rows = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            fields = row.split()
            digits, _, port = fields[1].partition(":")
            # The kernel prints words of four bytes in its own order.
            raw = b"".join(int(digits[i : i + 8], 16).to_bytes(4, "little") for i in range(0, len(digits), 8))
            yield ipaddress.ip_address(raw), int(port, 16), int(fields[7])


def _same(a: ipaddress.IPv4Address | ipaddress.IPv6Address, b: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return (getattr(a, "ipv4_mapped", None) or a) == (getattr(b, "ipv4_mapped", None) or b)
