"""A model that writes tokens of several tracks: four takes grow at once; mend one, go on from it, keep the files."""

import tempfile
from pathlib import Path

import gradio as gr
import numpy as np

from gradio_pianoroll import NoteTable, PianoRoll, Score, ScoreStream, TempoMap, Track
from gradio_pianoroll.formats import save
from gradio_pianoroll.synth import find_soundfonts, render_file

TAKES = [f"Take {number}" for number in (1, 2, 3, 4)]
EVENTS_AT_ONCE = 8
# General MIDI programs, and where the model plays them; None is the drum kit.
INSTRUMENTS = {"Piano": (0, 60), "Bass": (33, 36), "Strings": (48, 55), "Flute": (73, 72), "Drums": (None, 0)}
STEPS, KIT = [0, 2, 4, 7, 9, 12], [36, 38, 42]


def model(n_events, n_tracks, seed):
    """Stands for yours: each step gives one event of every take, its tokens side by side.

    They are sixteenths since the event before, track, place in the scale, sixteenths of length, velocity.
    """
    numbers = np.random.default_rng(seed)
    for _ in range(n_events):
        yield numbers.integers((0, 0, 0, 1, 50), (3, n_tracks, len(STEPS), 9, 111), (len(TAKES), 5))


def track_of(name, number):
    program, _ = INSTRUMENTS[name]
    # Channel 9 is that of the drums.
    return Track(name, program or 0, channel=9 if program is None else number, is_drum=program is None)


def notes_of(events, names):
    """What the tokens of one take mean; `events` has their time in beats in the first column."""
    onset_beats, track, step, length, velocity = np.array(events).T
    pitch = [
        KIT[s % len(KIT)] if INSTRUMENTS[names[t]][0] is None else INSTRUMENTS[names[t]][1] + STEPS[s]
        for t, s in zip(track.astype(int), step.astype(int), strict=True)
    ]
    return NoteTable.from_columns(onset_beats, length / 4, pitch, velocity.astype(int), track.astype(int))


def generate(names, n_events, seed, prompt, *rolls):
    """Only the new notes of each yield travel to the page."""
    if not names:
        raise gr.Error("Choose an instrument first.", print_exception=False)
    if prompt in TAKES:  # with all that was mended in it
        start = rolls[TAKES.index(prompt)].score
        names = [track.name for track in start.tracks]
    else:
        start = Score(tempo_map=TempoMap(108), tracks=[track_of(name, number) for number, name in enumerate(names)])
    streams = [ScoreStream(start) for _ in TAKES]
    now_beats = np.full(len(TAKES), start.end_beats)
    waiting = [[] for _ in TAKES]
    for events in model(int(n_events), len(names), int(seed)):
        now_beats += events[:, 0] / 4
        for take, (at, event) in enumerate(zip(now_beats, events, strict=True)):
            waiting[take].append([at, *event[1:]])
        if len(waiting[0]) == EVENTS_AT_ONCE:  # of which the slider gives whole ones
            yield [stream.append(notes_of(new, names)) for stream, new in zip(streams, waiting, strict=True)]
            waiting = [[] for _ in TAKES]
    yield [stream.done() for stream in streams]


def keep(*rolls):
    """MIDI files of what is in the rolls now, edits too."""
    folder = Path(tempfile.mkdtemp())
    return [str(save(roll.score, folder / f"take-{number}.mid")) for number, roll in enumerate(rolls, 1)]


def hear(take, *rolls):
    score = rolls[TAKES.index(take)].score
    return str(render_file(score, Path(tempfile.mkdtemp(), "take.mp3"), soundfont=bool(find_soundfonts())).path)


with gr.Blocks(title="Four takes") as demo:
    with gr.Row():
        names = gr.Dropdown(list(INSTRUMENTS), value=["Piano", "Bass", "Drums"], multiselect=True, label="Instruments")
        n_events = gr.Slider(8, 512, 48, step=8, label="Events")
        seed = gr.Number(1, precision=0, label="Seed")
        prompt = gr.Dropdown(["nothing", *TAKES], value="nothing", label="Go on from")
    with gr.Row():
        run = gr.Button("Generate", variant="primary")
        stop = gr.Button("Stop and keep")
    rolls = []
    for pair in (TAKES[:2], TAKES[2:]):
        with gr.Row():
            rolls += [PianoRoll(label=take, interactive=True, width="100%", height=440) for take in pair]
    files = gr.Files(label="MIDI", interactive=False)
    with gr.Row():
        take = gr.Radio(TAKES, value=TAKES[0], label="Hear")
        sound = gr.Audio(label="Sound", interactive=False)
    running = run.click(generate, [names, n_events, seed, prompt, *rolls], rolls, show_progress="hidden")
    running.success(keep, rolls, files).success(hear, [take, *rolls], sound)
    stop.click(keep, rolls, files, cancels=[running])
    take.input(hear, [take, *rolls], sound)

if __name__ == "__main__":
    demo.launch()
