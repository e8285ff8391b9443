"""`python -m gradio_pianoroll.cli`."""

import sys

from gradio_pianoroll.cli.main import main

sys.exit(main())
