"""The same notes as a list of 17-key dicts in `gr.JSON`, whose handler changes one note and returns the list.

`BENCH_SHOWN` is 1 for a JSON tree on the screen (closed), 0 for one that Gradio carries to and fro but does not draw.
"""

import os
from typing import Any

import gradio as gr

from benchmarks.scores import musical_score

MIDDLE = int(os.environ["BENCH_NOTES"]) // 2


def edit(notes: list[dict[str, Any]], count: str) -> tuple[list[dict[str, Any]], str]:
    """Change one note and count."""
    notes[MIDDLE]["velocity"] = 99 if notes[MIDDLE]["velocity"] == 1 else 1
    return notes, str(int(count) + 1)


with gr.Blocks() as app:
    notes = musical_score(int(os.environ["BENCH_NOTES"])).to_dict()["notes"]
    shown = gr.JSON(notes, open=False, visible=os.environ["BENCH_SHOWN"] == "1")
    count = gr.Textbox("0", elem_id="count")
    gr.Button("Edit", elem_id="edit").click(edit, [shown, count], [shown, count], show_progress="hidden")

if __name__ == "__main__":
    app.launch()
