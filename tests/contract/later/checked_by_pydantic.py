"""An untouched value through pydantic models."""

from typing import Any

import gradio as gr
from pydantic import BaseModel

from gradio_pianoroll import PianoRoll


class NoteModel(BaseModel):
    id: str
    start: float
    duration: float
    pitch: int
    velocity: int = 100
    lyric: str | None = None


class SongModel(BaseModel):
    notes: list[NoteModel]
    tempo: float


class Project(BaseModel):
    song: dict[str, Any]


def check(value):
    song, project = SongModel.model_validate(value), Project(song=value)
    return [song.notes[-1].lyric, song.tempo, project.model_dump(mode="json")["song"]["notes"][0]["pitch"]]


def rebuild(value):
    return SongModel(**value).model_dump()


with gr.Blocks() as demo:
    roll, out = PianoRoll(), gr.JSON()
    gr.Button().click(check, roll, out)
    gr.Button().click(rebuild, roll, roll)


if __name__ == "__main__":
    demo.launch()
