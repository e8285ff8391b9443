"""Lyrics to phonemes."""
