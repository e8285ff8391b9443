"""Bytes, and nothing else: what a score is in files and messages, and back."""
