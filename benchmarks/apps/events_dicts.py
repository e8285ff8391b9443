"""The same notes as a list of 17-key dicts in `gr.JSON`, whose handler changes one note and returns the list.

`BENCH_SHOWN` is 1 for a JSON tree on the screen (closed), 0 for one that Gradio carries to and fro but does not draw.
`BENCH_PAGE` is 1 for notes in the page itself, 0 for notes that come right after it: with 100 000 of them in the page
Gradio does not serve it any more.
"""

import os
from typing import Any

import gradio as gr

from benchmarks.scores import musical_score

NOTES = musical_score(int(os.environ["BENCH_NOTES"])).to_dict()["notes"]
IN_PAGE = os.environ["BENCH_PAGE"] == "1"
MIDDLE = len(NOTES) // 2


def edit(notes: list[dict[str, Any]], count: str) -> tuple[list[dict[str, Any]], str]:
    """Change one note and count."""
    notes[MIDDLE]["velocity"] = 99 if notes[MIDDLE]["velocity"] == 1 else 1
    return notes, str(int(count) + 1)


with gr.Blocks() as app:
    shown = gr.JSON(NOTES if IN_PAGE else None, open=False, visible=os.environ["BENCH_SHOWN"] == "1")
    count = gr.Textbox("0" if IN_PAGE else "", elem_id="count")
    if not IN_PAGE:
        app.load(lambda: (NOTES, "0"), None, [shown, count])
    gr.Button("Edit", elem_id="edit").click(edit, [shown, count], [shown, count], show_progress="hidden")

if __name__ == "__main__":
    app.launch()
