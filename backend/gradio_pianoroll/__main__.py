"""`python -m gradio_pianoroll`: the command line."""

import sys

from gradio_pianoroll.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
