"""Print the lowest or the newest Gradio that pyproject.toml admits, as a requirement for pip.

python scripts/gradio_requirement.py lowest|newest
"""

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def requirement(which: str) -> str:
    """Return `gradio==6.20.*` for `lowest`, and what stands in pyproject.toml for `newest`."""
    wanted = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    (gradio,) = (text for text in wanted if text.startswith("gradio>"))
    if which == "newest":
        return gradio
    if which != "lowest":
        raise SystemExit(f"{which!r} is neither `lowest` nor `newest`")
    lowest = gradio.removeprefix("gradio>=").split(",")[0]
    return f"gradio=={lowest}" + (".*" if lowest.count(".") < 2 else "")


if __name__ == "__main__":
    print(requirement(*sys.argv[1:2] or ["newest"]))
