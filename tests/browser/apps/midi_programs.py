"""The programs of examples/ that do what programs with MIDI models do, each at an address of its own."""

import importlib
import importlib.util
import os
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI

from tests.examples import IN_ONE_SERVER

# Fonts of a system may have hundreds of megabytes: the small one that is there with the tests' packages.
package = importlib.util.find_spec("pretty_midi")
os.environ.setdefault("GRADIO_PIANOROLL_SOUNDFONT", str(Path(package.origin).with_name("TimGM6mb.sf2")))

# One stands at the root, too, where a server is asked whether it is there.
PATHS = {f"/{name}": name for name in IN_ONE_SERVER} | {"/": IN_ONE_SERVER[0]}

app = FastAPI()
for path, name in PATHS.items():
    app = gr.mount_gradio_app(app, importlib.import_module(f"examples.{name}").demo, path=path, show_error=True)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["GRADIO_SERVER_PORT"]), log_level="warning")
