"""The published release of the component, used as its documentation says: a handler that takes and returns the value.

Runs in the peer's own environment, which has nothing of this checkout; the notes come from the JSON file that
`BENCH_FILE` names.
"""

import json
import os
from pathlib import Path
from typing import Any

import gradio as gr

from gradio_pianoroll import PianoRoll

VALUE = json.loads(Path(os.environ["BENCH_FILE"]).read_text(encoding="utf-8"))
MIDDLE = len(VALUE["notes"]) // 2


def edit(value: dict[str, Any], count: str) -> tuple[dict[str, Any], str]:
    """Change one note and count."""
    note = value["notes"][MIDDLE]
    note["velocity"] = 99 if note["velocity"] == 1 else 1
    return value, str(int(count) + 1)


with gr.Blocks() as app:
    roll = PianoRoll(value=VALUE)
    count = gr.Textbox("0", elem_id="count")
    gr.Button("Edit", elem_id="edit").click(edit, [roll, count], [roll, count], show_progress="hidden")

if __name__ == "__main__":
    app.launch()
