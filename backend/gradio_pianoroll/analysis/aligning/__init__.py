"""Forced alignment of lyrics: from a text and a recording to tiers of words and phonemes."""

from .align import LyricAlignment, align_lyrics

__all__ = ["LyricAlignment", "align_lyrics"]
