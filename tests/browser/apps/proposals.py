"""A roll whose buttons propose notes, at once and one after the other; every event is recorded."""

import time

import gradio as gr

from gradio_pianoroll import NoteTable, PianoRoll, Score
from tests.browser.apps import record

SONG = Score(NoteTable.from_columns([0, 1, 2], [1, 1, 2], [60, 62, 64]))
STEPS = 40


def notes(*pitches):
    return NoteTable.from_columns([4 + i for i in range(len(pitches))], [1] * len(pitches), list(pitches))


def several(value):
    return PianoRoll.propose(value, (4, 8), {"calm": notes(60, 64), "lively": notes(57, 59, 62)}, name="Fill")


def instead(value):
    table = NoteTable.from_columns([0, 1, 2], [1, 1, 2], [72, 74, 76])
    return PianoRoll.propose(value, (0, 4), table, name="Vary", replace=True)


def slowly(value):
    for count in range(1, STEPS + 1):
        record("yield", count=count)
        yield PianoRoll.propose(value, (4, 8), NoteTable.from_columns(
            [4 + i / 10 for i in range(count)], [0.1] * count, [60 + i % 12 for i in range(count)]
        ), name="Slow")  # fmt: skip
        time.sleep(0.1)


def told(name):
    def handler(event: gr.EventData):
        record(name, data=event._data)

    return handler


def selected(value, evt: gr.SelectData):
    record("select", index=evt.index, value=evt.value, selected=evt.selected, source=evt.source, count=evt.count,
           start_s=evt.start_s, end_s=evt.end_s, low=evt.low, high=evt.high,
           pitches=PianoRoll.selected(value, evt).pitch.tolist())  # fmt: skip


def changed(value):
    score = value.score
    record("change", pitches=score.notes.pitch.tolist(), proposals=[repr(one) for one in score.proposals])


with gr.Blocks() as app:
    roll = PianoRoll(SONG, label="Song", height=480, interactive=True)
    gr.Button("Several", elem_id="several").click(several, roll, roll)
    gr.Button("Instead", elem_id="instead").click(instead, roll, roll)
    run = gr.Button("Slowly", elem_id="slowly").click(slowly, roll, roll)
    gr.Button("Read", elem_id="read").click(changed, roll)
    roll.change(changed, roll)
    roll.select(selected, roll)
    roll.accept(told("accept"))
    roll.reject(told("reject"), cancels=[run])

if __name__ == "__main__":
    app.launch()
