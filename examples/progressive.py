"""Very many notes: the roll is there at once and fills while one looks."""

import numpy as np

from gradio_pianoroll import NoteTable
from gradio_pianoroll.performance import create_progressive_piano_roll

TOTAL_NOTES = 200_000
BATCH_NOTES = 10_000


def load_notes():
    """Batches as they come from a disk or a network; here they are invented."""
    numbers = np.random.default_rng(1)
    for first in range(0, TOTAL_NOTES, BATCH_NOTES):
        onset = np.sort(numbers.uniform(first, first + BATCH_NOTES, BATCH_NOTES)) / 16
        pitch = np.clip(np.rint(numbers.normal(62, 14, BATCH_NOTES)), 24, 108)
        yield NoteTable.from_columns(onset, numbers.choice([0.25, 0.5, 1], BATCH_NOTES), pitch)


demo = create_progressive_piano_roll(
    load_notes, total_notes=TOTAL_NOTES, label="200 000 notes", width="100%", height=520
)

if __name__ == "__main__":
    demo.launch()
