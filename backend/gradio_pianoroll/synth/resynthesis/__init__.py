"""A recording sung in another way: another F0, other timing of its segments, another loudness."""

from gradio_pianoroll.synth.resynthesis.f0_track import ResynthesisError
from gradio_pianoroll.synth.resynthesis.resynthesiser import Resynthesiser
from gradio_pianoroll.synth.resynthesis.timing import segment_timing
from gradio_pianoroll.synth.resynthesis.whole import resynthesise, resynthesise_file

__all__ = ["ResynthesisError", "Resynthesiser", "resynthesise", "resynthesise_file", "segment_timing"]
