"""The programs of examples/ that do what programs with MIDI models do, each at an address of its own."""

import importlib
import os

import gradio as gr
import uvicorn
from fastapi import FastAPI

from tests.examples import IN_ONE_SERVER

app = FastAPI()
for name in IN_ONE_SERVER:
    app = gr.mount_gradio_app(app, importlib.import_module(f"examples.{name}").demo, path=f"/{name}", show_error=True)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["GRADIO_SERVER_PORT"]), log_level="warning")
