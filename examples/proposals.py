"""A model in the loop: draw a box around a bar and let a small Markov model fill it, go on, harmonise or vary it.

The model learns when the program starts, from four melodies in the public domain that stand below. What it makes is
proposed: ghosts that are heard, accepted or rejected in the roll, whole or note by note.
"""

import random
import time
from collections import Counter, defaultdict

import gradio as gr

from gradio_pianoroll import NoteTable, PianoRoll, Score

# Note names, "+" an octave above the middle and "-" below, with lengths in beats, bar by bar; then the chord of each
# bar. All in C.
TUNES = {
    "Ah! vous dirai-je, maman": (
        "C1 C1 G1 G1 | A1 A1 G2 | F1 F1 E1 E1 | D1 D1 C2 | G1 G1 F1 F1 | E1 E1 D2 | G1 G1 F1 F1 | E1 E1 D2 | "
        "C1 C1 G1 G1 | A1 A1 G2 | F1 F1 E1 E1 | D1 D1 C2",
        "C F C C C G C G C F C C",
    ),
    "Ode to Joy": (
        "E1 E1 F1 G1 | G1 F1 E1 D1 | C1 C1 D1 E1 | E1.5 D0.5 D2 | E1 E1 F1 G1 | G1 F1 E1 D1 | C1 C1 D1 E1 | "
        "D1.5 C0.5 C2 | D1 D1 E1 C1 | D1 E0.5 F0.5 E1 C1 | D1 E0.5 F0.5 E1 D1 | C1 D1 G2",
        "C G C G C G C C G G G G",
    ),
    "Frère Jacques": (
        "C1 D1 E1 C1 | C1 D1 E1 C1 | E1 F1 G2 | E1 F1 G2 | G0.5 A0.5 G0.5 F0.5 E1 C1 | G0.5 A0.5 G0.5 F0.5 E1 C1 | "
        "C1 G1 C2 | C1 G1 C2",
        "C C C C C C G C",
    ),
    "Au clair de la lune": (
        "C1 C1 C1 D1 | E2 D2 | C1 E1 D1 D1 | C4 | C1 C1 C1 D1 | E2 D2 | C1 E1 D1 D1 | C4 | "
        "D1 D1 D1 D1 | A2 A2 | D1 C1 B1 A1 | G4",
        "C G C C C G C C G Am G G",
    ),
}
NAMES = dict(zip("CDEFGAB", (60, 62, 64, 65, 67, 69, 71), strict=True))
CHORDS = {"C": (48, 52, 55), "F": (53, 57, 48), "G": (55, 59, 50), "Am": (57, 48, 52)}
BAR_BEATS = 4.0


class Melodies:
    """A chain of (pitch, beats) that looks two notes back, then one, then at all; and one of chords by bar."""

    def __init__(self, tunes):
        self.after = defaultdict(Counter)
        self.chord_after = defaultdict(Counter)
        for melody, chords in tunes.values():
            notes = [(NAMES[word[0]], float(word[1:])) for word in melody.replace("|", " ").split()]
            for i, note in enumerate(notes):
                for back in (0, 1, 2):
                    if i >= back:
                        self.after[tuple(notes[i - back : i])][note] += 1
            names = chords.split()
            for before, chord in zip(["", *names], names, strict=False):
                self.chord_after[before][chord] += 1

    def next(self, before, dice):
        """A note that may follow those before it."""
        for back in (2, 1, 0):
            choices = self.after.get(tuple(before[-back:] if back else ()))
            if choices:
                return dice.choices(list(choices), choices.values())[0]
        raise ValueError("the model has learned nothing")

    def line(self, start, end, before, dice):
        """Notes ``(onset, beats, pitch)`` for a span of beats, one after the other."""
        at, known = start, list(before)
        while at < end - 1e-6:
            pitch, beats = self.next(known, dice)
            known.append((pitch, beats))
            beats = min(beats, end - at)
            yield at, beats, pitch
            at += beats

    def chords(self, bars, dice):
        """A chord for each bar of pitches: those that often follow each other, and have the notes of the bar."""
        before = ""
        for pitches in bars:
            weights = {}
            for name, triad in CHORDS.items():
                classes = {pitch % 12 for pitch in triad}
                fits = sum(pitch % 12 in classes for pitch in pitches) + 0.2
                weights[name] = fits**3 * (self.chord_after[before][name] + 0.5)
            before = dice.choices(list(weights), weights.values())[0]
            yield before


