"""What musicians do to notes: quantize, humanize, transpose, legato, split, join, stretch, mirror, copy, choose.

Every function takes a score and gives another one; the first stays as it is. `ids` says which notes: None for all of
them, an expression of `select`, True or False for each row, or ids. A handler that returns such a score sends the
changes alone, as one step that the user can undo. The browser has the same functions; `tests/vectors/edit.json` holds
what both give.

Times that a function moves lie on whole ticks (15 360 per beat), the nearest, a half goes up; what it leaves alone
stays exactly as it is.

Examples
--------
>>> from gradio_pianoroll import NoteTable, Score
>>> from gradio_pianoroll.score import edit
>>> score = Score(NoteTable.from_columns([0.02, 0.98, 2.03], 0.5, [60, 64, 67]))
>>> tidy = edit.legato(edit.quantize(score, "1/8"))
>>> tidy.notes.onset_beats.tolist(), tidy.notes.duration_beats.tolist()
([0.0, 1.0, 2.0], [1.0, 1.0, 0.5])
"""

from .broken_ties import BrokenTie, broken_ties
from .confirming import confirm_notes, confirm_segments
from .curve_course import scale_drift, scale_vibrato, smooth_curve
from .curve_moving import clear_curve, copy_curve, reset_curve, shift_curve, stretch_curve
from .curve_shapes import draw_curve, fill_gaps
from .cutting import duplicate, join, split
from .following import mark_unpitched, note_from_curve, snap_to_curve, split_at_jumps
from .lengths import legato, reverse, scale_time
from .overlapping import fix_overlaps, overlaps
from .pitches import invert, transpose
from .quantizing import humanize, quantize
from .scales import SCALES
from .segment_spans import (
    delete_segments,
    find_segments,
    label_segments,
    move_boundaries,
    stretch_segments,
    write_segment,
)
from .segmenting import (
    delete_segment,
    insert_boundary,
    insert_point,
    insert_segment,
    join_segments,
    label_segment,
    move_boundary,
    move_segment,
    segment_at,
    split_segment,
)
from .selecting import select
from .tempo import set_tempo
from .texts import set_lyrics
from .tiers import add_tier, delete_tier
from .tying import tie_phones
from .velocities import velocity_curve
from .vibrato import move_vibrato, vibrato

__all__ = [
    "SCALES",
    "BrokenTie",
    "add_tier",
    "broken_ties",
    "clear_curve",
    "confirm_notes",
    "confirm_segments",
    "copy_curve",
    "delete_segment",
    "delete_segments",
    "delete_tier",
    "draw_curve",
    "duplicate",
    "fill_gaps",
    "find_segments",
    "fix_overlaps",
    "humanize",
    "insert_boundary",
    "insert_point",
    "insert_segment",
    "invert",
    "join",
    "join_segments",
    "label_segment",
    "label_segments",
    "legato",
    "mark_unpitched",
    "move_boundaries",
    "move_boundary",
    "move_segment",
    "move_vibrato",
    "note_from_curve",
    "overlaps",
    "quantize",
    "reset_curve",
    "reverse",
    "scale_drift",
    "scale_time",
    "scale_vibrato",
    "segment_at",
    "select",
    "set_lyrics",
    "set_tempo",
    "shift_curve",
    "smooth_curve",
    "snap_to_curve",
    "split",
    "split_at_jumps",
    "split_segment",
    "stretch_curve",
    "stretch_segments",
    "tie_phones",
    "transpose",
    "velocity_curve",
    "vibrato",
    "write_segment",
]
