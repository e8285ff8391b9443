"""Small programs in the published style; each runs as `python -m tests.browser.apps.<name>`."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

_lock = threading.Lock()


def record(name: str, **facts: Any) -> None:
    """Write one line for the test to read."""
    with _lock, Path(os.environ["PIANOROLL_TEST_LOG"]).open("a", encoding="utf-8") as log:
        log.write(json.dumps({"name": name, **facts}, ensure_ascii=False) + "\n")
