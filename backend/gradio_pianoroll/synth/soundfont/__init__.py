"""SoundFonts (SF2, SF3): a reader, a cut to what is played, and a player.

`cut_font` gives a few arrays that need no file any more; `row_kernels` makes the row of a voice of them, and
`voice_kernels` sound of the row.
"""

from gradio_pianoroll.synth.soundfont.cut import FontCut, cut_font
from gradio_pianoroll.synth.soundfont.errors import SoundFontError
from gradio_pianoroll.synth.soundfont.finding import find_soundfonts, open_soundfont
from gradio_pianoroll.synth.soundfont.font import Preset, SoundFont
from gradio_pianoroll.synth.soundfont.rendering import cut_for, stream_soundfont

__all__ = [
    "FontCut",
    "Preset",
    "SoundFont",
    "SoundFontError",
    "cut_font",
    "cut_for",
    "find_soundfonts",
    "open_soundfont",
    "stream_soundfont",
]
