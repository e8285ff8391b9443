"""The notes of a score in columns; knows nothing of the score."""
