"""`python -m fuzz.run NAME [libFuzzer's options]`: fuzz one reader with coverage feedback (atheris)."""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Fuzz until libFuzzer's limits, or until something is found."""
    import atheris

    with atheris.instrument_imports(include=["gradio_pianoroll"]):
        from fuzz.seeds import seeds
        from fuzz.targets import TARGETS, quiet
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"say which reader: {', '.join(TARGETS)}")
    name = sys.argv.pop(1)
    logging.disable(logging.CRITICAL)
    target = quiet(TARGETS[name])
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds()[name]):
            Path(folder, f"seed-{number}").write_bytes(data)

        def one(data: bytes) -> None:
            target(data)

        atheris.Setup([*sys.argv, folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
