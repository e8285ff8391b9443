"""A recording sung in another way: another F0, other timing of its segments, another loudness."""

from gradio_pianoroll.synth.resynthesis.f0_track import ResynthesisError
from gradio_pianoroll.synth.resynthesis.resynthesiser import Resynthesiser
from gradio_pianoroll.synth.resynthesis.timing import segment_timing

__all__ = ["ResynthesisError", "Resynthesiser", "segment_timing"]
