"""Sound from notes: our own voices, SoundFonts, a room; and edited recordings.

Our voices need no assets; SoundFonts are found on the machine or named. The same notes give the same samples.
"""

from gradio_pianoroll.synth.envelope import Envelope, adsr
from gradio_pianoroll.synth.instruments import INSTRUMENTS, Instrument, drum, instrument_for_program, note_hz
from gradio_pianoroll.synth.melody import Line, Manner, make_line, sung_f0
from gradio_pianoroll.synth.patches import Patch
from gradio_pianoroll.synth.phones import Syllable, hangul_phones, parse_syllable
from gradio_pianoroll.synth.render import render
from gradio_pianoroll.synth.resynthesis import (
    Resynthesiser,
    ResynthesisError,
    resynthesise,
    resynthesise_file,
    segment_timing,
)
from gradio_pianoroll.synth.reverb import add_reverb
from gradio_pianoroll.synth.singing import sing
from gradio_pianoroll.synth.soundfont import (
    FontCut,
    SoundFont,
    SoundFontError,
    cut_font,
    find_soundfonts,
    open_soundfont,
    stream_soundfont,
)
from gradio_pianoroll.synth.streaming import stream_voices
from gradio_pianoroll.synth.to_file import RenderedFile, render_file
from gradio_pianoroll.synth.tracks import instrument_names
from gradio_pianoroll.synth.wavetable import SHAPES, oscillate

__all__ = [
    "INSTRUMENTS",
    "SHAPES",
    "Envelope",
    "FontCut",
    "Instrument",
    "Line",
    "Manner",
    "Patch",
    "RenderedFile",
    "ResynthesisError",
    "Resynthesiser",
    "SoundFont",
    "SoundFontError",
    "Syllable",
    "add_reverb",
    "adsr",
    "cut_font",
    "drum",
    "find_soundfonts",
    "hangul_phones",
    "instrument_for_program",
    "instrument_names",
    "make_line",
    "note_hz",
    "open_soundfont",
    "oscillate",
    "parse_syllable",
    "render",
    "render_file",
    "resynthesise",
    "resynthesise_file",
    "segment_timing",
    "sing",
    "stream_soundfont",
    "stream_voices",
    "sung_f0",
]
