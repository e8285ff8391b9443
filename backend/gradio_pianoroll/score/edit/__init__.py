"""Operations on scores: pure functions that give another score."""

from .tempo import Keep, Layers, set_tempo, tempo_ops

__all__ = ["Keep", "Layers", "set_tempo", "tempo_ops"]
