"""A program that lets the phonemes follow the lyrics, and gives each visitor words of their own."""

import time

import gradio as gr

from gradio_pianoroll import NoteTable, PianoRoll, Score
from gradio_pianoroll.g2p import Pronunciations, phonemise
from gradio_pianoroll.score import edit
from tests.browser.apps import record

SONG = Score(NoteTable.from_columns(range(5), 1, [60, 62, 64, 65, 67], lyric=["국", "물", "이", "사", "랑"]))


def told(kind):
    def tell(song):
        record(kind, sung=[[note.get("lyric"), note.get("phoneme")] for note in song["notes"]])

    return tell


def phones(song):
    record("tied", phones=[[round(s["start"], 2), s["value"]] for s in song["segment_data"]])


def slow(song):
    record("slow")
    time.sleep(2)


def mine():
    record("mine")
    return roll.update(phonemes={"dictionary": Pronunciations({"사랑": "싸랑"})})


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Sung", height=420, phonemes="auto")
    roll.change(told("change"), roll)
    roll.input(told("input"), roll)
    tied = PianoRoll(edit.tie_phones(phonemise(SONG)), label="Tied", height=420, phonemes="ko", ties="svs")
    tied.change(phones, tied)
    gr.Button("Slow", elem_id="slow").click(slow, roll, None)
    gr.Button("My words", elem_id="mine").click(mine, None, roll)

if __name__ == "__main__":
    app.launch()
