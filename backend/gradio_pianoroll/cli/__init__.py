"""The command line, `gradio-pianoroll`: one file per command.

Every error is one sentence on standard error and a non-zero exit code.
"""

from gradio_pianoroll.cli.main import main

__all__ = ["main"]