MODEL = Melodies(TUNES)


def table(notes, velocity=90):
    """Notes ``(onset, beats, pitch)`` as a table."""
    onsets, beats, pitches = zip(*notes, strict=True) if notes else ((), (), ())
    return NoteTable.from_columns(onsets, beats, pitches, velocity=[velocity] * len(onsets))


def heard_before(notes, start):
    """The last two notes before a beat, as the model knows notes."""
    rows = [row for row in range(len(notes)) if notes.end_beats[row] <= start + 1e-6][-2:]
    return [(int(notes.pitch[row]), float(notes.duration_beats[row])) for row in rows]


def propose(value, task, span, seed, pause_s):
    """Yield the proposal while it grows; three alternatives, note by note."""
    score = value.score
    notes = score.notes
    start, end = span or (0.0, BAR_BEATS)
    if task == "Continue":
        start = end if span else float(max(notes.end_beats, default=0.0))
        start, end = start, start + 2 * BAR_BEATS
    dice = random.Random(seed)
    if task == "Harmonise":
        inside = [row for row in range(len(notes)) if start <= notes.onset_beats[row] < end]
        bars = max(1, round((end - start) / BAR_BEATS))
        sung = [[int(notes.pitch[row]) for row in inside if int((notes.onset_beats[row] - start) // BAR_BEATS) == bar]
                for bar in range(bars)]  # fmt: skip
        offers = {}
        for _ in range(3):
            names = list(MODEL.chords(sung, dice))
            chords = [
                (start + bar * BAR_BEATS, min(BAR_BEATS, end - start - bar * BAR_BEATS), pitch)
                for bar, name in enumerate(names)
                for pitch in CHORDS[name]
            ]
            offers[" ".join(names)] = table(chords, 70)
        yield PianoRoll.propose(score, (start, end), offers, name=task)
        return
    names = ("as it was learned", "another way", "a third way")
    lines = [MODEL.line(start, end, heard_before(notes, start), random.Random(dice.random())) for _ in names]
    grown = {name: [] for name in names}
    growing = True
    while growing:
        growing = False
        for name, line in zip(names, lines, strict=True):
            note = next(line, None)
            if note is not None:
                grown[name].append(note)
                growing = True
        offers = {name: table(line) for name, line in grown.items()}
        if growing:
            yield PianoRoll.propose(score, (start, end), offers, name=task, replace=task in ("Vary", "Fill"))
            time.sleep(pause_s)


def song():
    """The first half of the first tune, to begin with."""
    notes, at = [], 0.0
    for word in TUNES["Ah! vous dirai-je, maman"][0].replace("|", " ").split()[:14]:
        notes.append((at, float(word[1:]), NAMES[word[0]]))
        at += float(word[1:])
    return Score(table(notes), name="Ah! vous dirai-je, maman")


def remember(evt: gr.SelectData):
    """The span that was selected last; the model works on it when it is asked."""
    return tuple(evt.index) if evt.selected else None


with gr.Blocks(title="A model in the loop") as demo:
    span, seed = gr.State(None), gr.State(0)
    roll = PianoRoll(song(), label="Draw a box around a bar, then ask", height=520, interactive=True)
    with gr.Row():
        task = gr.Radio(["Fill", "Continue", "Harmonise", "Vary"], value="Continue", label="What the model does")
        pause = gr.Slider(0, 1, 0.1, label="Seconds a note, as a slow model takes")
        ask = gr.Button("Propose", variant="primary")
    roll.select(remember, None, span)
    asked = ask.click(lambda n: n + 1, seed, seed).then(propose, [roll, task, span, seed, pause], roll)
    # Who rejects what is still being made stops the model.
    roll.reject(None, cancels=[asked])

if __name__ == "__main__":
    demo.launch()
