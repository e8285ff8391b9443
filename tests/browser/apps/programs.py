"""Some of the programs of tests/contract, each at an address of its own; the first one at the root."""

import importlib
import os

import gradio as gr
import uvicorn
from fastapi import FastAPI

ROOT = "default_value"
NAMES = ("async_interface", "change_that_changes", "event_data", "gr_update", "template_all", ROOT)

app = FastAPI()
for name in NAMES:
    demo = importlib.import_module(f"tests.contract.programs.{name}").demo
    words = {"i18n": importlib.import_module("gradio_pianoroll.utils.templates.words").WORDS}
    app = gr.mount_gradio_app(
        app, demo, path="/" if name == ROOT else f"/{name}", **(words if name == "template_all" else {})
    )

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["GRADIO_SERVER_PORT"]), log_level="warning")
